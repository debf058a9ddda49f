"""The gate: what a user can read has its Chinese in a catalogue.

Nothing in one is unused.
"""

import argparse
import inspect
import re
import string
from collections import Counter
from datetime import date

import messages
import pytest
from babel.dates import format_date
from sentences import PACKAGE, ROOT, is_plain, said_in

from cscontract.core import gettext_catalogue
from cscontract.core.language import (
    LANGUAGES,
    Sentence,
    chinese,
    in_language,
    long_date,
    say,
    short_date,
)

MODULES = {
    str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))
}
TEST_KIND = ROOT / "tests" / "kinds" / "received_share"
#: every catalogue there is
CATALOGUES = [
    *messages.catalogues(),
    *messages.OF_OTHERS,
    TEST_KIND / messages.OF_A_KIND,
]


def without_chinese(source: str) -> list[str]:
    """The texts of a module that a user reads, without Chinese, with their lines."""
    return [
        f"{said.line}: {said.text}"
        for said in said_in(source)
        if (said.made or said.text not in chinese()) and not is_plain(said.text)
    ]


@pytest.mark.parametrize("name", MODULES)
def test_all_that_a_module_says_has_its_chinese(name):
    assert [] == without_chinese(MODULES[name].read_text("utf-8"))


@pytest.mark.parametrize(
    "line",
    [
        'raise bad(place, None, "a thing of no language", fix)',
        'raise bad(place, shown(value), "a list", "gone")',
        'raise bad(place, f"{count} rows", "a list", "add one")',
        'raise bad(place, "oddity", "a list", "add one")',
        'Fault(place, value, "a list", f"mend {name}")',
        'At((), 1, "a list", "say it otherwise")',
        'raise fault("another odd expectation", "add one")',
        'raise wrong("{value} is odd", value=text)',
        'Sentence("{count} oddities", count=3)',
        'say("oddly said", language)',
        'fix = "mend"',
        'expected = f"at most {MOST}"',
        'place, expected = name, "oddities"',
        'fix = "add one" if few else "mend otherwise"',
        'fix = "add one" + " or two"',
        'notes.append(f"{name}: rows left out")',
        'notes.append("some rows left out")',
        'command.add_argument("--odd", help="oddly")',
        'commands.add_parser("odd", description="an odd command")',
        'print(f"{count} rows are in {place}")',
        'print("nothing to do")',
        'raise argparse.ArgumentTypeError("not a thing")',
        'WORDS = {"odd": ("an odd expectation", "add one")}',
    ],
)
def test_an_english_text_alone_does_not_pass(line):
    assert (
        without_chinese(f"def here():\n    {line}\n")
        if "raise" in line
        else without_chinese(line)
    )


@pytest.mark.parametrize(
    "line",
    [
        '"""Words that only a reader of the source sees."""',
        'raise ValueError(f"{value!r} is out of bounds")',
        'raise bad("--set", shown(value), "a list", "add one")',
        'raise bad(f"--set {name}", None, "a list", nearest(name, known))',
        'Sentence("{count} days", count=3)',
        'place = f"{name}.{key}"',
        'html = f"<p class=\\"a b\\">{text}</p>"',
        'connection.execute("SELECT sql FROM sqlite_master")',
        'name = "volume.threshold"',
        'def __repr__(self):\n    return f"<Gains: provider {margin}>"',
    ],
)
def test_what_is_no_sentence_passes(line):
    assert [] == without_chinese(line)


# the catalogues


def test_extraction_finds_no_message_missing_and_none_obsolete():
    """`python tests/messages.py` puts in what is missing, takes out what is not
    said.
    """
    said = messages.messages().keys()
    known = messages.chinese()
    assert set() == {message for message in said if not known.get(message)}
    assert set() == known.keys() - said - set(messages.OF_NOTEBOOKS)


def test_a_kind_elsewhere_is_extracted_as_the_projects_own():
    known = messages.chinese((TEST_KIND / messages.OF_A_KIND,))
    said = messages.messages(TEST_KIND, known).keys()
    assert set() == known.keys() - said
    assert set() == said - known.keys() - chinese().keys()


