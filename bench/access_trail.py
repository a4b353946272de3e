"""Whoever opens another person's record is named in what that person sees: random openings, each looked for."""

import random
import sys

from bench import crowd, scene
from bench.ab import say

VIEWERS = ("secretary", "organiser")


def main(short: bool = True) -> bool:
    """Openings of the register's cards by the secretary and the organiser; then each member's own page is read."""
    openings = 200 if short else 2000
    with scene.data_folder(demo=True) as folder:
        scene.set_up(folder)
        found, wanted = _opened(openings)
    missing = {key: (wanted[key], found.get(key, 0)) for key in wanted if found.get(key, 0) != wanted[key]}
    return say(
        "who looked is told", not missing, openings=openings, people=len({who for who, _viewer in wanted}),
        missing=len(missing), examples=str(list(missing.items())[:3]) if missing else "",
    )  # fmt: skip


def _opened(openings: int) -> tuple[dict, dict]:
    from django.conf import settings
    from django.test import Client

    from zhibu.accounts.models import Look, User
    from zhibu.members.models import Member

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    chance = random.Random(20)
    users = {login: User.objects.get(login=login) for login in VIEWERS}
    people = list(Member.objects.filter(branch__code="R20").select_related("user"))
    clients = {login: _signed_in(Client(), login) for login in VIEWERS}
    wanted: dict[tuple[str, str], int] = {}
    for _number in range(openings):
        login = chance.choice(VIEWERS)
        member = chance.choice([one for one in people if one.user_id != users[login].pk])
        answer = clients[login].get(f"/members/{member.public_id}/")
        if answer.status_code != 200 or member.name not in answer.content.decode():
            raise RuntimeError(f"the card of {member.name}: {answer.status_code}")
        key = (member.public_id, users[login].name)
        wanted[key] = wanted.get(key, 0) + 1
    found: dict[tuple[str, str], int] = {}
    for look in Look.objects.all():
        found[look.subject, look.viewer_name] = found.get((look.subject, look.viewer_name), 0) + 1
    for member in people:
        if member.user is None:
            continue
        client = Client()
        client.force_login(member.user)
        page = client.get("/me/looked/").content.decode()
        for user in users.values():
            if wanted.get((member.public_id, user.name)) and user.name not in page:
                found[member.public_id, user.name] = 0
    return found, wanted


def _signed_in(client: object, login: str) -> object:
    key = crowd.sessions(login)[0]
    client.cookies["zhibu"] = key  # type: ignore[attr-defined]
    return client


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
