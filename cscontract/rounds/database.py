"""Rounds in an SQLite file: rows are only ever added, and a row that was told as saved
is on the disk.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

from cscontract.core.errors import BadInput, bad
from cscontract.core.files import NO_FILE, settle_folder
from cscontract.core.language import Sentence, of_others
from cscontract.rounds.round import VERSION, Round, moment, refuse_newer, round_of

#: in the file's head, so that no other program's file is taken for rounds
OURS = 0x63737264
#: how long to wait for another program that is writing
PATIENCE = 10.0
#: no database has fewer bytes; some of fewer are taken for a new one
SMALLEST = 512
#: what SQLite has to say where it cannot write beside the file
NO_ROOM = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)
#: what a file is opened for: only an import may make it anew where its text files are
#: all that is left
Purpose = Literal["read", "save", "import"]
COLUMNS = "hash, parent, scenario, author, at, note, version, body"
#: a first round has an empty parent, so that a scenario begins only once
SCHEMA = (
    """CREATE TABLE round (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  parent TEXT NOT NULL,
  scenario TEXT NOT NULL,
  author TEXT NOT NULL,
  at TEXT NOT NULL,
  note TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (scenario, parent)
)""",
    """CREATE TRIGGER round_is_never_changed BEFORE UPDATE ON round
BEGIN SELECT RAISE(ABORT, 'a round is never changed'); END""",
    """CREATE TRIGGER round_is_never_deleted BEFORE DELETE ON round
BEGIN SELECT RAISE(ABORT, 'a round is never deleted'); END""",
    """CREATE TRIGGER round_is_never_replaced BEFORE INSERT ON round
WHEN EXISTS (SELECT 1 FROM round WHERE hash = NEW.hash OR number = NEW.number
  OR (scenario = NEW.scenario AND parent = NEW.parent))
BEGIN SELECT RAISE(ABORT, 'a round is never replaced'); END""",
)


def texts_folder(path: Path) -> Path:
    """Where the text files of a database's rounds are: beside it."""
    return path.with_name(f"{path.name}-texts")


def opened(path: Path, purpose: Purpose) -> sqlite3.Connection:
    """The database, sound and ready; made where it is to be saved to and there is none.
    Else BadInput.
    """
    refuse_lost(path, purpose)
    with told(path):
        try:
            return _ready(
                _connected(path, "rw" if purpose == "read" else "rwc"), path, purpose
            )
        except sqlite3.OperationalError as error:
            if purpose != "read" or _code(error) not in NO_ROOM:
                raise
            copy = _copy(path)
            if copy is None:
                raise
            return _ready(copy, path, purpose)


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    place = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(place, uri=True, timeout=PATIENCE, isolation_level=None)


def _copy(path: Path) -> sqlite3.Connection | None:
    """The database in memory, where a full or locked disk has no room for what readers
    share; None if not to be had.
    """
    unlogged = not path.with_name(f"{path.name}-wal").exists()
    for mode in ("rw", "ro&immutable=1") if unlogged else ("rw",):
        copy = sqlite3.connect(":memory:", isolation_level=None)
        with (
            closing(_connected(path, mode)) as source,
            suppress(sqlite3.OperationalError),
        ):
            source.execute("PRAGMA locking_mode=EXCLUSIVE")
            source.backup(copy)
            return copy
        copy.close()
    return None


def refuse_lost(path: Path, purpose: Purpose) -> None:
    """Refuse a file that is not there, or is empty, where it is to be read or has left
    others behind.
    """
    _refuse_no_file(path)
    wal = path.with_name(f"{path.name}-wal")
    texts = texts_folder(path)
    left = [wal] if wal.exists() and wal.stat().st_size else []
    left += [texts] if any(texts.glob("*.json")) and purpose != "import" else []
    size = path.stat().st_size if path.exists() else 0
    if size >= SMALLEST or path.is_dir():
        return
    if size:
        raise damaged(path)
    state = "empty" if path.exists() else "not there"
    if left:
        sentence = "{state}, but {name} is there"
        value = Sentence(sentence, state=Sentence(state), name=left[-1].name)
        raise bad(str(path), value, "the rounds saved in it", rebuild(path))
    if purpose == "read":
        fix = "save a round first, or name the file of the rounds"
        raise bad(str(path), state, "a file of rounds", fix)


def _refuse_no_file(path: Path) -> None:
    """Refuse what SQLite cannot have as a file: a pipe, a device, a name that is no
    text.
    """
    value = None
    if path.exists() and not (path.is_file() or path.is_dir()):
        value = NO_FILE
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        value = Sentence("a name that is no text")
    if value:
        raise bad(str(path), value, "a file of rounds", "name another file")


