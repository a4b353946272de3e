"""Words of elections inside a meeting and pure decisions about them; no queryset ever."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from zhibu.activities.terms import Kind
from zhibu.organisations.terms import Role


class Office(TextChoices):
    """What is elected."""

    COMMITTEE = "committee", _("支部委员会委员")
    SECRETARY = "secretary", _("书记")
    DEPUTY = "deputy", _("副书记")
    DELEGATE = "delegate", _("党代表大会代表")


class Round(TextChoices):
    """Why people vote: for the first time, again because of a tie, or for the seats that stayed open."""

    FIRST = "first", _("第一次投票")
    REVOTE = "revote", _("票数相同，重新投票")
    FURTHER = "further", _("不足的名额，另行选举")


POST_OF_RULE = {
    Office.COMMITTEE: "committee",
    Office.SECRETARY: "secretary",
    Office.DEPUTY: "secretary",
    Office.DELEGATE: "delegate",
}  # what the rulebook calls the office
ELECTED_BY = {
    Kind.ASSEMBLY: frozenset(Office),
    Kind.COMMITTEE: frozenset({Office.SECRETARY, Office.DEPUTY}),
}
BY_STROKES = frozenset({Office.COMMITTEE, Office.DELEGATE})
ROLES_OF = {
    Office.COMMITTEE: (Role.COMMITTEE, Role.ORGANISER, Role.PUBLICITY, Role.DISCIPLINE),
    Office.DEPUTY: (Role.DEPUTY,),
    Office.SECRETARY: (Role.SECRETARY,),
}  # the posts that come with the office; delegates hold none in the branch
MOST_SEATS = 30
MOST_CANDIDATES = 60
MOST_WRITE_INS = 12
WHY_LENGTH = 200


@dataclass(frozen=True)
class Slate:
    """What an officer says of an election before it is held; candidates by public id in the order of the ballot."""

    office: str
    seats: int
    candidates: tuple[str, ...]
    by_election: bool = False
    approval_ref: str = ""
    approval_on: dt.date | None = None


@dataclass(frozen=True)
class Tally:
    """The figures of one name on the ballots; `no` and `abstain` are None where the ballots do not have them."""

    name: str
    yes: int
    no: int | None = None
    abstain: int | None = None
    member: str = ""
    write_in: bool = False


@dataclass(frozen=True)
class Counted:
    """What came out of the box."""

    issued: int
    returned: int
    valid: int
    invalid: int
    tallies: tuple[Tally, ...]
