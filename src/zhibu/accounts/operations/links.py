"""One-time links: made for one person, used once, withdrawn by the next. Who may make one is asked upstairs."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from zhibu.accounts import journal, queries
from zhibu.accounts.models import AccountNotice, OneTimeLink, User
from zhibu.accounts.operations.devices import withdraw_all_devices
from zhibu.accounts.terms import CLAIM_TRIES, LINK_LIVES, LinkPurpose, NoticeKind, Outcome, Proof
from zhibu.kernel import transactions
from zhibu.kernel.ids import public_id
from zhibu.kernel.transactions import writes


@dataclass(frozen=True)
class Claim:
    """What became of a claim: the account that may come in, or why not and how many tries are left."""

    outcome: Outcome
    user: User | None = None
    tries_left: int = 0


@writes
def make_link(
    *, by: User, user: User | None, purpose: str, organisation: object | None, now: dt.datetime
) -> str:
    """Make a link and return its secret, which is shown once and stored only as a digest.

    An earlier unused link of the same person ends here: at any time one link at most lets a person in.
    """
    transactions.lock(f"links {user.pk if user else 'setup'}")
    OneTimeLink.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now
    )
    secret = public_id()
    link = OneTimeLink.objects.create(
        user=user,
        purpose=LinkPurpose(purpose),
        secret_hash=queries.hash_of(secret),
        made_by=by,
        made_at=now,
        expires_at=now + LINK_LIVES,
    )
    journal.record(
        by=by, action="link.make", subject=link, organisation=organisation, fields=[purpose], now=now
    )
    return secret


@writes
def withdraw_links(
    *, by: User, user: User, stays: Callable[[User | None], bool], organisation: object, now: dt.datetime
) -> None:
    """End this person's unused links that whoever made them might not make any more; `stays` is asked of the maker."""
    transactions.lock(f"links {user.pk}")
    unused = OneTimeLink.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True)
    for link in unused.select_related("made_by"):
        if not stays(link.made_by):
            link.withdrawn_at = now
            link.save(update_fields=["withdrawn_at"])
            journal.record(by=by, action="link.withdraw", subject=link, organisation=organisation, now=now)


@writes
def claim_link(*, secret: str, proves: Callable[[User], Proof], now: dt.datetime) -> Claim:
    """Somebody opened a link and says who they are; `proves` compares that with the roster.

    Right: the link is used up. Wrong: five tries, then it is dead. A person who is in already with another
    device is not let in a second time; both sides are told.
    """
    link = (
        OneTimeLink.objects.select_for_update()
        .filter(secret_hash=queries.hash_of(secret), user__isnull=False)
        .first()
    )
    if link is None or link.user is None or not link.user.is_active:
        return Claim(Outcome.DEAD)
    if not queries.is_open(link, now=now):
        if link.used_at is not None and proves(link.user) is Proof.RIGHT:
            _tell(link.user, NoticeKind.SECOND_CLAIM, now=now)
        return Claim(Outcome.DEAD)
    proof = proves(link.user)
    if proof is Proof.NO_PHONE:
        return Claim(Outcome.NO_PHONE, user=link.user)
    if proof is Proof.WRONG:
        return _wrong(link, now=now)
    if link.purpose != LinkPurpose.RECOVERY and queries.has_phone(link.user, now=now):
        link.withdrawn_at = now
        link.save(update_fields=["withdrawn_at"])
        _tell(link.user, NoticeKind.SECOND_CLAIM, now=now)
        journal.record(by=None, action="link.claim", subject=link, result="taken", now=now)
        return Claim(Outcome.TAKEN)
    return _right(link, now=now)


def _wrong(link: OneTimeLink, *, now: dt.datetime) -> Claim:
    link.tries += 1
    link.save(update_fields=["tries"])
    left = CLAIM_TRIES - link.tries
    journal.record(by=None, action="link.claim", subject=link, result="wrong", now=now)
    return Claim(Outcome.WRONG if left else Outcome.DEAD, tries_left=left)


def _right(link: OneTimeLink, *, now: dt.datetime) -> Claim:
    user = link.user
    assert user is not None  # claim_link looked
    link.used_at = now
    link.save(update_fields=["used_at"])
    if link.purpose == LinkPurpose.RECOVERY:
        withdraw_all_devices(by=user, user=user, now=now)
        _tell(user, NoticeKind.RECOVERED, now=now)
    journal.record(by=user, action="link.claim", subject=link, now=now)
    return Claim(Outcome.IN, user=user)


@writes
def use_setup_link(*, link_id: str, now: dt.datetime) -> bool:
    """Use up the link printed at the first start; False when it was used before or is too old."""
    return bool(
        OneTimeLink.objects.filter(
            public_id=link_id,
            purpose=LinkPurpose.SETUP,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=now,
        ).update(used_at=now)
    )


@writes
def make_setup_link(*, now: dt.datetime) -> str:
    """The secret of the link that opens the first-run page; an earlier unused one ends."""
    return make_link(
        by=User.objects.console(), user=None, purpose=LinkPurpose.SETUP, organisation=None, now=now
    )


def _tell(user: User, kind: NoticeKind, *, now: dt.datetime) -> None:
    """One unread notice of a kind is enough."""
    if not AccountNotice.objects.filter(user=user, kind=kind, put_away_at__isnull=True).exists():
        AccountNotice.objects.create(user=user, kind=kind, at=now)


@writes
def read_notice(*, by: User, notice: AccountNotice, now: dt.datetime) -> None:
    """The holder has read it."""
    AccountNotice.objects.filter(pk=notice.pk, user=by, put_away_at__isnull=True).update(put_away_at=now)
