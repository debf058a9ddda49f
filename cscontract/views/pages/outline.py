"""What of a page there is so far: its headings, the number of its tables.

And which notebooks have pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, count

from cscontract.core.language import Language, say

#: where the skip link leads
TEXT = "text"


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading of the page's text, with the name by which links find it."""

    level: int
    words: str
    name: str


@dataclass
class Outline:
    """Headings and tables so far; `pages`: file name of a notebook → its page."""

    language: Language
    pages: Mapping[str, str]
    headings: list[PageHeading] = field(default_factory=list)
    tables: int = 0

    @property
    def here(self) -> PageHeading:
        """The heading under which the page now is."""
        return self.headings[-1] if self.headings else PageHeading(0, "", "")

    def enter(self, level: int, words: str) -> PageHeading:
        """A new heading: the first of a page is its only one of level 1, and no level
        is left out.

        Its name is the one that JupyterLab gives it, so that links lead there in both.
        """
        level = max(2, min(level, self.here.level + 1)) if self.headings else 1
        taken = {TEXT, *(heading.name for heading in self.headings)}
        name = words.replace(" ", "-")
        names = chain([name], (f"{name}-{number}" for number in count(2)))
        free = next(name for name in names if name not in taken)
        self.headings.append(PageHeading(level, words, free))
        return self.here

    def caption(self, words: str) -> str:
        """The caption of the next table.

        The heading above it where it has no words of its own.
        """
        self.tables += 1
        sentence = "Table {number}: {words}"
        return say(
            sentence,
            self.language,
            number=self.tables,
            words=words or self.here.words,
        )
