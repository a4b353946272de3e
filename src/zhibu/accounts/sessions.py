"""Sessions in the database, as Django keeps them; only the question for a live one is prepared (`SESSION_ENGINE`)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField

from zhibu.kernel import clock
from zhibu.kernel.prepared import Given, Question

_LIVE = Question(
    lambda: Session.objects.filter(
        session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField())
    ).only("session_data")
)


class SessionStore(db.SessionStore):
    """A row that is withdrawn opens nothing any more from the next request on: nothing is kept beside the table."""

    def _get_session_from_db(self) -> Session | None:
        found = _LIVE.one(key=self.session_key, now=clock.now())
        if found is None:
            self._session_key = None
        return found
