"""A round: an offer as it was made, with its own hash and that of the offer that it
answers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from cscontract.agreement.agreement import NAME, Agreement, read_agreement
from cscontract.core import notation
from cscontract.core.errors import BadInput, Fault, bad, shown, within
from cscontract.core.language import Sentence
from cscontract.core.personal_numbers import is_of_first_kinds
from cscontract.core.privacy import is_personal, masked
from cscontract.core.pseudonyms import hidden
from cscontract.core.strict_yaml import yaml_text

#: the form in which rounds are kept; a greater number is of a newer version of this
#: package
VERSION = 1
AUTHORS = ("client", "provider", "both")
LONGEST_NOTE = 1000
#: how much of a hash is shown: fewer signs than a telephone number has digits
SHORT = 10
#: names that some systems keep for devices
DEVICES = r"(?i:con|prn|aux|nul|(com|lpt)[0-9])"


@dataclass(frozen=True)
class Round:
    """An offer as it was made. `parent`: the hash of the round that it answers, None
    for a first one.

    `body` is canonical JSON: scenario, author, time, note, version and the whole
    agreement. `hash` is the SHA-256 of the parent's hash (nothing for a first round), a
    line end and the body, in UTF-8.
    """

    hash: str
    parent: str | None
    scenario: str
    author: str
    at: datetime
    note: str
    version: int
    body: str

    @cached_property
    def agreement(self) -> Agreement:
        """The agreement as it was offered."""
        return agreement_of(json.loads(self.body)["agreement"], self.place)

    @property
    def place(self) -> str:
        """Which round it is, in a fault."""
        return Sentence("round {hash}", hash=short(self.hash))

    @property
    def yaml(self) -> str:
        """The agreement as a file, its first line a remark of which round it is."""
        head = f"# {self.scenario}, round {self.hash}, {moment(self.at)}"
        return f"{head}\n{yaml_text(self.agreement.plain())}"

    def to_dict(self) -> dict[str, Any]:
        """The round as JSON has it, without the agreement."""
        told = {"hash": self.hash, "parent": self.parent, "scenario": self.scenario}
        return {**told, "author": self.author, "at": moment(self.at), "note": self.note}

    def with_agreement(self) -> dict[str, Any]:
        """The round as JSON has it, with the agreement."""
        return {**self.to_dict(), "agreement": json.loads(self.body)["agreement"]}


def new_round(
    agreement: Agreement,
    scenario: str,
    author: str,
    at: datetime,
    note: str,
    parent: str | None,
) -> Round:
    """The round of an offer. BadInput names every fault; what is kept is known to read
    back the same.

    Telephone and identity numbers in the note and in the agreement's texts are hidden.
    """
    if faults := list(_faults(scenario, author, at, note)):
        raise BadInput(faults)
    round = round_of(
        parent, _canonical(_content(agreement, scenario, author, at, note))
    )
    refuse_altered(round, Sentence("the offer"))
    return round


def _faults(scenario: str, author: str, at: datetime, note: str) -> Iterator[Fault]:
    if fault := name_fault(scenario):
        yield fault
    if author not in AUTHORS:
        known = Sentence("one of {values}", values=", ".join(AUTHORS))
        yield Fault("author", shown(author), known, "say who offers")
    if not _is_moment(at):
        fix = "write it like 2020-08-03T10:00:00Z"
        yield Fault("time", shown(str(at)), "a time with its offset", fix)
    if len(note) > LONGEST_NOTE or not note.isprintable():
        sentence = "at most {count} readable signs on one line"
        expected = Sentence(sentence, count=f"{LONGEST_NOTE:,}")
        yield Fault("note", shown(note), expected, "shorten it or type it again")


def _is_moment(at: object) -> bool:
    """Whether it is a time with an offset, which the calendar also has in UTC."""
    try:
        return (
            isinstance(at, datetime) and at.utcoffset() is not None and bool(moment(at))
        )
    except OverflowError:
        return False


def name_fault(name: str) -> Fault | None:
    """What is wrong with the name of a scenario; None where nothing is."""
    place = "name"
    fix = "write it like first_offer or 首次报价"
    if not re.fullmatch(NAME, name):
        return Fault(
            place, shown(name), "a name of 1 to 60 letters, digits, _ or -", fix
        )
    if re.fullmatch(DEVICES, name):
        return Fault(
            place, shown(name), "a name that is no device's on any system", fix
        )
    if is_personal(name):
        return Fault(
            place, shown(name), "a name without a telephone or identity number", fix
        )
    return None


def _content(
    agreement: Agreement, scenario: str, author: str, at: datetime, note: str
) -> dict[str, Any]:
    offer = _kept(agreement.plain())
    by = {
        "author": author,
        "at": moment(at),
        "note": masked(note),
        "scenario": scenario,
    }
    return {**by, "agreement": offer, "version": VERSION}


def _kept(value: Any) -> Any:
    """A plain value as JSON can have it: dates as text, no telephone or identity number
    in any text.
    """
    if isinstance(value, dict):
        return {str(key): _kept(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_kept(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return masked(value) if isinstance(value, str) else value


def _canonical(content: Any) -> str:
    """JSON of one form only: keys in order, no blanks, every sign as it is."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def digest(parent: str | None, body: str) -> str:
    """The hash of a round."""
    return hashlib.sha256(f"{parent or ''}\n{body}".encode()).hexdigest()


