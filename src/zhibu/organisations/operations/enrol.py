"""What a person plainly is in a branch, as far as their account is concerned; offices are given by `appoint`."""

import datetime as dt

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.kernel.clock import local
from zhibu.kernel.transactions import writes
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import STANDINGS, Role


@writes
def enrol(*, by: User, user: User, organisation: Organisation, role: str, now: dt.datetime) -> Post:
    """Let the account stand in the branch as member, probationary member or worker, and as nothing else plain.

    Doing it twice equals once; another plain standing of the person (a probationary member who became a full
    one, or a branch they left) ends the day before.
    """
    access.require(by, permissions.MAKE_LINKS, organisation, on=local(now).date())
    today = local(now).date()
    standing = None
    for post in Post.objects.held_on(today).filter(user=user, role__in=STANDINGS):
        if post.organisation_id == organisation.pk and post.role == role:
            standing = post
        else:
            _end(post, before=today)
    if standing is None:
        standing = Post.objects.create(user=user, organisation=organisation, role=Role(role), from_on=today)
        journal.record(by=by, action="post.enrol", subject=standing, organisation=organisation, now=now)
    access.forget_standings(user)
    return standing


@writes
def end_all_posts(*, by: User, user: User, organisation: Organisation, now: dt.datetime) -> None:
    """The person has left the branch: whatever they were there (and in its groups) ended yesterday."""
    access.require(by, permissions.MAKE_LINKS, organisation, on=local(now).date())
    today = local(now).date()
    for post in Post.objects.held_on(today).filter(
        user=user, organisation__path__startswith=organisation.path
    ):
        _end(post, before=today)
        journal.record(
            by=by, action="post.end", subject=post, organisation=organisation, fields=["to_on"], now=now
        )
    access.forget_standings(user)


def _end(post: Post, *, before: dt.date) -> None:
    """A post that began today never was: it is deleted."""
    if post.from_on >= before:
        post.delete()
        return
    post.to_on = before - dt.timedelta(days=1)
    post.save(update_fields=["to_on"])
