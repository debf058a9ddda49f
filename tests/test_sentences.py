"""The gate: all that a user can read is a sentence of the catalogue, with its Chinese; nothing in it is unused."""

import argparse
import inspect
import re
import string
import tomllib
from collections import Counter

import pytest
from sentences import PACKAGE, ROOT, constants, said_in

from cscontract.core.language import Sentence, chinese, in_language, say

#: modules whose sentences are not all in the catalogue yet; an entry that is whole fails, to be taken out
PENDING: set[str] = set()
#: texts that nobody reads, or that are the same in every language
PLAIN = {
    "HTML": r"\s*<[!/a-z].*|.*</[a-z]+>",
    "SQL": r"(CREATE|SELECT|INSERT|PRAGMA|BEGIN|SET) .*|(WHERE )?[\w, =?+>]*\?[\w =?<>?]*(AND .*)?",
    "columns of a table": r"hash, parent, .*|[a-z]+( [a-z]+_[a-z]+| [a-z]+)* problem_recorded",
    "style sheets": r"\n[.:a-z*].*\{.*\}.*",
    "a policy of what a page loads": r"default-src .*",
    "selectors and lists of HTML's tags": r"(tbody|a abbr|head iframe|alt class) .*",
    "places in a picture": r"(upper|lower) (left|right)|axes fraction|offset points",
    "names of fonts and styles": r"DejaVu Sans|Times New Roman|List Bullet|Table Grid",
    "layout": r"repeat\(.*|yyyy-mm-dd hh:mm:ss",
    "metadata of a wheel": r"(Metadata|Wheel)-Version: .*",
    "a command to be run": r"(cscontract|jupyter) .*|rounds save",
    "patterns": r".*(\\w|\(\?<=|\\\{).*",
    "beginnings of another program's words": r"npm error |end of stream|stream end",
    "names of packages with their version": r"pyodide \{\}",
    "beginnings of Python's own words": r"end of data",
    "names that a record may use": r"wechat pay|bank transfer",
    "a clause as a file has it": r"\{kind: .*\}",
    "lines of YAML": r"(constant|parties): .*",
    "units that findings are looked up by": r"seats needed",
    "classes of HTML and layout": r"kind \{\}|row wrap-reverse",
    "what tells two duties of a calendar apart": r"(base|other) \{\}",
    "a remark in an agreement file": r"# \{\}, round \{\}, \{\}",
}
#: files whose sentences are said by others: Python's reader of arguments, systems, readers of YAML and JSON
OF_OTHERS = ("argparse.toml", "others.toml")
MODULES = {str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}
FOLDER = PACKAGE / "core" / "chinese"
CATALOGUES = {
    path.name: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))
}


def is_plain(text: str) -> bool:
    return any(re.fullmatch(pattern, text, re.S) for pattern in PLAIN.values())


def without_chinese(source: str) -> list[str]:
    """The texts of a module that a user can read and that have no Chinese, each with its line."""
    return [
        f"{said.line}: {said.text}"
        for said in said_in(source)
        if (said.made or said.text not in chinese()) and not is_plain(said.text)
    ]


@pytest.mark.parametrize("name", [name for name in MODULES if name not in PENDING])
def test_all_that_a_module_says_has_its_chinese(name):
    assert [] == without_chinese(MODULES[name].read_text("utf-8"))


def test_a_module_that_is_whole_is_not_pending():
    whole = {name for name in PENDING if not without_chinese(MODULES[name].read_text("utf-8"))}
    assert set() == whole


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
        without_chinese(f"def here():\n    {line}\n") if "raise" in line else without_chinese(line)
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


# the catalogue


def test_no_sentence_stands_in_two_files():
    counts = Counter(key for sentences in CATALOGUES.values() for key in sentences)
    assert [] == [key for key, count in counts.items() if count > 1]


def places(text: str) -> Counter[str]:
    """The {places} of a sentence and the %-places of argparse's, with their number."""
    fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
    return Counter([*set(fields), *re.findall(r"%\(\w+\)[sr]|%[sr]", text)])


def test_a_sentence_has_the_same_places_in_both_languages():
    assert [] == [english for english, zh in chinese().items() if places(english) != places(zh)]


#: said from parts, by modules that are pending
MADE = {"at most 1,000 combinations where numpy is not installed"}


def test_every_sentence_is_said_somewhere():
    """In a module, a register, or a notebook, whose tables have their own titles."""
    said = {text for path in MODULES.values() for text in constants(path.read_text("utf-8"))}
    registers = [path for path in PACKAGE.rglob("*.toml") if path.parent != FOLDER]
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    others = "".join(path.read_text("utf-8") for path in (*registers, *notebooks))
    for name in CATALOGUES.keys() - set(OF_OTHERS):
        unsaid = {key for key in CATALOGUES[name] if key not in said | MADE}
        assert [] == [key for key in unsaid if not re.search(rf'\\?"{re.escape(key)}\\?"', others)]


def test_what_argparse_says_is_what_it_says():
    source = inspect.getsource(argparse)
    ours = CATALOGUES["argparse.toml"]
    known = [key for key in ours if key.replace("\n", "\\n") in source]
    assert len(known) >= len(ours) - 4  # a few are of other versions of Python


def test_every_chinese_sentence_is_chinese():
    """Words of English without any Chinese stand for no translation; names of signs and codes may."""
    told = {
        english: re.sub(r"\{\w*\}|%\(\w+\)[sr]|%[sr]", "", zh) for english, zh in chinese().items()
    }
    plain = {
        english for english, zh in told.items() if not re.search("[\u3000-\u9fff\uff00-\uffef]", zh)
    }
    assert [] == [english for english in plain if re.search("[A-Za-z]{2,}", told[english])]


# sentences told later


def test_a_sentence_is_told_in_either_language_with_sentences_in_it():
    inner = Sentence("{file}, row {row}", file="a.csv", row=3)
    outer = Sentence("{place}, {part}", place=inner, part="x")
    assert "a.csv, row 3, x" == outer and "a.csv，第 3 行，x" == in_language(outer, "zh")
    assert "a.csv, row 3, x" == in_language(outer, "en")


def test_a_sentence_without_chinese_is_an_error_and_no_silence():
    with pytest.raises(KeyError):
        say("a sentence that nobody translated", "zh")
