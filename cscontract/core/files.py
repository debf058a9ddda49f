"""Files read as files, and results written whole or not at all, all of them or none.

What a name leads to is written, never the name itself: a link stays, and so does a
device or a pipe, which is written through. An input of the command that runs is never
written (`guarding`).
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cscontract.core.errors import BadInput, bad
from cscontract.core.language import Sentence

#: links that lead to links are followed so far
DEEPEST = 40
#: what the system calls an output that this process has open, once links are followed
OPEN_OUTPUTS = re.compile(r"(?:/proc/(\d+)(?:/task/\d+)?|/dev)/fd/([0-9]{1,9})")
#: a name for a part has no more bytes of its file's name, so that it fits wherever that
#: fits
LONGEST_NAME = 200
OTHER_PLACE = "choose another place"
WRITABLE = "a file that can be written"
NO_FILE = Sentence("a pipe or a device")


# read


def read_bytes(path: Path, most: int = -1) -> bytes:
    """The bytes of a file, at most so many.

    OSError also for a pipe or a device: nothing is waited for.
    """
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, NO_FILE, str(path))
        return file.read(most)


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for one who writes to a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


# where a result goes


@dataclass(frozen=True)
class Place:
    """Where a result goes. `name`: as it was asked for; `real`: without links.

    `state`: what stands there, None for nothing; `output`: the number of an output that
    is open.
    """

    name: Path
    real: Path
    state: os.stat_result | None
    output: int | None = None

    @property
    def is_through(self) -> bool:
        """Whether it is written through: a pipe, a device, an output that is open."""
        there = self.state is not None and not stat.S_ISREG(self.state.st_mode)
        return there or self.output is not None

    def is_same(self, other: Place) -> bool:
        """Whether both are one file, by whatever names."""
        if self.state and other.state:
            return os.path.samestat(self.state, other.state)
        return self.real == other.real


def place_of(path: str | Path) -> Place:
    """Where a name leads. OSError where that cannot be known."""
    name = Path(path)
    output = open_output(name)
    if output is not None:
        return Place(name, name, os.fstat(output), output)
    real = Path(os.path.realpath(name))
    try:
        return Place(name, real, os.stat(name))
    except FileNotFoundError:
        return Place(name, real, None)


def place_to_write(path: str | Path) -> Place:
    """As `place_of`. BadInput where that cannot be known."""
    try:
        return place_of(path)
    except OSError as error:
        raise unwritable(Path(path), error) from None


def open_output(path: str | Path) -> int | None:
    """The number of the output of this process that a name leads to.

    None for any other name.

    >>> open_output("report.html") is None
    True
    """
    at = os.path.abspath(path)
    for _ in range(DEEPEST):
        folder, name = os.path.split(at)
        real = os.path.realpath(folder)
        if known := OPEN_OUTPUTS.fullmatch(f"{real}/{name}"):
            return int(known[2]) if known[1] in (None, str(os.getpid())) else None
        if not os.path.islink(at):
            return None
        at = os.path.join(real, os.readlink(at))
    return None


# what is never written


@dataclass(frozen=True)
class Guard:
    """What a command reads, which its results never replace.

    `files`: each with what it is; `folders`: each with which of the names below it are
    its own, and what a result among them would be.
    """

    files: tuple[tuple[Place, str], ...] = ()
    folders: tuple[tuple[Path, Callable[[Path], bool], str], ...] = ()

    def refuse(self, place: Place) -> None:
        """BadInput where a place is one of those."""
        for kept, what in self.files:
            # on some disks names differ by more than case, on others not; the doubt is
            # the file's
            is_near = not kept.state and _plain(place.real) == _plain(kept.real)
            if is_near or place.is_same(kept):
                raise _kept(place, what)
        for folder, is_own, what in self.folders:
            is_below = place.real.is_relative_to(folder)
            if is_below and is_own(place.real.relative_to(folder)):
                raise _kept(place, what)


def _plain(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _kept(place: Place, what: str) -> BadInput:
    return bad(str(place.name), what, "a place of its own for a result", OTHER_PLACE)


NOTHING = Guard()
_guard: ContextVar[Guard] = ContextVar("guard", default=NOTHING)


@contextmanager
def guarding(guard: Guard) -> Iterator[None]:
    """Within it nothing of the guard is written by any of this module's functions."""
    token = _guard.set(guard)
    try:
        yield
    finally:
        _guard.reset(token)


