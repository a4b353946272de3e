"""Tables of the register: members, work areas, crews, and roster imports that can be undone."""

import datetime as dt

from django.db import models
from django.db.models import Q

from zhibu.accounts.models import User
from zhibu.kernel.ids import public_id
from zhibu.kernel.sealed import SealedText
from zhibu.members import permissions, terms
from zhibu.organisations import access
from zhibu.organisations.models import Organisation


class WorkArea(models.Model):
    """A place of work of one branch, and how many ordinary workers are there."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="work_areas")
    name = models.CharField(max_length=60)
    workers = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "name"], name="one_work_area_per_name")]


class Crew(models.Model):
    """A crew that turns through shifts together; the pattern says which shift on which day.

    `pattern` is a cycle such as 白2中2夜2休2, `anchor_on` a day that is day `offset` (from 0) of the cycle,
    `shifts` the table of shift names with start and minutes; an office crew follows the work calendar.
    """

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="crews")
    name = models.CharField(max_length=40)
    preset = models.CharField(max_length=40, blank=True, default="")
    pattern = models.CharField(max_length=200, blank=True, default="")
    anchor_on = models.DateField(null=True)
    offset = models.PositiveSmallIntegerField(default=0)
    office = models.BooleanField(default=False)
    shifts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["branch", "name"], name="one_crew_per_name")]


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user: User, *, on: dt.date) -> "MemberQuerySet":
        """Those whose record this person may open: their own, and their branch's for its committee."""
        return self.filter(Q(user=user) | access.reach(user, permissions.SEE, on=on, field="branch"))

    def named_to(self, user: User, *, on: dt.date) -> "MemberQuerySet":
        """Those whose name and duty this person may know: all of their own branch."""
        return self.filter(Q(user=user) | access.reach(user, permissions.NAMES, on=on, field="branch"))

    def on_register(self) -> "MemberQuerySet":
        """Not left."""
        return self.filter(left_on__isnull=True)

    def party_members(self) -> "MemberQuerySet":
        """Full and probationary members who have not left."""
        return self.on_register().filter(kind__in=terms.MEMBER_KINDS)


class Member(models.Model):
    """One person on a branch's register: member, probationary member, or on the way to it."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    # Two of the indexes below begin with the branch, and an area or a crew is only looked up within one.
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="members", db_index=False)
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="group_members")
    user = models.OneToOneField(User, models.SET_NULL, null=True, related_name="member")
    name = models.CharField(max_length=64)
    name_key = models.CharField(max_length=64)  # without spaces and dots, for matching
    pinyin = models.CharField(max_length=200, blank=True, default="")  # "zhangsan zs", for finding
    kind = models.CharField(max_length=12, choices=terms.Kind.choices)
    sex = models.CharField(max_length=6, blank=True, default="", choices=terms.Sex.choices)
    nation = models.CharField(max_length=20, blank=True, default="")
    born_on = models.DateField(null=True)
    identity = SealedText(blank=True, default="")
    identity_index = models.CharField(max_length=64, blank=True, default="")
    phone = SealedText(blank=True, default="")
    phone_last4_index = models.CharField(max_length=64, blank=True, default="")
    admitted_on = models.DateField(null=True)
    full_on = models.DateField(null=True)
    party_post = models.CharField(max_length=60, blank=True, default="")
    job = models.CharField(max_length=60, blank=True, default="")
    area = models.ForeignKey(WorkArea, models.PROTECT, null=True, related_name="members", db_index=False)
    crew = models.ForeignKey(Crew, models.PROTECT, null=True, related_name="members", db_index=False)
    native_place = models.CharField(max_length=60, blank=True, default="")
    education = models.CharField(max_length=30, blank=True, default="")
    degree = models.CharField(max_length=30, blank=True, default="")
    work_since_on = models.DateField(null=True)
    remark = models.CharField(max_length=500, blank=True, default="")
    partial_dates = models.JSONField(default=dict)  # {"born_on": "1985-07"} where only a month is known
    restriction = models.CharField(max_length=10, blank=True, default="", choices=terms.Restriction.choices)
    exempt = models.BooleanField(default=False)  # old, frail, seriously ill or disabled: no alarms
    away = models.CharField(max_length=60, blank=True, default="")  # long trip: where
    no_smartphone = models.BooleanField(default=False)
    left_on = models.DateField(null=True)
    left_why = models.CharField(max_length=12, blank=True, default="", choices=terms.Left.choices)
    version = models.PositiveIntegerField(default=1)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity_index"],
                condition=Q(left_on__isnull=True) & ~Q(identity_index=""),
                name="one_register_entry_per_identity",
            )
        ]
        indexes = [
            models.Index(fields=["branch", "left_on", "kind"], name="members_by_branch"),
            models.Index(fields=["branch", "name_key"], name="members_by_name"),
            models.Index(
                fields=["branch", "pinyin", "id"], condition=Q(left_on__isnull=True), name="register_by_sound"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> terms.Standing:
        """What decides a vote."""
        return terms.Standing(kind=self.kind, restriction=self.restriction)


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: User, *, on: dt.date) -> "RosterImportQuerySet":
        """Imports into registers this person may import into."""
        return self.filter(access.reach(user, permissions.IMPORT, on=on))

    def under_way(self) -> "RosterImportQuerySet":
        """Begun and neither written nor dropped."""
        return self.filter(state__in=RosterImport.UNDER_WAY)


class RosterImport(models.Model):
    """One roster file taken in: first a preview, then confirmed as a whole, then perhaps undone as a whole."""

    class State(models.TextChoices):
        READING = "reading"
        PREVIEW = "preview"
        WRITING = "writing"
        DONE = "done"
        UNDONE = "undone"
        FAILED = "failed"
        DROPPED = "dropped"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roster_imports")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    reading = SealedText(blank=True, default="")  # all that the file says; emptied once written or dropped
    preview = SealedText(blank=True, default="")  # JSON of what the preview page shows; emptied with it
    error_code = models.CharField(max_length=40, blank=True, default="")
    error_message = models.CharField(max_length=400, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    UNDER_WAY = (State.READING, State.PREVIEW, State.WRITING)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["reading", "preview", "writing"]),
                name="one_import_under_way_per_organisation",
            )
        ]


class ImportedRow(models.Model):
    """What one import did to one member, with the sealed values from before, so that it can be undone."""

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    created = models.BooleanField()
    before = SealedText(blank=True, default="")  # JSON of the fields this import changed
    version_after = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster_import", "member"], name="one_row_per_member_and_import")
        ]
