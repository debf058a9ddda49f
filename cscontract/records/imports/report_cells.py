"""Cells of a report: dates, persons, accounts, and the day in its file's name."""

from __future__ import annotations

import re
from datetime import date

from cscontract.core import notation
from cscontract.core.errors import bad
from cscontract.core.language import Sentence
from cscontract.records.cells import text_and_numbers
from cscontract.records.cells.text_and_numbers import Cell, Unreadable
from cscontract.records.imports.kinds_of_reports import (
    key_of_name,
    platforms,
)

A_DAY = r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}"
PERIOD = re.compile(rf"(?<![0-9])({A_DAY})\s*[_~至—-]+\s*({A_DAY})(?![0-9])")


def day_of_cell(cell: Cell) -> date:
    """A date as records have it; a period is one day or refused."""
    text = Cell(cell.value).text()
    if match := PERIOD.fullmatch(text):
        if match[1] != match[2]:
            raise Unreadable("a date, not a period", "export the report day by day")
        cell.value = match[1]
    return text_and_numbers.day(cell)


def persons_of_cell(cell: Cell) -> int:
    """Persons; a count that the platform shows a day late is not 0."""
    if key_of_name(Cell(cell.value).text()) in platforms()["late"]:
        raise Unreadable(
            "a whole number", "the platform counts it a day late: export it tomorrow"
        )
    return text_and_numbers.persons(cell)


def shop_and_account(cell: Cell) -> tuple[str, str]:
    """店铺名:账号 as shop and account; an account without a colon has no shop."""
    shop, colon, account = Cell(cell.value).text().partition(":")
    if not colon:
        return "", text_and_numbers.name(cell)
    cell.value = account
    return text_and_numbers.name(Cell(shop)), text_and_numbers.name(cell)


def day_of_file_name(file: str) -> date:
    """The day of a one-day report by the period in its file's name,
    …_20200801_20200801_….
    """
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
        raise bad(
            file, "the period in the file's name", error.expected, error.fix
        ) from None
    if first != last:
        said = "{first} to {last} in the file's name, and no column 日期"
        value = Sentence(said, first=f"{first}", last=f"{last}")
        raise bad(file, value, "a report of one day", "export day by day")
    return first
