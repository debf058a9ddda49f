"""A platform's customer-service export into receptions: persons by date, shop and ID.

The column names and traps of each kind of report stand in `platforms.toml`. Only the
columns that are named there, or in the mapping file of `generic`, are read; other cells
are only compared with the labels of totals. What a report leaves to be guessed is
refused with its place, or repaired and told in `Imported.notes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cscontract.agreement.head import shop_key
from cscontract.core.errors import BadInput, Fault, place, refusal, shown
from cscontract.core.language import Sentence
from cscontract.core.privacy import masked
from cscontract.records import messages
from cscontract.records.cells import text_and_numbers
from cscontract.records.cells.text_and_numbers import Cell, read_cell
from cscontract.records.checks import totals
from cscontract.records.checks.confirmed import UNSETTLED, Doubts
from cscontract.records.checks.counts import in_doubt
from cscontract.records.files.tables import Table, wrong_widths
from cscontract.records.imports.kinds_of_reports import (
    COUNTS,
    RECEPTIONS,
    Kind,
    chosen_kind,
    key_of_name,
    platforms,
)
from cscontract.records.imports.report_cells import (
    day_of_cell,
    day_of_file_name,
    persons_of_cell,
    shop_and_account,
)
from cscontract.records.imports.report_files import table_of_report
from cscontract.records.imports.report_headers import (
    alternatives,
    columns_of,
    header_faults,
    refuse_other_form,
)
from cscontract.records.rows import Reception


@dataclass(frozen=True)
class Imported:
    """Receptions of one report, each with its row there, and every repair or omission
    in words.
    """

    rows: tuple[Reception, ...]
    notes: tuple[str, ...]
    file: str = "the report"


def import_report(
    path: str | Path,
    kind: str,
    *,
    shop: str | None = None,
    mapping: str | Path | None = None,
    agents: Iterable[str] = (),
) -> Imported:
    """The receptions of a report: kind taobao, jd, agency, or generic with a mapping
    file.

    `shop` names the one shop of the report as the agreement does. `mapping` is a YAML
    file with `columns`, `constant` and `shops`; kinds other than generic take `shops`
    alone. `agents`: names that look like a total's, or whose counts are the sum of the
    others'. BadInput lists all faults of the report with their places.

        import_report("客服绩效_20200801_20200801_全部.xlsx", "taobao", shop="taobao")
    """
    doubts = Doubts.of(None, agents)
    chosen = chosen_kind(kind, shop, mapping, doubts)
    return _Sheet.of(table_of_report(Path(path)), chosen, doubts).imported()


@dataclass
class _Sheet:
    """A report whose columns were found; faults, repairs and shops gather as rows are
    read.
    """

    table: Table
    kind: Kind
    at: dict[str, int]
    doubts: Doubts = UNSETTLED
    faults: list[Fault] = field(default_factory=list)
    repairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    shops: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table, kind: Kind, doubts: Doubts = UNSETTLED) -> _Sheet:
        """The sheet of a table that has the kind's columns, and a date; else
        BadInput.
        """
        refuse_other_form(table, kind)
        faults = list(header_faults(table, kind))
        at = columns_of(table.header, kind.columns)
        if kind.dated_by_name and "date" not in at:
            try:
                kind = replace(kind, constant={"date": day_of_file_name(table.file)})
            except BadInput as error:
                faults += error.faults
        if faults:
            raise BadInput(faults)
        return cls(table, kind, at, doubts)

    def imported(self) -> Imported:
        """The receptions of all rows that count persons; BadInput with all faults of
        the file.
        """
        resting = set(self.resting)
        rows = tuple(self.receptions(resting))
        self.refuse(rows)
        notes = (*self.notes(), *self.left_out(), *self.hidden(rows), *self.late(rows))
        return Imported(rows, tuple(map(masked, notes)), masked(self.table.file))

    def receptions(self, resting: Collection[int]) -> Iterator[Reception]:
        """The rows without a fault that count persons; after many faults no further row
        is read.
        """
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
        return all(
            key_of_name(Cell(count).text()) in platforms()["empties"]
            for count in counts
        )

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
        """A field's value by its column, else the same for every row; None after a
        fault.
        """
        if name not in self.at:
            return self.kind.constant.get(name)
        account = (
            shop_and_account if self.kind.shop_before_colon else text_and_numbers.name
        )
        reader = {
            "date": day_of_cell,
            "shop": text_and_numbers.name,
            "id": account,
        }.get(name, persons_of_cell)
        cell = Cell(raw[self.at[name]], self.table.excel_epoch)
        value = read_cell(reader, cell, self.place(name, number), self.faults)
        self.repairs.update(
            (self.table.header[self.at[name]], repair) for repair in cell.repairs
        )
        return value

    def place(self, name: str, number: int) -> tuple[str, int, str]:
        return self.table.file, number, self.table.header[self.at[name]]

    def names(self, number: int, raw: list[Any]) -> tuple[str, str]:
        """The row's shop and ID; a report without accounts has the shop's name as its
        ID.
        """
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
        """The shops that accounts name; the account of just that name is the shop's
        own.
        """
        if "id" not in self.at or not self.kind.shop_before_colon:
            return set()
        accounts = (Cell(raw[self.at["id"]]).text() for _, raw in self.whole)
        return {text.partition(":")[0].strip() for text in accounts if ":" in text}

    def no_shop(self, account: str | None, number: int) -> str:
        if account:
            file, _, column = self.place("id", number)
            where = place(file, number, column)
            expected = "an account like 店铺名:账号"
            fix = "give the shop, as --shop taobao"
            self.faults.append(Fault(where, shown(account), expected, fix))
        return ""

    def as_recorded(self, shop: str) -> str:
        """The shop as the records name it: the one asked for, the mapping's, or its own
        name.
        """
        if not shop:
            return self.kind.named_shop or ""
        recorded = self.kind.named_shop or self.kind.shops.get(key_of_name(shop), shop)
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
            column = self.table.header[at]
            passed = self.passed_over(name, at)
            values = {"field": name, "column": column, "others": ", ".join(passed)}
            with_others = "{field} from {column} (not {others})"
            said.append(
                Sentence(with_others if passed else "{field} from {column}", **values)
            )
        return _listed(said)

    def passed_over(self, name: str, place: int) -> list[str]:
        """The columns that could have been a field, and are not."""
        rivals = [key_of_name(other) for other in self.kind.columns[name]]
        header = enumerate(self.table.header)
        return [
            other
            for at, other in header
            if key_of_name(other) in rivals and at != place
        ]

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
            yield Sentence(said, fields=alternatives(missing), column=received)

    def shops_told(self) -> Iterator[str]:
        if not self.shops and self.kind.named_shop:
            yield Sentence("every row is of the shop {shop}", shop=self.kind.named_shop)
        for shop, recorded in sorted(self.shops.items()):
            if shop == self.kind.shop and "shop" not in self.at:
                yield Sentence(
                    "the report names no shop: {shop} is taken", shop=recorded
                )
            elif shop != recorded:
                yield Sentence(
                    "{name} is taken as the shop {shop}", name=shop, shop=recorded
                )

    def left_out(self) -> Iterator[str]:
        """The rows that count nobody: totals and averages, and IDs at rest."""
        yield from totals.told(self.table.file, self.totals)
        if self.resting:
            named = ", ".join(map(str, self.resting[:MOST_TOLD]))
            said = "IDs at rest, without any count, left out: row {rows}"
            if len(self.resting) > MOST_TOLD:
                said += " and {count} more"
            yield self.of_file(
                said, rows=named, count=f"{len(self.resting) - MOST_TOLD:,}"
            )

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