def refuse_place(place: Place, with_folders: bool = False) -> None:
    """BadInput where it is known beforehand that a result cannot go there.

    `with_folders`: the folders above it are made where they are not there.
    """
    _guard.get().refuse(place)
    state = place.state
    try:
        if state and stat.S_ISDIR(state.st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if state and stat.S_ISBLK(state.st_mode):
            raise bad(str(place.name), "a disk", WRITABLE, OTHER_PLACE)
        _refuse_read_only(place)
        if not place.is_through:
            refuse_folder(place.real.parent, with_folders)
    except OSError as error:
        raise unwritable(place.name, error) from None


def _refuse_read_only(place: Place) -> None:
    """A file marked as not to be written is left alone, also by who could write it."""
    if place.state is None or place.output is not None:
        return
    if not place.state.st_mode & 0o222:
        fix = "choose another place, or allow it to be written"
        raise bad(str(place.name), "read-only", WRITABLE, fix)
    if not os.access(place.real, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def refuse_folder(folder: Path, with_folders: bool) -> None:
    """OSError where no file can be made in it, or, `with_folders`, no such folder."""
    while with_folders and not _is_there(folder):
        folder = folder.parent
    if not stat.S_ISDIR(os.stat(folder).st_mode):
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def _is_there(path: Path) -> bool:
    """Whether something is there.

    OSError for a name that nothing can have, or that nobody may look for.
    """
    try:
        os.stat(path)
    except FileNotFoundError:
        return False
    return True


def same_twice(places: Iterable[Place]) -> Place | None:
    """A place that is that of an earlier one as well; None where there is none."""
    before: list[Place] = []
    for place in places:
        if any(place.is_same(other) for other in before):
            return place
        before.append(place)
    return None


def twice(place: str) -> BadInput:
    """The fault of two results in one file."""
    return bad(place, None, "one result in each file", "give each its own file")


# written

#: places with the parts that will be there
Parts = list[tuple[Place, Path]]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or as it was before.

    BadInput where it cannot be written.
    """
    with written({path: data}):
        pass


@contextmanager
def written(made: Mapping[Path, bytes], with_folders: bool = False) -> Iterator[None]:
    """Within it all files are in their places.

    Where it fails, all are as they were before.

    A link is followed; a new file has the mode that the umask leaves, one that is
    replaced keeps its mode and owner. Pipes and devices are written through, last. A
    reader of pipes who has enough is no failure. `with_folders`: make the folders
    above. BadInput where a file cannot be written.
    """
    with ExitStack() as left, ExitStack() as back:
        files, through = _prepared(made, with_folders, left, back)
        before: list[Path] = []
        for place, part in files:
            with _as_bad_input(place):
                before += _put(place, part, [put for put, _ in files], back)
        for place, data in through:
            with _as_bad_input(place):
                _write_through(place, data)
        try:
            yield
        except BrokenPipeError:
            _settle(files, before, back)
            raise
        _settle(files, before, back)


def _settle(files: Parts, before: list[Path], back: ExitStack) -> None:
    """All is done: nothing is undone any more, and what was there before goes."""
    back.pop_all()
    for kept in before:
        _without_fault(os.unlink, kept)
    for folder in {place.real.parent for place, _ in files}:
        settle_folder(folder)


def _prepared(
    made: Mapping[Path, bytes], with_folders: bool, left: ExitStack, back: ExitStack
) -> tuple[Parts, list[tuple[Place, bytes]]]:
    """Each file's place with its part beside it, and what is to be written through.

    BadInput before any part.
    """
    places = [(place_to_write(path), data) for path, data in made.items()]
    if again := same_twice(place for place, _ in places):
        raise twice(str(again.name))
    for place, _ in places:
        refuse_place(place, with_folders)
    files: Parts = []
    through = []
    for place, data in places:
        if place.is_through:
            through.append((place, data))
            continue
        with _as_bad_input(place):
            _make_folders(place.real.parent, back if with_folders else None)
            files.append((place, _part(place, data, left)))
    return files, through


@contextmanager
def _as_bad_input(place: Place) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(place.name, error) from None


def _make_folders(folder: Path, back: ExitStack | None) -> None:
    """The folder and those above it, made where they may be.

    Those that are new go again if all is undone.
    """
    if back is None or folder.exists():
        return
    _make_folders(folder.parent, back)
    folder.mkdir(exist_ok=True)
    back.callback(_without_fault, os.rmdir, folder)


def _part(place: Place, data: bytes, left: ExitStack) -> Path:
    """The data on the disk, beside the place, as its file will be."""
    part = _beside(place.real)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # of a file that is replaced nobody sees more while it is written; a new one is as
    # the umask has it
    descriptor = os.open(part, flags, 0o600 if place.state else 0o666)
    left.callback(_without_fault, os.unlink, part)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if place.state:
            _as_before(place, file.fileno(), part)
        os.fsync(file.fileno())
    return part


def _beside(path: Path) -> Path:
    """A new name beside a file, hidden."""
    name = path.name
    if len(os.fsencode(name)) > LONGEST_NAME:
        name = os.fsencode(name)[:LONGEST_NAME].decode("utf-8", "ignore")
    return path.with_name(f".{name}.{secrets.token_hex(4)}")


def _as_before(place: Place, descriptor: int, part: Path) -> None:
    """Owner, group and mode of the file that is replaced.

    BadInput where they cannot be given.
    """
    before = place.state
    assert before is not None
    now = os.fstat(descriptor)
    if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid):
        try:
            os.fchown(descriptor, before.st_uid, before.st_gid)
        except PermissionError:
            value = "of another user or group, who would lose it"
            raise bad(str(place.name), value, WRITABLE, OTHER_PLACE) from None
    os.chmod(part, stat.S_IMODE(before.st_mode))


def _put(place: Place, part: Path, places: list[Place], back: ExitStack) -> list[Path]:
    """The part in its place.

    What stood there is kept beside it until all is done: its name there.

    A new name that by now leads to a result is refused: on some disks names do not
    differ by case.
    """
    real = place.real
    if place.state:
        kept = _kept_beside(real)
        back.callback(_put_back, kept, real)
        os.replace(part, real)
        return [kept]
    if _is_put(real, places[: places.index(place)]):
        raise twice(str(place.name))
    back.callback(_take_away, part, real)
    os.replace(part, real)
    return []


def _take_away(part: Path, real: Path) -> None:
    """The new file goes, if it was in its place already."""
    if not part.exists():
        _without_fault(os.unlink, real)


def _kept_beside(real: Path) -> Path:
    """The file under another name as well; a copy where the disk has no such names."""
    kept = _beside(real)
    try:
        os.link(real, kept)
        return kept
    except OSError:
        pass
    try:
        shutil.copy2(real, kept)
    except BaseException:
        _without_fault(os.unlink, kept)
        raise
    return kept


def _put_back(kept: Path, real: Path) -> None:
    """What was there before; where it cannot be put back it stays beside.

    OSError then.
    """
    if real.exists() and os.path.samefile(kept, real):
        os.unlink(kept)
    else:
        os.replace(kept, real)


def _is_put(real: Path, before: list[Place]) -> bool:
    """Whether a name leads to a result by now, its case apart."""
    if not os.path.lexists(real):
        return False
    return any(os.path.samefile(real, other.real) for other in before)


def _write_through(place: Place, data: bytes) -> None:
    """The data to a pipe, a device or an open output.

    A reader who has enough is no fault.
    """
    if place.output in (1, 2):
        sys.stdout.flush()
    flags = os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    there = place.output is not None
    descriptor = os.dup(place.output or 0) if there else os.open(place.name, flags)
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _without_fault(act: Callable[[Path], Any], path: Path) -> None:
    with suppress(OSError):
        act(path)


def unwritable(path: Path, error: OSError) -> BadInput:
    """The fault of a place that cannot be written."""
    return bad(str(path), str(error.strerror), WRITABLE, OTHER_PLACE)


def unusable(error: OSError) -> BadInput:
    """The fault of a file, a folder or an output that the system refuses."""
    place = "standard output" if error.filename is None else os.fsdecode(error.filename)
    expected = "a file or output that can be used"
    fix = "check that it is there, its rights and its room"
    return bad(place, error.strerror or str(error), expected, fix)


def settle_folder(folder: Path) -> None:
    """Have the folder's list of files reach the disk, where a system can do that."""
    with suppress(OSError):
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
