"""The child's side of `child`: limits it accepts before it looks at the first byte of the file."""

import gc
import sys
from typing import Any

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def confine(options: dict[str, Any]) -> None:
    """In the child: accept the limits and give up the network, before the first byte of the file is looked at."""
    gc.disable()  # short-lived, and half of the time of a long table would be the collector's
    try:
        import resource
    except ImportError:  # not a Unix: the parent's clock remains
        return
    resource.setrlimit(resource.RLIMIT_CPU, (options["seconds"], options["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (options["memory"], options["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)  # where the kernel allows it
