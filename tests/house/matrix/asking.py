"""One request against the tree whose effects are taken back."""

from django.db import transaction
from django.test import Client

NOWHERE = "0" * 20


class Quick(Client):
    """The test client without what nobody reads here: it keeps no templates, no contexts and no new cookies."""

    def request(self, **environ):
        return self.handler(self._base_environ(**environ))


def path_of(act, node, *, unknown=False):
    row = NOWHERE if unknown else getattr(node, act.row).public_id
    extra = getattr(node, act.extra).public_id if act.extra else ""
    return "/" + act.path.format(row=row, extra=extra)


def body_of(act, node):
    return dict(act.body(node)) if callable(act.body) else dict(act.body)


def ask(client, act, node, *, unknown=False):
    return request(client, act.method, path_of(act, node, unknown=unknown), body_of(act, node))


def request(client, method, path, body=None, **more):
    with transaction.atomic():
        answer = getattr(client, method)(path, **({"data": body} if body else {}), **more)
        transaction.set_rollback(True)
    return answer


def to_login(answer):
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
