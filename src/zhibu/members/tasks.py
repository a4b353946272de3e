"""Work on large rosters that nobody should wait for: reading and writing in the background."""

from django_tasks import task

from zhibu.kernel import clock
from zhibu.kernel.refusal import Conflict
from zhibu.members.models import RosterImport
from zhibu.members.operations import read_import, write_import


@task()
def read_large_import(public_id: str) -> None:
    """Read an accepted file and prepare its preview."""
    read_import(roster_import=_named(public_id), now=clock.now())


@task()
def write_large_import(public_id: str) -> None:
    """Write a confirmed import; if the register changed meanwhile there is a new preview to look at."""
    roster_import = _named(public_id)
    try:
        write_import(by=roster_import.made_by, roster_import=roster_import, now=clock.now())
    except Conflict:
        return


def _named(public_id: str) -> RosterImport:
    return RosterImport.objects.select_related("organisation", "made_by").get(public_id=public_id)
