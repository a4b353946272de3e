"""Who somebody is: by password when they sign in, by the session's key on every later request."""

from django.contrib.auth.backends import ModelBackend

from zhibu.accounts.models import User
from zhibu.kernel.prepared import Given, Question

_BY_KEY = Question(lambda: User.objects.filter(pk=Given("key")))


class People(ModelBackend):
    """As Django's, with a prepared question for the person of a session; a closed account is nobody."""

    def get_user(self, user_id: int) -> User | None:
        """The person with this key, if the account is open."""
        user = _BY_KEY.one(key=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
