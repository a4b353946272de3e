"""Tables of meetings and decisions. What happened is appended; what is, is computed from it."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from zhibu.accounts.models import User
from zhibu.activities import permissions, terms
from zhibu.activities.election_models import (  # noqa: F401 - Django looks for tables here
    BallotCount,
    BallotLine,
    Candidate,
    Election,
    ElectionAnswer,
)
from zhibu.kernel.ids import public_id, secret_token
from zhibu.kernel.sealed import SealedText
from zhibu.members.models import Member
from zhibu.organisations import access
from zhibu.organisations.models import Organisation


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User, *, on: dt.date) -> "MeetingQuerySet":
        """Meetings of one's own branch and groups, and those one is invited to and still belongs to.

        What the committee discusses among itself is for the committee, and for whom it asked in.
        """
        mine = Attendee.objects.of(user).values("meeting_id")
        return self.filter(
            Q(pk__in=mine)
            | access.reach(user, permissions.SEE, on=on) & ~Q(kind=terms.Kind.COMMITTEE)
            | access.reach(user, permissions.SEE_COMMITTEE, on=on)
        )

    def standing(self) -> "MeetingQuerySet":
        """Neither cancelled nor withdrawn."""
        return self.exclude(state__in=(terms.State.CANCELLED, terms.State.WITHDRAWN))


class Meeting(models.Model):
    """One meeting of a branch, its committee or a Party group."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=terms.Kind.choices)
    title = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)  # planned length
    place = models.CharField(max_length=80)
    held = models.CharField(max_length=10, choices=terms.Place.choices, default=terms.Place.IN_PERSON)
    state = models.CharField(max_length=10, choices=terms.State.choices, default=terms.State.CALLED)
    chair = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    recorder = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    room_key = models.CharField(max_length=64, default=secret_token, editable=False)
    recorded_afterwards_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    record_due_on = models.DateField(null=True)  # last day on which recording it was in time
    recorded_late_why = models.CharField(max_length=200, blank=True, default="")
    done_what = models.TextField(blank=True, default="")  # what was done, when recorded afterwards
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-starts_at"], name="meetings_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> dt.datetime:
        """When it is planned to end."""
        return self.starts_at + dt.timedelta(minutes=self.minutes)


class Change(models.Model):
    """A called meeting was changed: old value, new value, by whom; those concerned see it until the meeting."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="changes")
    field = models.CharField(max_length=20)
    old = models.CharField(max_length=200)
    new = models.CharField(max_length=200)
    why = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class AgendaItem(models.Model):
    """One item of the agenda, and how it ended."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    matter = models.CharField(max_length=20, choices=terms.Matter.choices, default=terms.Matter.DISCUSSION)
    person = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+"
    )  # whom an admission is about
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    resolution = models.TextField(blank=True, default="")
    nothing_to_do = models.BooleanField(default=False)  # 「无需落实」

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="one_item_per_position")]


class Paper(models.Model):
    """A paper sent with the notice, a photo or a scan; its deletion day is known from the start."""

    class What(models.TextChoices):
        PAPER = "paper"
        PHOTO = "photo"
        SCAN = "scan"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    what = models.CharField(max_length=5, choices=What.choices)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)  # the file lies under its SHA-256 name
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    delete_on = models.DateField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "digest"], name="one_paper_per_file")]


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def of(self, user: User) -> "AttendeeQuerySet":
        """This person's own, as long as they are on the register of the branch that met: gone is gone."""
        return self.filter(
            Q(member__branch=F("meeting__organisation"))
            | Q(member__branch=F("meeting__organisation__parent")),
            member__user=user,
            member__left_on__isnull=True,
        )


class Attendee(models.Model):
    """One member and one meeting: invited as what, what they answered, whether they were there."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances")
    observer = models.BooleanField(default=False)  # 列席: there, heard, never counted
    kind = models.CharField(max_length=12)  # the member's kind on the day of the meeting
    restriction = models.CharField(max_length=10, blank=True, default="")
    answer = models.CharField(max_length=5, choices=terms.Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    leave_reason = SealedText(blank=True, default="")  # seen by the secretary only
    present_at = models.DateTimeField(null=True)
    checked_way = models.CharField(max_length=5, choices=terms.CheckInWay.choices, blank=True, default="")
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    late_why = models.CharField(max_length=200, blank=True, default="")  # presence entered after closing
    entered_late_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)  # wrong codes typed so far
    told_in_person = models.BooleanField(default=False)
    made_up_at = models.DateTimeField(null=True)
    made_up_answer = models.CharField(max_length=500, blank=True, default="")

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_attendance_per_member")
        ]
        indexes = [models.Index(fields=["member", "meeting"], name="attendance_by_member")]

    @property
    def may_vote(self) -> bool:
        """A full member without restriction who is not an observer."""
        return not self.observer and self.kind == "full" and not self.restriction


class Guest(models.Model):
    """Somebody from outside the branch who is at the meeting (列席)."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    name = models.CharField(max_length=64)
    duty = models.CharField(max_length=80, blank=True, default="")


