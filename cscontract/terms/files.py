"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cscontract.terms.faults import BadInput, bad


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or as it was before. BadInput where it cannot be written."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as part:
            try:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
                os.chmod(part.name, mode)
                os.replace(part.name, path)
            except BaseException:
                os.unlink(part.name)
                raise
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> BadInput:
    """The fault of a place that cannot be written."""
    fix = "choose another place"
    return bad(str(path), str(error.strerror), "a file that can be written", fix)


def settle_folder(folder: Path) -> None:
    """Have the folder's list of files reach the disk, where the system can do that for folders."""
    with suppress(OSError):
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