def _ready(
    connection: sqlite3.Connection, path: Path, purpose: Purpose
) -> sqlite3.Connection:
    """The connection, its file made where it is new; closed where the file will
    not do.
    """
    try:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(
            "PRAGMA fullfsync=ON"
        )  # what makes a disk of macOS keep its word
        if purpose != "read" and _is_new(connection):
            _make(connection)
            settle_folder(path.absolute().parent)
        _refuse_strange(connection, path)
        if purpose != "read":
            _write_ahead(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def in_memory() -> sqlite3.Connection:
    """A new database in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _make(connection)
    return connection


def _is_new(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever written to the file."""
    return (0, 0, 0) == tuple(
        connection.execute(question).fetchone()[0]
        for question in (
            "PRAGMA application_id",
            "PRAGMA user_version",
            "SELECT count(*) FROM sqlite_master",
        )
    )


def _make(connection: sqlite3.Connection) -> None:
    """The table and its guards, in one go; nothing where another program was
    quicker.
    """
    with writing(connection):
        if _is_new(connection):
            for statement in SCHEMA:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id={OURS}")
            connection.execute(f"PRAGMA user_version={VERSION}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have writers write ahead (WAL), so that a kill leaves what was before; some disks
    cannot, and need not.
    """
    tries = 1 + int(PATIENCE / 0.05)
    for attempt in range(tries):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or attempt == tries - 1:
                raise
            time.sleep(0.05)


def _refuse_strange(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse the file of another program or of a newer version of this one, and a
    damaged one.
    """
    ours, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    )
    if ours != OURS:
        fix = "name another file"
        raise bad(str(path), "a database of something else", "a file of rounds", fix)
    if version > VERSION:
        refuse_newer(version, str(path))
    made = {
        sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master") if sql
    }
    sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    if version != VERSION or made != set(SCHEMA) or not sound:
        raise damaged(path)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One writer at a time: all of what is done in it is kept, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def add(connection: sqlite3.Connection, round: Round) -> None:
    """A row for the round."""
    row = _row(round)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO round ({COLUMNS}) VALUES ({marks})", row)


def _row(round: Round) -> tuple[str | int, ...]:
    by = (
        round.scenario,
        round.author,
        moment(round.at),
        round.note,
        round.version,
        round.body,
    )
    return round.hash, round.parent or "", *by


def rounds(
    connection: sqlite3.Connection, path: Path, where: str = "", *values: str
) -> list[Round]:
    """The rounds of the condition, in the order in which they were saved. BadInput for
    a damaged one.
    """
    question = (
        f"SELECT {COLUMNS} FROM round {where and f'WHERE {where}'} ORDER BY number"
    )
    with told(path):
        return [_read(row, path) for row in connection.execute(question, values)]


def latest(connection: sqlite3.Connection, path: Path, scenario: str) -> Round | None:
    """The last round of the scenario; None where it has none."""
    # the sign + has the rows read from the last one on, where it most often is
    question = (
        f"SELECT {COLUMNS} FROM round WHERE +scenario = ? ORDER BY number DESC LIMIT 1"
    )
    with told(path):
        row = connection.execute(question, (scenario,)).fetchone()
    return _read(row, path) if row else None


def _read(row: tuple[str | int, ...], path: Path) -> Round:
    try:
        found = round_of(str(row[1]) or None, str(row[-1]))
        if _row(found) == row:
            return found
    except (KeyError, OverflowError, TypeError, ValueError):
        pass
    raise damaged(path)


# what went wrong, in words


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What SQLite has to say against a file, as BadInput."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.DatabaseError as error:
        raise _fault(_code(error), str(error), path) from None
    except UnicodeDecodeError:
        raise damaged(path) from None


def _code(error: sqlite3.Error) -> int:
    """SQLite's code of an error; one without a code is of a text that is not UTF-8."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF


def _fault(code: int, words: str, path: Path) -> BadInput:
    words = of_others(words, "another fault of the database")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        fails = Sentence("the disk fails: {words}", words=_sentence(words))
        value = "the disk is full" if code == sqlite3.SQLITE_FULL else fails
        fix = "make room and save again; what was saved before is as it was"
        return bad(str(path), value, "room to save", fix)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        fix = "end the other program or wait, and save again; what was saved before is as it was"
        expected = Sentence("a turn within {count} s", count=f"{PATIENCE:g}")
        return bad(str(path), "another program is writing", expected, fix)
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return bad(
            str(path), words, "a file that can be written", "choose another place"
        )
    return damaged(path)


def _sentence(words: str) -> Sentence:
    return words if isinstance(words, Sentence) else Sentence(words)


def damaged(path: Path) -> BadInput:
    """The fault of a file that is not as it was written."""
    value = "damaged, or a file of something else"
    return bad(str(path), value, "rounds as they were saved", rebuild(path))


def rebuild(path: Path) -> str:
    """How the database is made again from its text files, or from an export where it
    has none.
    """
    texts = texts_folder(path)
    source = f'"{texts}"' if texts.exists() else "EXPORT"
    sentence = (
        "name another file, or move {name} away (with {name}-wal and {name}-shm, where they are there) "
        "and make it anew: {command}"
    )
    command = f'cscontract rounds import {source} --file "{path}"'
    return Sentence(sentence, name=path.name, command=command)
