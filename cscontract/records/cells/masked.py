"""Customers whose name the platform has masked, or that have none: t**1, 匿名用户,
unknown_user, “-”.

Such a name tells nobody apart, and persons are counted by their names. So a record of
chats with such names is refused, unless it is said how they count: `each` row its own
customer, or `one` customer for all rows of one name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from cscontract.core.errors import Fault, bad, nearest, place, shown
from cscontract.core.language import Sentence
from cscontract.core.pseudonyms import pseudonym

Masked = Literal["each", "one"]
MASKED: tuple[str, ...] = get_args(Masked)
MOST_NAMED = 10

#: a sign that platforms put for those that they hide, or a name that was cut
COVERED = re.compile(
    r"[*✱✲✳∗•●○◯■□█▇…]|\.{3}|[0-9A-Za-z][xX×]{3,}[0-9A-Za-z]|^.?某+.?$|^[xX]{3,}$"
    r"|^.[xX×]{2,}.$|^[\u4e00-\u9fff]{1,2}[xX×]{2,}[\u4e00-\u9fff]?$"
)
#: the first and last signs of a name, and between them others of one kind: t···1, t--1,
#: 张##; a__b1 and
#: 小明~~ are names: _, - and . stand in many, and what stands at the end of a name is no
#: cover but these
BETWEEN = re.compile(r"^.([-_.])\1+.?$|^.{1,2}([^\w\s.-])\2+(?:.{1,2}|(?<=[·#]))$")
#: signs and blanks; a picture (😀) tells apart
SIGNS = (
    (0x09, 0x2F),
    (0x3A, 0x40),
    (0x5B, 0x60),
    (0x7B, 0xBF),
    (0x2000, 0x206F),
    (0x3000, 0x3004),
    (0x3008, 0x303F),
    (0xFF00, 0xFFEF),
)
UNSAID = re.compile(
    "[" + "".join(f"\\u{low:04x}-\\u{high:04x}" for low, high in SIGNS) + "]"
)


@cache
def placeholders() -> frozenset[str]:
    """What stands in place of a name: in small letters, without blanks, signs and
    digits.
    """
    words = _words()
    people = {whose + who for whose in words["whose"] for who in words["people"]}
    states = {
        subject + state for subject in words["subjects"] for state in words["states"]
    }
    return frozenset({*people, *states, *words["placeholders"]})


@cache
def _words() -> dict[str, list[str]]:
    text = files("cscontract.records.cells").joinpath("masked.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _titled() -> re.Pattern[str]:
    """A surname and a title; a name of two signs before a title is somebody's."""
    surnames = "".join(_words()["surnames"])
    titles = "|".join(_words()["titles"])
    return re.compile(f"^(?:[{surnames}]|欧阳|上官|司马|诸葛|司徒)(?:{titles})$")


def hints() -> str:
    """A pattern (RE2) for every name that `is_masked` may know but for `placeholders`;
    it finds more.
    """
    covered = COVERED.pattern.replace("^.?某+.?$", "某").replace(
        "\\u4e00-\\u9fff", "一-\u9fff"
    )
    unsaid = "".join(rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in SIGNS)
    pictures = r"\x{2000}-\x{2fff}\x{fe00}-\x{fe6f}\x{1f000}-\x{1ffff}"
    between = rf"^.{{1,2}}[{unsaid}{pictures}]{{2,}}.{{0,2}}$"
    titled = f"^.{{1,2}}(?:{'|'.join(_words()['titles'])})$"
    signs = rf"^[^0-9]*[{unsaid}][^0-9]*$|^$"
    return "|".join((covered, between, titled, signs, r"^['=]"))


class Nameless(str):
    """The keyed hash of a name that tells nobody apart."""


@lru_cache(maxsize=200_000)
def is_masked(name: str) -> bool:
    """Whether a customer's name is masked, a placeholder, or none at all.

    >>> is_masked("t**1"), is_masked("匿名用户"), is_masked("unknown_user"), is_masked("-")
    (True, True, True, True)
    >>> is_masked("tb12345"), is_masked("小买家阿明"), is_masked("guest_1029")
    (False, False, False)
    """
    if COVERED.search(name) or BETWEEN.search(name) or _titled().match(name):
        return True
    if DIGIT.search(name):
        return False
    bare = UNSAID.sub("", name).casefold()
    return not bare or bare in placeholders()


DIGIT = re.compile(r"\d")


def checked(how: Any) -> Masked | None:
    """How masked customers count, as it was asked for. BadInput where it is no such
    way.
    """
    if how is None or how in MASKED:
        known: Masked | None = how
        return known
    raise bad("masked", shown(how), "each or one", nearest(how, MASKED))


def settled(
    rows: list[Any], file: str, how: Masked | None, faults: list[Fault]
) -> tuple[list[Any], list[str]]:
    """Sessions with their nameless customers counted as was said, and what is told of
    it.
    """
    nameless = [row for row in rows if isinstance(row.customer, Nameless)]
    if not nameless:
        return rows, []
    if how is None:
        faults.append(
            refusal(file, (row.row for row in nameless), len(nameless), len(rows))
        )
        return rows, []
    if how == "each":
        rows = [_apart(row) for row in rows]
    return rows, [note(file, how, len(nameless), len(rows))]


def settled_names(rows: Iterable[Any]) -> Callable[[str], bool]:
    """Whether a hashed name is one of the nameless ones of these sessions, which are
    settled.
    """
    customers = (getattr(row, "customer", "") for row in rows)
    return {str(who) for who in customers if isinstance(who, Nameless)}.__contains__


def _apart(row: Any) -> Any:
    """A session whose nameless customer is one of its own."""
    if not isinstance(row.customer, Nameless):
        return row
    return row._replace(customer=pseudonym(own_name(row.session)))


def own_name(session: str) -> str:
    """What stands for the customer of a session where each counts as its own."""
    return f"{OWN}{session}"


#: no cell has such a sign
OWN = "\x1f"


def refusal(file: str, numbers: Iterable[int], count: int, total: int) -> Fault:
    """The fault of a file with nameless customers; `numbers`: the rows that
    have one.
    """
    first = ", ".join(
        str(number) for number, _ in zip(numbers, range(MOST_NAMED), strict=False)
    )
    value = Sentence(
        "{count} of {total} rows with a masked or missing name (rows {rows}{more})",
        count=f"{count:,}",
        total=f"{total:,}",
        rows=first,
        more=" …" if count > MOST_NAMED else "",
    )
    fix = (
        "export with full names; or --masked each counts every such row as a customer of its own, "
        "--masked one all rows of one name as one"
    )
    return Fault(
        place(file, None, "customer"), value, "customers that can be told apart", fix
    )


def note(file: str, how: Masked, count: int, total: int) -> str:
    """How the nameless customers of a file were counted."""
    template = {
        "each": "{file}: masked or missing customers in {count} of {total} rows, "
        "each row counted as a customer of its own",
        "one": "{file}: masked or missing customers in {count} of {total} rows, "
        "all rows of one name counted as one customer",
    }[how]
    return Sentence(template, file=file, count=f"{count:,}", total=f"{total:,}")
