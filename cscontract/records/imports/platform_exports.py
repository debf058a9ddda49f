"""A platform's customer-service export into receptions: persons by date, shop and ID.

The column names and traps of each kind of report stand in `import_kinds.toml`. Only the columns that
are named there, or in the mapping file of `generic`, are read; other cells are only compared with the
labels of totals. What a report leaves to be guessed is refused with its place, or repaired and told in
`Imported.notes`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cscontract.agreement.head import shop_key
from cscontract.core import notation, strict_yaml
from cscontract.core.errors import BadInput, Fault, bad, nearest, place, refusal, shown
from cscontract.core.files import read_bytes
from cscontract.core.language import Sentence
from cscontract.core.privacy import masked
from cscontract.records import messages
from cscontract.records.cells import text_and_numbers
from cscontract.records.cells.text_and_numbers import Cell, Unreadable, read_cell
from cscontract.records.checks import totals
from cscontract.records.checks.confirmed import UNSETTLED, Doubts
from cscontract.records.checks.counts import in_doubt
from cscontract.records.files.tables import READERS, Table, refuse_size, wrong_widths
from cscontract.records.rows import Reception
from cscontract.records.schemas import SCHEMAS

RECEPTIONS = SCHEMAS["receptions"]
FIELDS = tuple(RECEPTIONS.columns)
NAMES, COUNTS = FIELDS[:3], FIELDS[3:]
FORMS = (".csv", ".xlsx")
#: first bytes of files that are no report, whatever their name says
STRANGERS = {
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"RIFF": "an image",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "a workbook of the old .xls form, or one with a password",
}
A_DAY = r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}"
PERIOD = re.compile(rf"(?<![0-9])({A_DAY})\s*[_~至—-]+\s*({A_DAY})(?![0-9])")


@dataclass(frozen=True)
class Imported:
    """Receptions of one report, each with its row there, and every repair or omission in words."""

    rows: tuple[Reception, ...]
    notes: tuple[str, ...]
    file: str = "the report"


@dataclass(frozen=True)
class Kind:
    """How a kind of report is read, by the keys of `import_kinds.toml`.

    `constant`: the date, shop or ID of every row; `named_shop`: the shop that was asked for;
    `shops`: names of shops in the report, by `_key`, and in the records.
    """

    name: str
    columns: Mapping[str, list[str]]
    needed: list[str]
    shop: str | None = None
    dated_by_name: bool = False
    shop_before_colon: bool = False
    one_count: bool = False
    constant: Mapping[str, Any] = field(default_factory=dict)
    named_shop: str | None = None
    shops: Mapping[str, str] = field(default_factory=dict)


def import_report(
    path: str | Path,
    kind: str,
    *,
    shop: str | None = None,
    mapping: str | Path | None = None,
    agents: Iterable[str] = (),
) -> Imported:
    """The receptions of a report: kind taobao, jd, agency, or generic with a mapping file.

    `shop` names the one shop of the report as the agreement does. `mapping` is a YAML file with
    `columns`, `constant` and `shops`; kinds other than generic take `shops` alone. `agents`: names
    that look like a total's, or whose counts are the sum of the others'. BadInput lists all faults
    of the report with their places.

        import_report("客服绩效_20200801_20200801_全部.xlsx", "taobao", shop="taobao")
    """
    doubts = Doubts.of(None, agents)
    chosen = _chosen(kind, shop, mapping, doubts)
    return _Sheet.of(_table(Path(path)), chosen, doubts).imported()


def kinds() -> tuple[str, ...]:
    """The kinds of reports that can be imported."""
    return (*_known(), "generic")


# The kind


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = files("cscontract.records.imports").joinpath("platforms.toml").read_text("utf-8")
    return tomllib.loads(text)


def _known() -> dict[str, Kind]:
    return {name: Kind(name, **spec) for name, spec in _data()["kinds"].items()}


def _chosen(
    name: str, shop: str | None, mapping: str | Path | None, doubts: Doubts = UNSETTLED
) -> Kind:
    """The kind by its name, with the shop and the mapping that were given."""
    if name not in kinds():
        raise bad("--as", shown(name), "a kind of report", nearest(name, kinds()))
    shop = None if shop is None else _shop_given(shop, doubts)
    if name == "generic":
        return _mapped(mapping, shop, doubts)
    kind = _known()[name]
    shops = _shops_alone(Path(mapping), name, doubts) if mapping else {}
    needed = [each for each in kind.needed if each != "shop" or shop is None]
    return replace(kind, needed=needed, named_shop=shop, shops=shops)


def _shop_given(shop: str, doubts: Doubts) -> str:
    try:
        return _no_total(text_and_numbers.name(Cell(shop)), doubts)
    except Unreadable as error:
        raise bad("--shop", shown(shop), error.expected, "write it like --shop taobao") from None


def _no_total(text: str, doubts: Doubts) -> str:
    """The name itself; Unreadable where records would take it for a row of totals."""
    wrong = totals.refuse_label(text, doubts.agents)
    if wrong and totals.label(text) != "all":
        raise Unreadable("a name that is no total's", "write another name")
    return text


# The mapping file

#: the parts of a mapping file: the keys that each may have (None: any), and what it looks like
PARTS: dict[str, tuple[tuple[str, ...] | None, str]] = {
    "columns": (FIELDS, "columns: {date: 日期}"),
    "constant": (NAMES, "constant: {shop: jd}"),
    "shops": (None, "shops: {某某旗舰店: taobao}"),
}


def _mapped(mapping: str | Path | None, shop: str | None, doubts: Doubts) -> Kind:
    """The generic kind: its columns are those of the mapping file."""
    if mapping is None:
        fix = "write one like columns: {date: 日期, shop: 店铺, id: 客服, received: 接待人数, inquiring: 询单人数}"
        raise bad("--mapping", "missing", "a mapping file for --as generic", fix)
    path = Path(mapping)
    parts = _parts(path, doubts)
    columns, constant = parts.get("columns", {}), parts.get("constant", {})
    given = {*constant, *columns} | ({"shop"} if shop is not None else set())
    faults = [*_unmapped(path.name, given), *_given_twice(path.name, columns.keys() & constant)]
    if faults:
        raise BadInput(faults)
    listed = {each: [column] for each, column in columns.items()}
    return Kind(
        "generic", listed, list(columns), constant=constant, named_shop=shop, shops=_by_key(parts)
    )


def _unmapped(file: str, given: set[str]) -> Iterator[Fault]:
    mends = {
        "shop": "name its column, or write constant: {shop: jd}, or give --shop",
        "id": "name its column, or write constant: {id: …} where the report has no accounts",
        "inquiring": "name its column; where the report has one count only, that of received",
    }
    for each in FIELDS:
        if each not in given and each != "asked":
            fix = mends.get(each, "name its column")
            expected = Sentence("a column for {field}", field=each)
            yield Fault(f"{file}, columns", "missing", expected, fix)


def _given_twice(file: str, twice: Iterable[str]) -> Iterator[Fault]:
    for each in sorted(twice):
        fix = "keep one of the two"
        yield Fault(f"{file}, constant.{each}", "given twice", "a column or a constant", fix)


def _shops_alone(path: Path, kind: str, doubts: Doubts) -> dict[str, str]:
    """The mapping's shops, by their key; a kind that knows its columns takes nothing else."""
    parts = _parts(path, doubts)
    if more := [part for part in parts if part != "shops"]:
        expected = Sentence("shops alone with --as {kind}", kind=kind)
        fix = "delete it, or use --as generic"
        raise BadInput(Fault(f"{path.name}, {part}", "given", expected, fix) for part in more)
    return _by_key(parts)


