"""Tables of accounts: people who use the product, their devices and links, what was done and who looked."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from zhibu.accounts import terms
from zhibu.kernel.ids import public_id
from zhibu.kernel.sealed import SealedText


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, login: str | None) -> "User":
        return self.get(login=login)

    def person(self, *, name: str, login: str | None = None, password: str | None = None) -> "User":
        """A new account for a person; without a password it can only be entered by a link or a device."""
        user = self.model(name=name, login=login)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def console(self) -> "User":
        """The account under which acts of the command line are journalled; nobody can sign in as it."""
        user = self.filter(login=User.CONSOLE).first()
        if user is None:
            user = self.model(login=User.CONSOLE, name="命令行", is_active=False)
            user.set_unusable_password()
            user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who may sign in; made only when somebody needs it, not for each row of a roster."""

    CONSOLE = "console"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    login = models.CharField(max_length=64, unique=True, null=True, blank=True)
    name = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True, default="")
    text_size = models.CharField(max_length=2, blank=True, default="", choices=terms.TextSize.choices)
    theme = models.CharField(max_length=5, blank=True, default="", choices=terms.Theme.choices)
    created_on = models.DateField(auto_now_add=True)
    last_login = None  # nobody needs to know when a person was last here

    objects = UserManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_console(self) -> bool:
        """Whether this is the command line acting, not a person."""
        return self.login == self.CONSOLE


class Device(models.Model):
    """A phone or browser that is remembered for one account; seen by its owner only."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=10, choices=terms.DeviceKind.choices, default=terms.DeviceKind.PHONE)
    label = models.CharField(max_length=80)
    session_key = models.CharField(max_length=40, unique=True)
    added_on = models.DateField()
    used_on = models.DateField(null=True)


class OneTimeLink(models.Model):
    """A link that lets one person in once; only the hash of its secret is stored."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="links")
    purpose = models.CharField(max_length=10, choices=terms.LinkPurpose.choices)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)


class DesktopEntry(models.Model):
    """A remembered phone let the browser in that showed this code; the browser picks it up once."""

    code = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Tries(models.Model):
    """When somebody lately guessed at one account (or from one address); the key is a fingerprint."""

    key = models.CharField(max_length=64, unique=True)
    at = models.JSONField(default=list)  # seconds since the epoch, oldest first
    last_at = models.DateTimeField(db_index=True)


class AccountNotice(models.Model):
    """Something the holder of an account must know about it, until they have read it."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=terms.NoticeKind.choices)
    at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True)


class Correction(models.Model):
    """A person says that something kept about them is wrong; somebody answers. The words are sealed."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="corrections")
    words = SealedText()
    asked_at = models.DateTimeField()
    answer = SealedText(blank=True, default="")
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)


class Replay(models.Model):
    """What an act answered when it was first done, so that the same act sent twice answers the same."""

    actor = models.ForeignKey(User, models.CASCADE, related_name="+")
    op = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    said = models.CharField(max_length=64)
    result = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "op"], name="one_answer_per_operation")]


class JournalEntry(models.Model):
    """One act of one person, chained to the act before it; ids and field names only, never personal values."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=20)
    on_behalf_of = models.CharField(max_length=20, blank=True, default="")
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    organisation = models.CharField(max_length=20, blank=True, default="")
    result = models.CharField(max_length=20, default="done")
    fields = models.JSONField(default=list)
    prev_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["subject", "seq"], name="journal_by_subject")]


class Look(models.Model):
    """Somebody saw another person's record: who, what kind of fields, for what; shown to that person."""

    viewer = models.CharField(max_length=20)
    viewer_name = models.CharField(max_length=64)
    subject = models.CharField(max_length=20)
    seen = models.CharField(max_length=40)
    purpose = models.CharField(max_length=80, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="looks_by_subject")]