class Note(models.Model):
    """One point noted while the meeting runs; a correction is a new note that names the one it replaces."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="notes")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, related_name="notes")
    speaker = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    after_closing = models.BooleanField(default=False)


class Vote(models.Model):
    """The vote on one item: how it was taken, the counts, and what the rules said of it that day."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    item = models.OneToOneField(AgendaItem, models.CASCADE, related_name="vote")
    method = models.CharField(max_length=6, choices=terms.Method.choices)
    should_attend = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    issued = models.PositiveSmallIntegerField(null=True)
    returned = models.PositiveSmallIntegerField(null=True)
    yes = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField()
    abstain = models.PositiveSmallIntegerField()
    invalid = models.PositiveSmallIntegerField(default=0)
    scrutineer = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # 监票
    teller = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # 计票
    scrutineer_checked_at = models.DateTimeField(null=True)
    scrutineer_checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    teller_checked_at = models.DateTimeField(null=True)
    teller_checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)  # from then on the counts stand; show of hands: at once
    verdict = models.JSONField()  # the answer of `rules`, with its reasons and citations
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class VoidedBallot(models.Model):
    """A paper ballot that did not count because more papers came back than were handed out."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="voided_ballots")
    issued = models.PositiveSmallIntegerField()
    returned = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Confirmation(models.Model):
    """The chair or the recorder confirms the minutes."""

    class As(models.TextChoices):
        CHAIR = "chair"
        RECORDER = "recorder"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="confirmations")
    role = models.CharField(max_length=8, choices=As.choices)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "role"], name="one_confirmation_per_role")]


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User, *, on: dt.date) -> "DecisionQuerySet":
        """Decisions of one's own branch and groups, and those one owns or asked for.

        What its committee decided is, like its meetings, for the committee and those two.
        """
        committees = Q(item__meeting__kind=terms.Kind.COMMITTEE)
        return self.filter(
            Q(owner__user=user)
            | Q(asker__user=user)
            | access.reach(user, permissions.DECISIONS, on=on) & ~committees
            | access.reach(user, permissions.SEE_COMMITTEE, on=on)
        )

    def unfinished(self) -> "DecisionQuerySet":
        """Neither confirmed nor dropped."""
        return self.filter(state__in=(terms.DecisionState.OPEN, terms.DecisionState.REPORTED))


class Decision(models.Model):
    """What was decided: who does what by when; done is confirmed by the one who asked or benefits."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="decisions")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asker = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+"
    )  # none: the secretary looks for them
    due_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=terms.DecisionState.choices, default=terms.DecisionState.OPEN
    )
    made_at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "state", "due_on"], name="decisions_by_due")]


class DecisionEvent(models.Model):
    """One step in the life of a decision; nothing is overwritten."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="events")
    step = models.CharField(max_length=10, choices=terms.DecisionStep.choices)
    words = models.CharField(max_length=300, blank=True, default="")
    old_due_on = models.DateField(null=True)
    old_owner = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class PaperTemplate(models.Model):
    """A unit's own .docx for one kind of paper."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="paper_templates")
    paper = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "paper"], name="one_template_per_paper")
        ]


class PaperExportQuerySet(models.QuerySet["PaperExport"]):
    def visible_to(self, user: User, *, on: dt.date) -> "PaperExportQuerySet":
        """Those of the units whose papers this person keeps, until their last day."""
        return self.filter(access.reach(user, permissions.PAPERS, on=on), delete_on__gt=on)


class PaperExport(models.Model):
    """The papers of a period asked for as one .zip: made in the background, kept for a week."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="paper_exports")
    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=7)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=400, blank=True, default="")  # the sentence why there is no file
    digest = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    delete_on = models.DateField()

    objects = PaperExportQuerySet.as_manager()
