"""Real rows for addresses with ids, so that the matrix tells a refusal from a missing row.

`OBJECTS["room:name"]` gives the words of the address for the scene (a branch with members and one user a role).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.activities.scenes import a_meeting
from zhibu.accounts.models import User
from zhibu.kernel import clock
from zhibu.members.models import Member
from zhibu.organisations.models import Organisation, Post
from zhibu.organisations.operations import ask_to_enter
from zhibu.organisations.terms import Role


@dataclass(frozen=True)
class Scene:
    """A branch, its members (the first five are its committee), and one user for each role."""

    branch: Organisation
    members: list[Member]
    users: dict[str, User]


def _member(scene: Scene) -> dict[str, Any]:
    return {"public_id": scene.members[-2].public_id}


def _waiting(scene: Scene) -> dict[str, Any]:
    return {"public_id": ask_to_enter(organisation=scene.branch, name="某人", now=clock.now()).public_id}


def _leader(scene: Scene) -> Post:
    return Post.objects.get(user=scene.users[Role.LEADER])


def _meeting(scene: Scene) -> dict[str, Any]:
    return {"meeting_id": a_meeting(scene.branch, scene.members).public_id}


def _notice(scene: Scene) -> dict[str, Any]:
    return {"public_id": a_meeting(scene.branch, scene.members).public_id}


OBJECTS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "entrance:at_the_door": _waiting,
    "entrance:invite_one": _member,
    "entrance:replace": _member,
    "organisations:one": lambda scene: {"public_id": scene.branch.public_id},
    "organisations:recover": lambda scene: {
        "public_id": scene.branch.public_id,
        "person": Post.objects.get(user=scene.users[Role.SECRETARY]).public_id,
    },
    "organisations:end_post": lambda scene: {"public_id": _leader(scene).public_id},
    "members:card": _member,
    "members:show": _member,
    "members:edit": _member,
    "members:move": _member,
    "members:leave": _member,
    "members:full": _member,
    "members:restore": _member,
    **{
        f"activities:{name}": _meeting
        for name in ("wall", "roll", "sheet", "guests", "begin", "leaders", "end")
    },
    **{
        f"activities:{name}": _notice
        for name in ("meeting", "sent", "notice_sheet", "told", "change", "change_agenda", "cancel")
    },
}
