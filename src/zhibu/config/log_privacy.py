"""Logs name no live link: whoever reads them must not be able to enter as somebody else."""

import logging
import re
from typing import Any

# Addresses that end in a secret, also when they stand inside another address (next=%2Fin%2F…).
_SECRET = re.compile(
    r"((?:/|%2F)(?:in|start|j|accounts(?:/|%2F)desktop)(?:/|%2F))[^\s/?#&\"'%]+", re.IGNORECASE
)


class WithoutSecrets(logging.Filter):
    """Puts … where the secret of a link stands, in the message and in what is put into it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never stops a record; changes its words only."""
        record.msg = _hidden(record.msg)
        if isinstance(record.args, dict):
            record.args = {name: _hidden(value) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_hidden(value) for value in record.args)
        return True


def _hidden(value: Any) -> Any:
    return _SECRET.sub(r"\1…", value) if isinstance(value, str) else value
