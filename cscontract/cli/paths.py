"""The types of the options that take a path: what is read, and what is written.

Every option with a path has one of them: by its type a command knows what it may not
write.
"""

from __future__ import annotations

from typing import Self

from cscontract.cli.arguments import wrong
from cscontract.core.files import open_output

STANDARD_OUTPUT = "-"


class OfOption(str):
    """A path of an option; an empty one is refused."""

    def __new__(cls, text: str) -> Self:
        if not text:
            raise wrong(
                "an empty path; name a file or a folder, or leave the option out"
            )
        return super().__new__(cls, text)


class Given(OfOption):
    """A file or folder of records that a command reads."""


class GivenRounds(Given):
    """A file of rounds, or a folder of their texts, that a command reads."""


class RoundsFile(OfOption):
    """The file of rounds that a command reads or adds to."""


class Result(OfOption):
    """A file that a command writes."""


class Output(Result):
    """A file that a command writes, or standard output (-), by whatever name.

    >>> Output("/dev/stdout"), Output("report.html")
    ('-', 'report.html')
    """

    def __new__(cls, text: str) -> Self:
        is_standard = text and open_output(text) == 1
        return super().__new__(cls, STANDARD_OUTPUT if is_standard else text)


class PictureFile(Result):
    """A picture that a command writes."""


class Folder(Result):
    """A folder into which a command writes files; it is made where it is not there."""


class FolderOrFile(Folder):
    """As `Folder`; one file where its name ends in .json."""
