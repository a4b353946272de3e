"""Tables of the tree: organisations and the posts people hold in them."""

import datetime as dt

from django.db import models
from django.db.models import Q

from zhibu.accounts.models import User
from zhibu.kernel.ids import public_id
from zhibu.kernel.prepared import Given
from zhibu.organisations import terms


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def below(self, organisation: "Organisation") -> "OrganisationQuerySet":
        """The organisation and everything under it."""
        return self.filter(path__startswith=organisation.path)

    def arranged_by(self, user: User, *, on: dt.date) -> "OrganisationQuerySet":
        """Those this person may set up and staff from above."""
        from zhibu.organisations import access  # the rights are decided over these very rows

        paths = access.paths_from(user, "organisations.arrange", on=on)
        found = Q(pk__in=[])
        for path in paths:
            found |= Q(path__startswith=path)
        return self.filter(found)


class Organisation(models.Model):
    """A committee, a branch or a Party group; `path` names its place in the tree, four characters a level."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=terms.OrganisationKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    record_within_days = models.PositiveSmallIntegerField(default=3)
    lectures_each_quarter = models.BooleanField(default=True)

    objects = OrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, on: "dt.date | Given") -> "PostQuerySet":
        """Posts in force on a day."""
        return self.filter(from_on__lte=on).filter(Q(to_on__isnull=True) | Q(to_on__gte=on))


class Post(models.Model):
    """A person is something in an organisation from one day to another; `acting_for` names whom they stand in for."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=terms.Role.choices)
    acting_for = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="post_ends_after_it_begins",
            )
        ]
        indexes = [models.Index(fields=["user", "from_on"], name="posts_by_user")]


class BranchLink(models.Model):
    """A link that may be put into a branch's chat group; whoever opens it can only ask to be admitted."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="branch_links")
    code = models.CharField(max_length=12, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class EntryRequest(models.Model):
    """Somebody waits with a browser to be let in by the secretary; the same four digits stand on both screens."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="entry_requests")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=64)
    digits = models.CharField(max_length=4)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    admitted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "expires_at"], name="entry_requests_waiting")]