def _by_key(parts: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {_key(name): shop for name, shop in parts.get("shops", {}).items()}


def _parts(path: Path, doubts: Doubts) -> dict[str, dict[str, Any]]:
    """The mapping file's parts, each value read; BadInput names line and mend of each fault."""
    try:
        data = read_bytes(path, strict_yaml.MOST_BYTES + 1)
    except OSError as error:
        raise bad(str(path), str(error.strerror), "a mapping file", "check the path") from None
    value, lines = strict_yaml.read_yaml(data, path.name)
    if not isinstance(value, dict) or not value:
        fix = Sentence("write {value}", value=PARTS["columns"][1])
        raise bad(path.name, "no names and values", "a mapping", fix)
    faults: list[Fault] = []
    found = {part: _part(part, entries, faults, doubts) for part, entries in value.items()}
    if faults:
        raise BadInput(replace(f, place=_line(path.name, f.place, lines)) for f in faults)
    return found


def _line(file: str, key: str, lines: strict_yaml.Lines) -> str:
    if key not in lines:
        return f"{file}, {key}"
    return Sentence("{file}, line {line}, {key}", file=file, line=lines[key], key=key)


def _part(part: Any, entries: Any, faults: list[Fault], doubts: Doubts) -> dict[str, Any]:
    """One part with its values read; the place of a fault is its key in the file."""
    if part not in PARTS:
        faults.append(Fault(str(part), "unknown", "a part of a mapping", nearest(part, PARTS)))
        return {}
    if not isinstance(entries, dict):
        fix = Sentence("write {value}", value=PARTS[part][1])
        faults.append(Fault(part, shown(entries), "names and values", fix))
        return {}
    found = {}
    for key, entry in entries.items():
        found[key] = _entry(part, key, entry, faults)
        is_name = part == "shops" or (part == "constant" and key in ("shop", "id"))
        try:
            if is_name and found[key]:
                _no_total(found[key], doubts)
        except Unreadable as error:
            faults.append(Fault(f"{part}.{key}", shown(entry), error.expected, error.fix))
    return found


def _entry(part: str, key: Any, entry: Any, faults: list[Fault]) -> Any:
    known, example = PARTS[part]
    where = f"{part}.{key}"
    if known and key not in known:
        expected = Sentence("a key of {part}", part=part)
        faults.append(Fault(where, "unknown", expected, nearest(key, known)))
        return None
    try:
        return (text_and_numbers.day if where == "constant.date" else text_and_numbers.name)(
            Cell(entry)
        )
    except Unreadable as error:
        fix = Sentence("write it like {example}", example=example)
        faults.append(Fault(where, shown(entry), error.expected, fix))
        return None


# The file


def _table(path: Path) -> Table:
    """The report's header and rows. BadInput where the file is no sound CSV or XLSX."""
    try:
        refuse_size(path)
        with path.open("rb") as file:
            _refuse_stranger(path, file.read(2048))
        table = READERS[path.suffix.lower()](path)
    except OSError as error:
        raise bad(path.name, str(error.strerror), "a report", "check the path") from None
    if not table.rows:
        found = "0 rows" if table.header else "no header"
        raise bad(path.name, found, "a header and rows", "export the report again")
    return table


def _refuse_stranger(path: Path, head: bytes) -> None:
    """Refuse what is no report by its first bytes or its ending."""
    ending = path.suffix.lower()
    expected, fix = "a report as .xlsx or .csv", "export the report itself as .xlsx or .csv"
    for sign, what in STRANGERS.items():
        if head.startswith(sign):
            raise bad(path.name, what, expected, fix)
    if head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        fix = "open it in a spreadsheet and save it as .xlsx; a page to log in: export again"
        raise bad(path.name, "a web page (HTML or XML)", expected, fix)
    if head.startswith(b"PK\x03\x04") and ending != ".xlsx":
        fix = "name it .xlsx where it is a workbook, or unpack it"
        raise bad(path.name, "an XLSX workbook or another ZIP file", expected, fix)
    if ending not in FORMS:
        raise bad(
            path.name, shown(ending), expected, "open it in a spreadsheet and save it as .xlsx"
        )


# The header


def _key(text: object) -> str:
    """A name as names are compared: half-width signs and brackets, no blanks, no colon at its end."""
    half = notation.folded(str(text)).casefold()
    return re.sub(r"\s", "", half).strip(":")


def _places(header: Iterable[str], columns: Mapping[str, list[str]]) -> dict[str, int]:
    """The place of each field's column: that of the best of its names that is there."""
    keys = [_key(name) for name in header]
    return {
        each: keys.index(found[0])
        for each, names in columns.items()
        if (found := [_key(name) for name in names if _key(name) in keys])
    }


def _fits(header: Iterable[str], kind: Kind) -> bool:
    return set(kind.needed) <= _places(header, kind.columns).keys()


def _refuse_other_form(table: Table, kind: Kind) -> None:
    """Refuse a header that is not the first row or not apart, and a report of another kind."""
    where, header = place(table.file, table.header_row), table.header
    if _fits(header, kind):
        return
    if len(header) == 1 and any(sign in header[0] for sign in ";\t|"):
        fix = "save the file with commas between the columns"
        raise bad(where, "one column", "columns separated by commas", fix)
    for number, raw in table.rows[:10]:
        if _fits(map(str, raw), kind):
            fix = Sentence("delete the rows above row {row}", row=number)
            raise bad(where, "no names of columns", "the names of the columns", fix)
    if kind.name != "generic":
        _refuse_other_kind(where, header, kind)


def _refuse_other_kind(where: str, header: tuple[str, ...], kind: Kind) -> None:
    others = [other for other in _known().values() if _fits(header, other)]
    if others:
        found = ", ".join(header[at] for at in _places(header, others[0].columns).values())
        wanted = ", ".join(kind.columns[each][0] for each in kind.needed)
        kinds = _alternatives(f"--as {other.name}" for other in others)
        value = Sentence("columns {names}", names=found)
        expected = Sentence("those of {kind}: {names}", kind=kind.name, names=wanted)
        raise bad(where, value, expected, Sentence("use {kinds}", kinds=kinds))


def _alternatives(names: Iterable[str]) -> str:
    """Several names of which one is enough: “a or b”."""
    first, *others = names
    said: str = first
    for other in others:
        said = Sentence("{one} or {other}", one=said, other=other)
    return said


def _header_faults(table: Table, kind: Kind) -> Iterator[Fault]:
    """Columns that are missing, or stand there twice."""
    where, header = place(table.file, table.header_row), table.header
    places = _places(header, kind.columns)
    for each in kind.needed:
        if each not in places:
            yield Fault(where, "missing", *_missing(each, header, kind))
    yield from _twice(where, header, places)


def _twice(where: str, header: tuple[str, ...], places: dict[str, int]) -> Iterator[Fault]:
    keys = [_key(name) for name in header]
    for at in sorted(set(places.values())):
        if keys.count(keys[at]) > 1:
            yield Fault(where, shown(header[at]), "each column once", "delete or rename one")


def _missing(each: str, header: tuple[str, ...], kind: Kind) -> tuple[str, str]:
    """The names of a field that has no column, and the mend with the nearest name that is there."""
    names = kind.columns[each]
    choose = "choose {column} among the report's columns and export it again"
    mends: list[str] = [Sentence(choose, column=names[0])]
    if kind.name == "generic":
        mends = [Sentence("write the report's own name of {field} in the mapping", field=each)]
    elif each in OTHER_MENDS:
        mends.append(OTHER_MENDS[each])
    near = [n for name in names for n in get_close_matches(name, header, n=1, cutoff=0.6)]
    if near:
        nearest_there = "the nearest there is {column}: rename it only if it is the same"
        mends.append(Sentence(nearest_there, column=near[0]))
    expected = Sentence("a column {names} ({field})", names=_alternatives(names), field=each)
    return expected, _together(mends)


def _together(mends: list[str]) -> str:
    """Several mends in one sentence."""
    first, *others = map(messages.known, mends)
    for other in others:
        first = Sentence("{one}; {other}", one=first, other=other)
    return first


#: what helps besides another export where a column is missing
OTHER_MENDS = {
    "shop": "or give --shop",
    "inquiring": "or say with --as generic and a mapping which count stands for it",
}


# Cells


def _day(cell: Cell) -> date:
    """A date as records have it; a period is one day or refused."""
    text = Cell(cell.value).text()
    if match := PERIOD.fullmatch(text):
        if match[1] != match[2]:
            raise Unreadable("a date, not a period", "export the report day by day")
        cell.value = match[1]
    return text_and_numbers.day(cell)


def _count(cell: Cell) -> int:
    """Persons; a count that the platform shows a day late is not 0."""
    if _key(Cell(cell.value).text()) in _data()["late"]:
        raise Unreadable("a whole number", "the platform counts it a day late: export it tomorrow")
    return text_and_numbers.persons(cell)


def _account(cell: Cell) -> tuple[str, str]:
    """店铺名:账号 as shop and account; an account without a colon has no shop."""
    shop, colon, account = Cell(cell.value).text().partition(":")
    if not colon:
        return "", text_and_numbers.name(cell)
    cell.value = account
    return text_and_numbers.name(Cell(shop)), text_and_numbers.name(cell)


def _date_of_name(file: str) -> date:
    """The day of a one-day report by the period in its file's name, …_20200801_20200801_…."""
    periods = set(PERIOD.findall(notation.folded(file)))
    if len(periods) != 1:
        expected = "a column 日期, or a name like …_20200801_20200801_全部.xlsx"
        fix = "keep the name that the platform gave the file, or add the column"
        value = Sentence("{count} periods in the file's name", count=len(periods))
        found = value if periods else "no period in the file's name"
        raise bad(file, found, expected, fix)
    try:
        first, last = (text_and_numbers.day(Cell(text)) for text in periods.pop())
    except Unreadable as error:
        raise bad(file, "the period in the file's name", error.expected, error.fix) from None
    if first != last:
        said = "{first} to {last} in the file's name, and no column 日期"
        value = Sentence(said, first=f"{first}", last=f"{last}")
        raise bad(file, value, "a report of one day", "export day by day")
    return first


# The rows


@dataclass
class _Sheet:
    """A report whose columns were found; faults, repairs and shops gather as rows are read."""

    table: Table
    kind: Kind
    at: dict[str, int]
    doubts: Doubts = UNSETTLED
    faults: list[Fault] = field(default_factory=list)
    repairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    shops: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table, kind: Kind, doubts: Doubts = UNSETTLED) -> _Sheet:
        """The sheet of a table that has the kind's columns, and a date; else BadInput."""
        _refuse_other_form(table, kind)
        faults = list(_header_faults(table, kind))
        at = _places(table.header, kind.columns)
        if kind.dated_by_name and "date" not in at:
            try:
                kind = replace(kind, constant={"date": _date_of_name(table.file)})
            except BadInput as error:
                faults += error.faults
        if faults:
            raise BadInput(faults)
        return cls(table, kind, at, doubts)

    def imported(self) -> Imported:
        """The receptions of all rows that count persons; BadInput with all faults of the file."""
        resting = set(self.resting)
        rows = tuple(self.receptions(resting))
        self.refuse(rows)
        notes = (*self.notes(), *self.left_out(), *self.hidden(rows), *self.late(rows))
        return Imported(rows, tuple(map(masked, notes)), masked(self.table.file))

    def receptions(self, resting: Collection[int]) -> Iterator[Reception]:
        """The rows without a fault that count persons; after many faults no further row is read."""
        for number, raw in self.whole:
            if messages.is_enough(self.faults):
                return
            row = None if number in resting else self.reception(number, raw)
            if row is not None:
                yield row

    def refuse(self, rows: tuple[Reception, ...]) -> None:
        """BadInput where any row or cell is at fault, or no row is left."""
        faults = [*wrong_widths(replace(self.table, rows=self.body)), *self.faults]
        if messages.is_enough(faults):
            raise refusal(faults, self.table.file)
        faults += list(self.several_shops()) or RECEPTIONS.faults(rows, self.table.file)
        faults = faults or in_doubt(rows, (self.table.file,), self.doubts)
        if not rows and not faults:
            fix = "export a day on which customers were received"
            faults = [Fault(self.table.file, "no row with counts", "at least one", fix)]
        if faults:
            raise refusal(list(dict.fromkeys(faults)), self.table.file)

    @cached_property
    def totals(self) -> dict[int, str]:
        """The rows of totals and averages, by number, and what they are called."""
        return totals.in_report(self.table, self.at, self.doubts.agents, self.faults)

    @cached_property
    def body(self) -> list[tuple[int, list[Any]]]:
        """The rows of IDs."""
        return [(n, raw) for n, raw in self.table.rows if n not in self.totals]

    @cached_property
    def whole(self) -> list[tuple[int, list[Any]]]:
        """The rows of IDs that are as wide as the header."""
        return [(n, raw) for n, raw in self.body if len(raw) == len(self.table.header)]

    @cached_property
    def resting(self) -> list[int]:
        """The numbers of the rows whose ID was at rest."""
        return [n for n, raw in self.whole if self.rests(raw)]

    def rests(self, raw: list[Any]) -> bool:
        """Whether the platform has no count at all for the row's ID."""
        counts = [raw[self.at[count]] for count in COUNTS if count in self.at]
        return all(_key(Cell(count).text()) in _data()["empties"] for count in counts)

    def reception(self, number: int, raw: list[Any]) -> Reception | None:
        """The row's reception; None where the row has a fault."""
        before = len(self.faults)
        when = self.value("date", number, raw)
        shop, account = self.names(number, raw)
        counts = {c: self.value(c, number, raw) for c in COUNTS if c in self.at}
        if len(self.faults) > before:
            return None
        counts = dict.fromkeys(COUNTS, counts["received"]) | counts
        return Reception(number, when, shop, account, *counts.values())

    def value(self, name: str, number: int, raw: list[Any]) -> Any:
        """A field's value by its column, else the same for every row; None after a fault."""
        if name not in self.at:
            return self.kind.constant.get(name)
        account = _account if self.kind.shop_before_colon else text_and_numbers.name
        reader = {"date": _day, "shop": text_and_numbers.name, "id": account}.get(name, _count)
        cell = Cell(raw[self.at[name]], self.table.excel_epoch)
        value = read_cell(reader, cell, self.place(name, number), self.faults)
        self.repairs.update((self.table.header[self.at[name]], repair) for repair in cell.repairs)
        return value

    def place(self, name: str, number: int) -> tuple[str, int, str]:
        return self.table.file, number, self.table.header[self.at[name]]

    def names(self, number: int, raw: list[Any]) -> tuple[str, str]:
        """The row's shop and ID; a report without accounts has the shop's name as its ID."""
        account = self.value("id", number, raw)
        before, account = account if isinstance(account, tuple) else ("", account)
        if not before and account in self.shops_before_colon:
            before = account
        shop = self.value("shop", number, raw) or before
        if not shop and "shop" not in self.at and not self.kind.named_shop:
            shop = self.kind.shop or self.no_shop(account, number)
        shop = self.as_recorded(shop)
        return shop, account or shop

    @cached_property
    def shops_before_colon(self) -> set[str]:
        """The shops that accounts name; the account of just that name is the shop's own."""
        if "id" not in self.at or not self.kind.shop_before_colon:
            return set()
        accounts = (Cell(raw[self.at["id"]]).text() for _, raw in self.whole)
        return {text.partition(":")[0].strip() for text in accounts if ":" in text}

    def no_shop(self, account: str | None, number: int) -> str:
        if account:
            file, _, column = self.place("id", number)
            where = place(file, number, column)
            expected, fix = "an account like 店铺名:账号", "give the shop, as --shop taobao"
            self.faults.append(Fault(where, shown(account), expected, fix))
        return ""

    def as_recorded(self, shop: str) -> str:
        """The shop as the records name it: the one asked for, the mapping's, or its own name."""
        if not shop:
            return self.kind.named_shop or ""
        recorded = self.kind.named_shop or self.kind.shops.get(_key(shop), shop)
        self.shops[shop] = recorded
        return recorded

    def several_shops(self) -> Iterator[Fault]:
        """More than one shop of the report under the one name that was given."""
        if self.kind.named_shop and len({shop_key(shop) for shop in self.shops}) > 1:
            expected = "one shop, as --shop names one"
            fix = "leave --shop out, or give --mapping with shops: {name in the report: name}"
            yield Fault(self.table.file, ", ".join(sorted(self.shops)), expected, fix)

    # what is told

    def notes(self) -> list[str]:
        """How the report was read: columns, constants, stand-ins, shops, repairs."""
        return [
            *self.table.notes,
            self.of_file("read {columns}", columns=self.columns_told()),
            *(self.of_file("{what}", what=what) for what in self.stand_ins()),
            *(self.of_file("{what}", what=what) for what in self.shops_told()),
            *messages.repairs(self.table.file, self.repairs),
        ]

    def of_file(self, sentence: str, **values: Any) -> str:
        """A sentence on the report, after its name."""
        said = Sentence(sentence, **values) if sentence != "{what}" else values["what"]
        return Sentence("{file}: {what}", file=self.table.file, what=said)

    def columns_told(self) -> str:
        """Each field with its column, and with the columns that could have been it."""
        said: list[str] = []
        for name, at in self.at.items():
            column, passed = self.table.header[at], self.passed_over(name, at)
            values = {"field": name, "column": column, "others": ", ".join(passed)}
            with_others = "{field} from {column} (not {others})"
            said.append(Sentence(with_others if passed else "{field} from {column}", **values))
        return _listed(said)

    def passed_over(self, name: str, place: int) -> list[str]:
        """The columns that could have been a field, and are not."""
        rivals = [_key(other) for other in self.kind.columns[name]]
        header = enumerate(self.table.header)
        return [other for at, other in header if _key(other) in rivals and at != place]

    def stand_ins(self) -> Iterator[str]:
        """What stands for the fields that have no column."""
        if self.kind.dated_by_name and "date" not in self.at:
            when = f"{self.kind.constant['date']}"
            yield Sentence("date {date} taken from the file's name", date=when)
        if "id" not in self.at and "id" not in self.kind.constant:
            yield messages.known("no column of accounts: the shop's name is the ID")
        missing = [count for count in COUNTS if count not in self.at]
        if missing:
            received = self.table.header[self.at["received"]]
            unsure = "no column of {fields}: {column}, which may count persons or sessions, is taken instead"
            sure = "no column of {fields}: {column} is taken instead"
            said = unsure if self.kind.one_count else sure
            yield Sentence(said, fields=_alternatives(missing), column=received)

    def shops_told(self) -> Iterator[str]:
        if not self.shops and self.kind.named_shop:
            yield Sentence("every row is of the shop {shop}", shop=self.kind.named_shop)
        for shop, recorded in sorted(self.shops.items()):
            if shop == self.kind.shop and "shop" not in self.at:
                yield Sentence("the report names no shop: {shop} is taken", shop=recorded)
            elif shop != recorded:
                yield Sentence("{name} is taken as the shop {shop}", name=shop, shop=recorded)

    def left_out(self) -> Iterator[str]:
        """The rows that count nobody: totals and averages, and IDs at rest."""
        yield from totals.told(self.table.file, self.totals)
        if self.resting:
            named = ", ".join(map(str, self.resting[:MOST_TOLD]))
            said = "IDs at rest, without any count, left out: row {rows}"
            if len(self.resting) > MOST_TOLD:
                said += " and {count} more"
            yield self.of_file(said, rows=named, count=f"{len(self.resting) - MOST_TOLD:,}")

    def hidden(self, rows: tuple[Reception, ...]) -> Iterator[str]:
        if hidden := len({row.id for row in rows if row.id.startswith("hidden-")}):
            said = (
                "{counted} named after a telephone or identity number; "
                "the name in its place is this machine's"
            )
            yield self.of_file(said, counted=messages.counted(hidden, "ID"))

    def late(self, rows: tuple[Reception, ...]) -> Iterator[str]:
        """A newest day on which nobody inquired may only not have been counted yet."""
        newest = max(row.date for row in rows)
        days = [row for row in rows if row.date == newest and row.received]
        if "inquiring" in self.at and days and not any(row.inquiring for row in days):
            said = (
                "nobody inquiring on {date}, the newest day; the platform counts a day late: "
                "export that day again to be sure"
            )
            yield self.of_file(said, date=f"{newest}")


def _listed(said: list[str]) -> str:
    """Several sentences, with a comma between two."""
    first, *others = said
    for other in others:
        first = Sentence("{one}, {other}", one=first, other=other)
    return first


MOST_TOLD = 20
