"""The project's list of bad input, row by row: what was decided, and that some test is about it.

A test names a row in its id (“row-22 thousands comma”) or at the head of its docstring (“Rows 22 to 32”).
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROWS = range(1, 79)
DECIDED = {
    1: "GB18030 is read where the text is not UTF-8, and told",
    2: "Big5 is refused, though its bytes may pass as GB18030",
    3: "UTF-16 is read by its mark, and refused without one",
    4: "a byte order mark of UTF-8 is no part of the first column",
    5: "text once read in a wrong encoding is refused, in header and names",
    6: "a NUL is refused with its row",
    7: "an empty file is refused",
    8: "a header without rows is refused, of whatever kind the file is",
    9: "a quote that is not closed is refused with its row",
    11: "a row with too few cells is refused",
    12: "a row with too many cells is refused",
    13: "all rows too long: each is refused, no column moves",
    14: "a column that stands twice is refused",
    15: "an unknown column is refused with the nearest one; what it holds is not shown",
    16: "a missing column is named",
    17: "columns apart by semicolons or tabs are refused with the mend",
    18: "more than 50 MB are refused before the file is opened, too many rows as soon as they are seen",
    19: "what unpacks to far more than it is, is refused from its directory",
    20: "XML entities are refused; without defusedxml no workbook is opened",
    21: "full-width signs are read and told; other scripts' digits are refused",
    22: "1,001 is read and told; 1,00 is refused",
    23: "1_000 is refused",
    24: "a fraction of a person is refused",
    25: "100.0 is read as 100 and told",
    26: "a negative count is refused",
    27: "a blank is refused, never read as 0",
    28: "NA and None are names like others",
    29: "a dash or 无 is refused where a value must stand",
    30: "1e3 and inf are refused",
    31: "TRUE is no count, no name, no amount",
    32: "a number above its bound is refused",
    33: "a long order number keeps every digit; one that lost some is refused",
    34: "leading zeros of a name stay",
    35: "a spreadsheet's serial number is a date in a column of dates, by the workbook's epoch, and told",
    36: "20200801 is read as a date and told",
    37: "01/08/2020 is refused: it may be two dates",
    38: "2020年8月1日 is read and told",
    39: "a day that no calendar has is refused",
    40: "years far from any agreement are refused; dates more than a year outside the term too",
    41: "24:00 ends a day, told in records; it starts none",
    42: "times of all offsets become times of Shanghai",
    43: "times with and without an offset in one column are refused",
    44: "16:30 UTC on 1 August counts on 2 August",
    45: "the hour of daylight saving of 1990 is known",
    46: "a row that stands twice is refused with both numbers",
    47: "a day without a row is a finding, and not over the limit",
    48: "rows out of order are sorted and that is told",
    49: "a date outside the term is a finding and left out",
    50: "an unknown shop is a finding and left out",
    51: "the usual names of a platform are one shop, and told",
    52: "a row of totals is refused, in platform exports left out and told",
    54: "an end before its start is refused",
    55: "overlapping logins of one ID are joined and told",
    56: "a login over midnight counts on both dates, a chat on that of its start",
    57: "a login without a logout is refused",
    58: "a login of no length is left out and told; a chat of no length counts its customer",
    59: "other currencies are refused; signs of the yuan are read and told",
    60: "numerals and 元 are read by a strict grammar and told",
    61: "a third decimal is refused",
    62: "an amount below 0 or above its bound is refused",
    63: "a term that ends before it starts is refused",
    64: "a limit of 0, below it, or of no number is refused",
    65: "a second limit below the first is refused",
    68: "an unknown key is refused with the nearest",
    69: "a key that stands twice is refused with both lines",
    70: "no, 12:30 and 0123 stay what they say",
    71: "a tag is refused",
    72: "anchors, aliases and more than 256 KB are refused",
    73: "more than 20 levels are refused",
    75: "paths and signs that cannot be seen are no names",
    76: "what a spreadsheet would compute stays text in every export",
    77: "a formula without a value is refused with its cell",
    78: "a control's forged value is refused beside it, and the answer stays",
}
#: rows of the list that no input can be, and why
CANNOT_BE = {
    10: "nothing in a record file says how many rows it has: one cut at a row's end is a shorter file, whose "
    "missing days are findings (47); one cut anywhere else is refused",
    53: "a row of totals is refused or left out (52), so that there is nothing to compare the shops with",
    66: "an agreement file has one set of figures and no amendments",
    67: "an agreement file has one set of figures and no amendments",
    74: "no input is JSON; .nan and .inf in an agreement are refused (64)",
}
HEAD = re.compile(r"Rows? [0-9][^.:;]*")


def named() -> dict[int, set[str]]:
    """The rows that tests name, with the files in which they do."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in Path(__file__).parent.glob("test_*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                head = HEAD.match(ast.get_docstring(node) or "")
                numbers = in_words(head[0]) if head else ()
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                numbers = map(int, re.findall(r"^row-([0-9]+) ", node.value))
            else:
                continue
            for number in numbers:
                found[number].add(path.name)
    return found


def in_words(head: str) -> list[int]:
    """The numbers of “Rows 22 to 32 and 64”."""
    spans = re.findall(r"([0-9]+)(?: to ([0-9]+))?", head)
    return [n for first, last in spans for n in range(int(first), int(last or first) + 1)]


NAMED = named()


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_list_has_a_test_or_cannot_be(row):
    assert (row in DECIDED) != (row in CANNOT_BE)
    assert row in CANNOT_BE or NAMED[row], DECIDED[row]


def test_no_test_names_a_row_that_the_list_does_not_have():
    assert set() == NAMED.keys() - set(ROWS)


def test_rows_are_read_from_the_heads_of_docstrings():
    assert [22, 23, 24, 64] == in_words("Rows 22 to 24 and 64")
    assert HEAD.match("Row 41: 24:00 ends")[0] == "Row 41"