def round_of(parent: str | None, body: str) -> Round:
    """The round of a canonical body; KeyError, TypeError or ValueError where it is
    none.
    """
    found = json.loads(body)
    at = datetime.fromisoformat(found["at"])
    own = found["scenario"], found["author"], at, found["note"], found["version"]
    if {str} != {type(found[key]) for key in ("scenario", "author", "note")}:
        raise TypeError("name, author or note is no text")
    return Round(digest(parent, body), parent, *own, body)


def agreement_of(data: Any, place: str) -> Agreement:
    """The agreement of a body; dates, which JSON has as text, are dates again."""
    if isinstance(data, dict):
        data = {
            key: _dated(inner) if key in ("term", "calendar") else inner
            for key, inner in data.items()
        }
    return read_agreement(data, place)


def _dated(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            int(k) if re.fullmatch("[0-9]{4}", k) else k: _dated(v)
            for k, v in value.items()
        }
    if isinstance(value, list):
        return [_dated(inner) for inner in value]
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def round_of_plain(data: Any, place: str) -> Round:
    """The round of plain data: its hash, its parent's and the body. BadInput where it
    is not as it was made.
    """
    try:
        told = data["hash"]
        parent = data["parent"]
        content = data["round"]
        refuse_newer(content["version"], place)
        round = round_of(parent, _canonical(content))
        sound = round.hash == told and (
            parent is None or re.fullmatch("[0-9a-f]{64}", parent)
        )
    except (
        AttributeError,
        KeyError,
        OverflowError,
        RecursionError,
        TypeError,
        ValueError,
    ):
        raise altered(place) from None
    if not sound:
        raise altered(place)
    refuse_altered(round, place)
    return round


def refuse_altered(round: Round, place: str) -> None:
    """Refuse a body that is not what this package would keep: other terms, a number of
    a person, a bad name.
    """
    agreement = agreement_of(json.loads(round.body)["agreement"], place)
    if faults := list(_faults(round.scenario, round.author, round.at, round.note)):
        raise BadInput(
            Fault(_within(place, f.place), f.value, f.expected, f.fix) for f in faults
        )
    again = _content(agreement, round.scenario, round.author, round.at, round.note)
    if _canonical(again) != round.body and not _is_as_hidden(
        again, json.loads(round.body)
    ):
        raise altered(place)


def _is_as_hidden(again: Any, body: Any) -> bool:
    """Whether a body is what is kept today, but for numbers that earlier versions did
    not hide.
    """
    if isinstance(again, dict) and isinstance(body, dict):
        same = again.keys() == body.keys()
        return same and all(_is_as_hidden(again[key], body[key]) for key in again)
    if isinstance(again, list) and isinstance(body, list):
        return len(again) == len(body) and all(map(_is_as_hidden, again, body))
    if again == body:
        return type(again) is type(body)
    is_text = isinstance(body, str) and not is_of_first_kinds(body)
    return is_text and again in (masked(body), hidden(notation.half_width(body, [])))


def _within(place: str, part: str) -> str:
    """A part of a round as a place, its name told in the language."""
    return within(place, Sentence(part))


def altered(place: str) -> BadInput:
    """The fault of a round that is not as it was made."""
    fix = "take it anew from where it came, or from a text file or an export of it"
    return bad(
        place, "something else", "a round whose text and hash belong together", fix
    )


def refuse_newer(version: Any, place: str) -> None:
    """Refuse what a newer version of this package has written."""
    if type(version) is int and version > VERSION:
        fix = "use the newer version of cscontract that wrote it; nothing was changed in it"
        found = Sentence("version {number}", number=version)
        expected = Sentence("version {number} or older", number=VERSION)
        raise bad(place, found, expected, fix)
    if version != VERSION:
        raise altered(place)


def moment(at: datetime) -> str:
    """A time as text, in UTC: 2020-08-03T10:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def short(hash: str | None) -> str:
    """The beginning of a hash, as it is shown."""
    return (hash or "")[:SHORT]
