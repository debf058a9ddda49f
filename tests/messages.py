"""The catalogues of what the program says (`.po`), brought up to date by Babel.

    python tests/messages.py

A message that the code says and no catalogue has comes in without its Chinese; one that
nothing says any more goes. What a single kind of clause says stands in `zh.po` of its
folder, all else in one catalogue. What other programs say has catalogues of its own,
kept by hand.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from sentences import PACKAGE, constants, is_plain, said_in

FOLDER = PACKAGE / "core" / "locale" / "zh" / "LC_MESSAGES"
COMMON = FOLDER / "cscontract.po"
#: what is said by Python's reader of arguments, by systems, by readers of YAML and JSON
OF_OTHERS = (FOLDER / "argparse.po", FOLDER / "others.po")
KINDS = PACKAGE / "clauses"
#: the catalogue in the folder of a kind
OF_A_KIND = "zh.po"
#: titles of tables that only a notebook makes
OF_NOTEBOOKS = ("days late", "law", "moves", "question")
HEADER = "# English as the code has it, and its Chinese; {places} are the same in both."
#: what of a catalogue's header changes although no message does
VARYING = (
    '"Project-Id-Version',
    '"Report-Msgid-Bugs-To',
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
)

#: what Babel takes from an extractor: line, name of a function, text, comments
Extracted = tuple[int, None, str, list[str]]
#: a message → the modules that say it
Said = dict[str, set[Path]]


def sentences(file: IO[bytes], *_: Any, **__: Any) -> Iterator[Extracted]:
    """Babel's extractor of what a user reads in a module."""
    for said in said_in(file.read().decode()):
        if not said.made and not is_plain(said.text):
            yield said.line, None, said.text, []


def texts(file: IO[bytes], *_: Any, **__: Any) -> Iterator[Extracted]:
    """Babel's extractor of every text of a module."""
    for text in constants(file.read().decode()):
        if text:
            yield 0, None, text, []


def extracted(method: Callable[..., Iterator[Extracted]], folder: Path) -> Said:
    """What the modules of a folder say."""
    said: Said = {}
    rows = extract_from_dir(folder, [("**.py", method)])
    for name, _, text, *_ in sorted(rows, key=lambda row: row[0]):
        said.setdefault(text, set()).add(folder / name)
    return said


def messages(folder: Path = PACKAGE, known: Mapping[str, str] | None = None) -> Said:
    """What the folder says: sentences, and words that a catalogue has."""
    known = chinese() if known is None else known
    said = extracted(sentences, folder)
    for text, modules in extracted(texts, folder).items():
        if known.get(text):
            said.setdefault(text, set()).update(modules)
    theirs = chinese(OF_OTHERS)
    return {text: modules for text, modules in said.items() if text not in theirs}


def catalogues() -> list[Path]:
    """The catalogues of what our own code says."""
    return [COMMON, *sorted(KINDS.glob(f"*/{OF_A_KIND}"))]


def opened(file: Path) -> Catalog:
    """A catalogue as Babel reads it."""
    return read_po(io.BytesIO(file.read_bytes()), locale="zh", abort_invalid=True)


def chinese(files: Iterator[Path] | tuple[Path, ...] | None = None) -> dict[str, str]:
    """The messages of the catalogues (our own code's) with their Chinese, if any."""
    pairs: dict[str, str] = {}
    for file in catalogues() if files is None else files:
        pairs |= {message.id: message.string for message in opened(file) if message.id}
    return pairs


def home(modules: set[Path]) -> Path:
    """Where a message stands: with a kind of clause where no other module says it."""
    folders = {module.parent for module in modules}
    folder = next(iter(folders), PACKAGE)
    is_of_a_kind = folder.parent == KINDS and folder.name != "shared"
    return folder / OF_A_KIND if len(folders) == 1 and is_of_a_kind else COMMON


def written(pairs: Mapping[str, str]) -> bytes:
    """A catalogue as it is kept, with nothing in it that changes by itself."""
    catalogue = Catalog(locale="zh", header_comment=HEADER, fuzzy=False)
    for message, translation in pairs.items():
        catalogue.add(message, translation)
        catalogue[message].flags.clear()
    file = io.BytesIO()
    write_po(file, catalogue, width=0)
    lines = file.getvalue().decode().rstrip().split("\n")
    lasting = (line for line in lines if not line.startswith(VARYING))
    return "\n".join([*lasting, ""]).encode()


def update() -> None:
    """Write the catalogues anew: what the code says, and the Chinese there is."""
    known = chinese()
    said = messages() | {title: set() for title in OF_NOTEBOOKS}
    pairs: dict[Path, dict[str, str]] = {file: {} for file in catalogues()}
    for message, modules in sorted(said.items(), key=_order):
        pairs.setdefault(home(modules), {})[message] = known.get(message, "")
    for file, own in pairs.items():
        file.write_bytes(written(own))
    _tell("without Chinese", {message for message in said if not known.get(message)})
    _tell("taken out", known.keys() - said.keys())


def _order(said: tuple[str, set[Path]]) -> tuple[str, str]:
    """By the module that says it, then by its text: a move in a module is none here."""
    message, modules = said
    return min(map(str, modules), default=""), message


def _tell(what: str, found: set[str]) -> None:
    for message in sorted(found):
        print(f"{what}: {message!r}")


if __name__ == "__main__":
    update()