def test_the_titles_that_only_notebooks_have_are_in_them():
    sources = [
        path
        for path in (ROOT / "notebooks").rglob("*")
        if path.suffix in (".ipynb", ".md")
    ]
    cells = "".join(path.read_text("utf-8") for path in sources)
    for title in messages.OF_NOTEBOOKS:
        assert re.search(rf'\\?"{title}\\?"', cells), title


@pytest.mark.parametrize(
    "file", CATALOGUES, ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_a_catalogue_is_whole_and_as_babel_writes_it(file):
    catalogue = messages.opened(file)
    assert [] == [
        message.id for message in catalogue if message.fuzzy or not message.string
    ]
    assert [] == list(catalogue.obsolete)
    assert file.read_bytes() == messages.written(messages.chinese((file,)))


@pytest.mark.parametrize(
    "file", CATALOGUES, ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_the_program_reads_a_catalogue_as_babel_does(file):
    read = gettext_catalogue.read(file.read_text("utf-8"))
    assert messages.chinese((file,)) == read


def test_signs_and_lines_of_a_message_are_read_as_babel_wrote_them():
    texts = {
        'quoted "so"': "引“号”",
        "lines\nof\n": "行\n行\n",
        "tab\tand \\": "\\n \t",
        'ends in \\"': '\\"',
    }
    assert texts == gettext_catalogue.read(messages.written(texts).decode())


def test_no_sentence_stands_in_two_catalogues():
    counts = Counter(key for file in CATALOGUES for key in messages.chinese((file,)))
    assert [] == [key for key, count in counts.items() if count > 1]


def places(text: str) -> Counter[str]:
    """The {places} of a sentence and the %-places of argparse's, with their number."""
    fields = [
        field for _, field, _, _ in string.Formatter().parse(text) if field is not None
    ]
    return Counter([*set(fields), *re.findall(r"%\(\w+\)[sr]|%[sr]", text)])


def test_a_sentence_has_the_same_places_in_both_languages():
    assert [] == [
        english for english, zh in chinese().items() if places(english) != places(zh)
    ]


def test_what_argparse_says_is_what_it_says():
    source = inspect.getsource(argparse)
    ours = messages.chinese(messages.OF_OTHERS[:1])
    known = [key for key in ours if key.replace("\n", "\\n") in source]
    assert len(known) >= len(ours) - 4  # a few are of other versions of Python


def test_every_chinese_sentence_is_chinese():
    """Words of English without any Chinese stand for no translation.

    Names of signs and codes may.
    """
    told = {
        english: re.sub(r"\{\w*\}|%\(\w+\)[sr]|%[sr]", "", zh)
        for english, zh in chinese().items()
    }
    plain = {
        english
        for english, zh in told.items()
        if not re.search("[\u3000-\u9fff\uff00-\uffef]", zh)
    }
    assert [] == [
        english for english in plain if re.search("[A-Za-z]{2,}", told[english])
    ]


# sentences told later


def test_a_sentence_is_told_in_either_language_with_sentences_in_it():
    inner = Sentence("{file}, row {row}", file="a.csv", row=3)
    outer = Sentence("{place}, {part}", place=inner, part="x")
    assert "a.csv, row 3, x" == outer and "a.csv，第 3 行，x" == in_language(
        outer, "zh"
    )
    assert "a.csv, row 3, x" == in_language(outer, "en")


def test_a_sentence_without_chinese_is_an_error_and_no_silence():
    with pytest.raises(KeyError):
        say("a sentence that nobody translated", "zh")


@pytest.mark.parametrize("month", range(1, 13))
def test_dates_are_as_the_locales_have_them(month):
    """As Unicode's tables (CLDR) have them, which the program does without."""
    when = date(2020, month, 3)
    short = {"en": "d MMM", "zh": "M月d日"}
    for language in LANGUAGES:
        pattern = short[language]
        with_year = {"en": f"{pattern} y", "zh": f"y年{pattern}"}[language]
        assert format_date(when, pattern, locale=language) == short_date(when, language)
        assert format_date(when, with_year, locale=language) == long_date(
            when, language
        )
