"""The types of the options that take a path: what is read, and what is written.

Every option with a path has one of them: by its type a command knows what it may not write.
"""

from __future__ import annotations

from cscontract.commands.arguments import wrong
from cscontract.terms.files import open_output

STANDARD_OUTPUT = "-"


class Given(str):
    """A file or folder of records that a command reads."""


class GivenRounds(Given):
    """A file of rounds, or a folder of their texts, that a command reads."""


class RoundsFile(str):
    """The file of rounds that a command reads or adds to."""


class Result(str):
    """A file that a command writes."""


class Output(Result):
    """A file that a command writes, or standard output."""


class Picture(Result):
    """A picture that a command writes."""


class Folder(Result):
    """A folder into which a command writes files; it is made where it is not there."""


class FolderOrFile(Folder):
    """As `Folder`; one file where its name ends in .json."""


def a_path(text: str) -> Given:
    """The type of an option that is read."""
    return Given(_path(text))


def a_rounds_source(text: str) -> GivenRounds:
    """The type of an option whose rounds are read."""
    return GivenRounds(_path(text))


def a_rounds_file(text: str) -> RoundsFile:
    """The type of an option that names the file of rounds."""
    return RoundsFile(_path(text))


def a_result(text: str) -> Result:
    """The type of an option for a file to write."""
    return Result(_path(text))


def an_output(text: str) -> Output:
    """The type of an option for a file to write, or standard output (-).

    >>> an_output("/dev/stdout"), an_output("report.html")
    ('-', 'report.html')
    """
    return Output(STANDARD_OUTPUT if open_output(_path(text)) == 1 else text)


def a_picture(text: str) -> Picture:
    """The type of an option for a picture to write."""
    return Picture(_path(text))


def a_folder(text: str) -> Folder:
    """The type of an option for a folder to write to."""
    return Folder(_path(text))


def a_folder_or_file(text: str) -> FolderOrFile:
    """The type of an option for a folder to write to, or one file."""
    return FolderOrFile(_path(text))


def _path(text: str) -> str:
    if not text:
        raise wrong("an empty path; name a file or a folder, or leave the option out")
    return text
