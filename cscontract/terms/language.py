"""Two languages: English stands in the code, Chinese in `chinese.toml`, sentence by sentence."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@cache
def chinese() -> dict[str, str]:
    """English sentence → Chinese sentence, with the same {placeholders}."""
    return tomllib.loads(files("cscontract.terms").joinpath("chinese.toml").read_text("utf-8"))


def say(sentence: str, language: Language, **values: object) -> str:
    """The sentence in the language, its {placeholders} filled. KeyError if it has no Chinese.

    >>> say("{count} days", "en", count=3), say("{count} days", "zh", count=3)
    ('3 days', '3 天')
    """
    text = sentence if language == "en" else chinese()[sentence]
    return text.format(**values) if values else text
