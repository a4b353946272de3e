"""Giving a person a post, ending it, and standing in for somebody who is away."""

import datetime as dt

from django.utils.translation import gettext as _

from zhibu.accounts import journal
from zhibu.accounts.models import User
from zhibu.accounts.operations import withdraw_links
from zhibu.kernel import transactions
from zhibu.kernel.clock import local
from zhibu.kernel.refusal import Refused
from zhibu.kernel.transactions import writes
from zhibu.organisations import access, permissions
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.terms import Role
from zhibu.organisations.weight import beyond


@writes
def appoint(
    *,
    by: User,
    user: User,
    organisation: Organisation,
    role: str,
    from_on: dt.date,
    now: dt.datetime,
    to_on: dt.date | None = None,
) -> Post:
    """Give a person a post from a day on; a post already held that day is kept as it is.

    A secretary gives the offices of the branch; who is secretary comes from above.
    """
    access.require(by, permissions.to_appoint(role), organisation, on=local(now).date())
    if to_on is not None and to_on < from_on:
        raise Refused(_("结束日期早于开始日期。"), field="to_on")
    transactions.lock(f"posts {organisation.pk} {user.pk}")
    held = (
        Post.objects.held_on(from_on)
        .filter(user=user, organisation=organisation, role=role, acting_for__isnull=True)
        .first()
    )
    if held is not None:
        return held
    post = Post.objects.create(
        user=user, organisation=organisation, role=Role(role), from_on=from_on, to_on=to_on
    )
    access.forget_standings(user)
    journal.record(by=by, action="post.appoint", subject=post, organisation=organisation, now=now)
    _end_links(by, post, now=now)
    return post


@writes
def end_post(*, by: User, post: Post, to_on: dt.date, now: dt.datetime) -> None:
    """End a post on a day; its history stays. The same day said again changes nothing."""
    capability = permissions.APPOINT if post.acting_for_id else permissions.to_appoint(post.role)
    access.require(by, capability, post.organisation, on=local(now).date())
    if to_on < post.from_on:
        raise Refused(_("结束日期早于开始日期。"), field="to_on")
    if not Post.objects.filter(pk=post.pk).exclude(to_on=to_on).update(to_on=to_on):
        return
    post.to_on = to_on
    access.forget_standings(post.user)
    journal.record(
        by=by, action="post.end", subject=post, organisation=post.organisation, fields=["to_on"], now=now
    )


@writes
def stand_in(
    *,
    by: User,
    user: User,
    acting_for: User,
    organisation: Organisation,
    from_on: dt.date,
    to_on: dt.date,
    now: dt.datetime,
) -> Post:
    """Let a person do the secretary's work from one day to another, while the secretary is on shift or on leave.

    Whoever stands in gives no posts: the time ends when the secretary said it would. The same said again changes
    nothing.
    """
    access.require(by, permissions.APPOINT, organisation, on=local(now).date())
    if user == acting_for:
        raise Refused(_("不能由本人代本人。"), field="user")
    in_office = Post.objects.held_on(from_on).filter(
        user=acting_for, organisation=organisation, role=Role.SECRETARY, acting_for__isnull=True
    )
    if not in_office.exists():
        raise Refused(_("代理只代书记，那天这位不是书记。"), field="acting_for")
    if to_on < from_on:
        raise Refused(_("结束日期早于开始日期。"), field="to_on")
    transactions.lock(f"posts {organisation.pk} {user.pk}")
    post, made = Post.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=Role.SECRETARY,
        acting_for=acting_for,
        from_on=from_on,
        to_on=to_on,
    )
    if not made:
        return post
    access.forget_standings(user)
    journal.record(
        by=by,
        action="post.stand_in",
        subject=post,
        organisation=organisation,
        on_behalf_of=acting_for,
        now=now,
    )
    _end_links(by, post, now=now)
    return post


def _end_links(by: User, post: Post, *, now: dt.datetime) -> None:
    """With the post, a link lying about opens more than its maker might have given: such a link ends."""
    on = max(post.from_on, local(now).date())

    def stays(maker: User | None) -> bool:
        return maker is not None and not beyond(maker, [post.user_id], branch=post.organisation, on=on)

    withdraw_links(by=by, user=post.user, stays=stays, organisation=post.organisation, now=now)
