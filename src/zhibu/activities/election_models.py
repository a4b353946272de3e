"""Tables of elections by paper ballot: who stands, what was counted, what the superior said. Never who voted how."""

from django.db import models
from django.db.models import Q

from zhibu.accounts.models import User
from zhibu.activities.election_terms import Office, Round
from zhibu.kernel.ids import public_id
from zhibu.members.models import Member


class Election(models.Model):
    """The election that an item of the agenda is about."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    item = models.OneToOneField("activities.AgendaItem", models.CASCADE, related_name="election")
    office = models.CharField(max_length=10, choices=Office.choices)
    by_election = models.BooleanField(default=False)  # 补选
    seats = models.PositiveSmallIntegerField()
    approval_ref = models.CharField(max_length=80, blank=True, default="")  # the superior on the candidates
    approval_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)


class Candidate(models.Model):
    """Somebody who stands; whoever withdraws once the meeting has begun stays on record."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="candidates")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # on the ballot, from 1
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "member"], name="one_candidacy_per_member")
        ]


class BallotCount(models.Model):
    """One time that ballots were cast and counted. A count put right stands beside the one it replaces."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="counts")
    number = models.PositiveSmallIntegerField()  # which time, from 1
    round = models.CharField(max_length=8, choices=Round.choices)
    seats = models.PositiveSmallIntegerField()  # still to be filled then
    should_attend = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    issued = models.PositiveSmallIntegerField()
    returned = models.PositiveSmallIntegerField()
    valid = models.PositiveSmallIntegerField()
    invalid = models.PositiveSmallIntegerField()
    void = models.BooleanField(default=False)  # more came back than were handed out
    scrutineer = models.ForeignKey(Member, models.PROTECT, related_name="+")  # 监票
    teller = models.ForeignKey(Member, models.PROTECT, related_name="+")  # 计票
    scrutineer_checked_at = models.DateTimeField(null=True)
    scrutineer_checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    teller_checked_at = models.DateTimeField(null=True)
    teller_checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)  # from then on the figures stand
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    why = models.CharField(max_length=200, blank=True, default="")  # why it was counted anew
    verdict = models.JSONField(default=dict)  # the answer of `rules`, with its reasons and citations
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"],
                condition=Q(corrects__isnull=True),
                name="one_count_per_round",
            ),
            models.UniqueConstraint(
                fields=["election"], condition=Q(settled_at__isnull=True), name="one_count_being_checked"
            ),
        ]


class BallotLine(models.Model):
    """The figures of one name in a count; nothing else about a ballot is kept."""

    count = models.ForeignKey(BallotCount, models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    write_in = models.BooleanField(default=False)  # 另选人
    yes = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField(null=True)
    abstain = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "name"], name="one_line_per_name")]


class ElectionAnswer(models.Model):
    """What the superior answered to the result, by reference and day; a later one replaces it and both stay."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="answers")
    reference = models.CharField(max_length=80)
    answered_on = models.DateField()
    approved = models.ManyToManyField(Member, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
