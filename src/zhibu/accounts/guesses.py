"""Slows down guessing: a few tries a minute and an hour for each account, kept in the database for all workers."""

import datetime as dt

from zhibu.accounts import terms
from zhibu.accounts.models import Tries
from zhibu.kernel import transactions
from zhibu.kernel.sealed import fingerprint
from zhibu.kernel.transactions import writes

HOUR = 3600


@writes
def may_try(*, what: str, who: str, now: dt.datetime) -> bool:
    """Whether one more guess is looked at; if so it is counted. Nobody is shut out for good."""
    return _spend(what, who, per_minute=terms.GUESSES_PER_MINUTE, per_hour=terms.GUESSES_PER_HOUR, now=now)


@writes
def address_may_try(*, what: str, address: str, now: dt.datetime) -> bool:
    """The same for an address behind which many people may sit, so with a wider limit."""
    most = terms.GUESSES_PER_ADDRESS_AND_HOUR
    return _spend(f"{what} address", address, per_minute=most, per_hour=most, now=now)


@writes
def give_back(*, what: str, who: str, now: dt.datetime) -> None:
    """The try was right: it is not held against the person."""
    row = Tries.objects.filter(key=_key(what, who)).first()
    if row is not None and row.at:
        row.at = row.at[:-1]
        row.last_at = now
        row.save(update_fields=["at", "last_at"])


@writes
def first_use(*, what: str, who: str, now: dt.datetime) -> bool:
    """Whether this very code is seen for the first time today; a code works once."""
    _made, new = Tries.objects.get_or_create(key=_key(what, who), defaults={"last_at": now})
    return new


def _spend(what: str, who: str, *, per_minute: int, per_hour: int, now: dt.datetime) -> bool:
    key = _key(what, who)
    transactions.lock(f"tries {key}")
    Tries.objects.filter(last_at__lt=now - dt.timedelta(days=1)).delete()
    row = Tries.objects.filter(key=key).first() or Tries(key=key)
    second = now.timestamp()
    row.at = [at for at in row.at if at > second - HOUR]
    if len(row.at) >= per_hour or sum(at > second - 60 for at in row.at) >= per_minute:
        return False
    row.at.append(second)
    row.last_at = now
    row.save()
    return True


def _key(what: str, who: str) -> str:
    return fingerprint(f"{what} {who.strip().casefold()}", "tries")
