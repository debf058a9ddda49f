"""Standard output and error: no sign and no closed output ends in a traceback.

An output keeps the encoding that its reader expects: a Chinese Windows pipes in GBK,
where UTF-8 would be unreadable. Signs that the encoding lacks are written as near ones.
"""

from __future__ import annotations

import codecs
import functools
import io
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cscontract.core.control_characters import visible
from cscontract.core.language import Sentence, in_language

if TYPE_CHECKING:
    from cscontract.core.errors import BadInput

#: the name of the error handler that puts a stand-in for a sign that an encoding lacks
STAND_IN = "cscontract.stand_in"
#: near sign → those that it stands for; a minus that became a question mark would be
#: another amount
STAND_FOR = {
    "-": "−–—‐‑",
    "<": "‹⟨",
    ">": "›⟩",
    "<=": "≤",
    ">=": "≥",
    "!=": "≠",
    "x": "×",
    ".": "·",
    "->": "→",
    "<-": "←",
    "...": "…",
    "'": "‘’",
    '"': "“”",
    " ": "\u00a0",
}
NEAR = {sign: near for near, signs in STAND_FOR.items() for sign in signs}
LOST = (
    "note: the encoding of this output ({encoding}) lacks {count} signs; "
    "they are written as ?; set PYTHONUTF8=1 to see them"
)
#: exit statuses, as the README has them and as shells have them
REFUSED = 2
STOPPED = 130


def guarded(main: Callable[..., int]) -> Callable[..., int]:
    """A command line whose outputs take every sign, and which is stopped in words.

    Exit status 2 where a file or an output cannot be used, 130 where it was stopped
    from the keyboard, 0 where its reader had enough (`| head`).
    """

    @functools.wraps(main)
    def run(*given: Any) -> int:
        lost = take_every_sign()
        if sys.stdout is None:
            return _refuse(_closed_output())
        try:
            with nothing_obeyed():
                status = _flushed(main, *given)
        except BrokenPipeError:
            status = _silent(0)
        except KeyboardInterrupt:
            print(in_language("stopped from the keyboard"), file=sys.stderr)
            status = STOPPED
        except OSError as error:
            status = _silent(_refuse(_unusable(error)))
        _tell(lost)
        return status

    return run


def take_every_sign() -> Counter[str]:
    """Have both outputs take every sign.

    Those that are lost are counted as they come.
    """
    lost: Counter[str] = Counter()

    def stand_in(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        signs = error.object[error.start : error.end]
        lost.update(sign for sign in signs if sign not in NEAR)
        return "".join(NEAR.get(sign, "?") for sign in signs), error.end

    codecs.register_error(STAND_IN, stand_in)
    # nobody can be told anything, and the results are not to hold notes
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=STAND_IN)
    return lost


class Visible:
    """An output that shows the signs which a terminal would obey.

    None but line ends are obeyed. A carriage return at the beginning is a bar's, which
    writes its line anew.
    """

    def __init__(self, stream: Any):
        self.stream = stream

    def write(self, text: str) -> int:
        """Write a text, line by line."""
        start = "\r" if text.startswith("\r") else ""
        lines = text.removeprefix("\r").split("\n")
        self.stream.write(start + "\n".join(map(visible, lines)))
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def nothing_obeyed() -> Iterator[None]:
    """Within it a terminal obeys no sign of any name: all that is said passes here."""
    before = sys.stdout, sys.stderr
    sys.stdout = Visible(sys.stdout)
    sys.stderr = Visible(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def as_it_is() -> Iterator[None]:
    """Within it another program's log keeps the signs that colour it."""
    wrapped = sys.stdout, sys.stderr
    plain = [getattr(output, "stream", output) for output in wrapped]
    sys.stdout, sys.stderr = plain
    try:
        yield
    finally:
        sys.stdout, sys.stderr = wrapped


def holds(encoding: str | None, text: str) -> bool:
    """Whether an encoding has every sign of a text.

    >>> holds("gbk", "甲方"), holds("gbk", "−"), holds("cp1252", "甲方")
    (True, False, False)
    """
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _flushed(main: Callable[..., int], *given: Any) -> int:
    """The command to its end, with all that it said handed over, however it leaves."""
    try:
        return main(*given)
    finally:
        sys.stdout.flush()


def _closed_output() -> BadInput:
    from cscontract.core.errors import bad

    expected = "an output that is open"
    fix = "run this without closing it"
    return bad("standard output", "closed", expected, fix)


def _unusable(error: OSError) -> BadInput:
    from cscontract.core.files import unusable

    return unusable(error)


def _refuse(refusal: BadInput) -> int:
    print(refusal, file=sys.stderr)
    return REFUSED


def _silent(status: int) -> int:
    """The status; what is left in standard output goes nowhere when Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return status


def _tell(lost: Counter[str]) -> None:
    """That signs were lost, in a language that can be read there."""
    count = lost.total()
    if count:
        encoding = sys.stdout.encoding
        english = Sentence(LOST, encoding=encoding, count=f"{count:,}")
        note = in_language(english)
        is_readable = holds(sys.stderr.encoding, note)
        print(note if is_readable else english, file=sys.stderr)
