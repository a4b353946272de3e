"""Backup while people write, kill everything, restore on an empty machine, compare every table, verify."""

import json
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bench import scene
from bench.ab import say
from bench.crash import WRITER


def main(short: bool = True) -> bool:
    """The whole drill on SQLite."""
    with scene.data_folder(demo=True) as folder, tempfile.TemporaryDirectory() as other:
        empty = Path(other) / "data"
        writers = [scene.python(folder, WRITER, f"w{side}") for side in "ab"]
        for writer in writers:
            writer.stdout.readline()
        place = Path(other) / "backup.zip"
        scene.zhibu(folder, "backup", str(place))
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
        key = Path(other) / "kept.key"
        shutil.copy(folder / "keys" / "field.key", key)
        began = time.monotonic()
        restored = scene.zhibu(empty, "restore", str(place), "--field-key", str(key), check=False)
        seconds = time.monotonic() - began
        verified = scene.zhibu(empty, "verify", check=False)
        without_key = scene.zhibu(Path(other) / "third", "restore", str(place), check=False)
        with zipfile.ZipFile(place) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            holds_keys = any("key" in Path(name).name for name in archive.namelist())
    holds = (
        restored.returncode == 0
        and verified.returncode == 0
        and without_key.returncode != 0
        and not holds_keys
    )
    return say(
        "backup under load, restore on an empty machine", holds, tables=len(manifest["tables"]),
        rows=sum(table["rows"] for table in manifest["tables"].values()), restore_seconds=seconds,
        said=(restored.stderr + verified.stdout + verified.stderr).strip()[-300:],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(0 if main("--full" not in sys.argv) else 1)
