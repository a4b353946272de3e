"""The confined process that `tables.read_table` starts: the file on its standard input, plain values on its output."""

import json
import marshal
import os
import sys
from typing import Any

from zhibu.documents.archive import Unsafe
from zhibu.documents.confinement import confine
from zhibu.documents.table_reading import read


def main() -> None:
    options = json.loads(sys.argv[1])
    confine(options)
    try:
        answer: tuple[str, Any] = ("read", read(sys.stdin.buffer, options["ending"]))
    except Unsafe as unsafe:
        answer = ("refused", unsafe.reason)
    sys.stdout.buffer.write(marshal.dumps(answer))
    sys.stdout.buffer.flush()
    os._exit(0)  # a million cells need not be taken apart one by one


if __name__ == "__main__":
    main()
