"""The project's own order: layers, words in both languages, one environment."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from itertools import chain, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import lock
from cscontract.agreement import version_1
from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.core.language import chinese

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "cscontract"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(
        ".__init__"
    ): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\n")[:-1]
# ground first: a module imports only from folders before its own, and never in a circle
FOLDERS = (
    "core",
    "agreement",
    "records",
    "clauses",
    "verdict",
    "questions",
    "rounds",
    "views",
    "serve",
    "cli",
)


def imported(path: Path) -> set[str]:
    """The package's modules that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.startswith("cscontract")
        ):
            found |= {f"{node.module}.{name.name}" for name in node.names} | {
                node.module
            }
        elif isinstance(node, ast.Import):
            found |= {
                name.name for name in node.names if name.name.startswith("cscontract")
            }
    return found & MODULES.keys()


def layer(module: str) -> int:
    """The rank of a module's folder; the top comes last."""
    parts = module.split(".")
    return FOLDERS.index(parts[1]) if len(parts) > 2 else len(FOLDERS)


LAYERED = [
    module for module in MODULES if module.count(".") > 1 and "fonts" not in module
]


@pytest.mark.parametrize("module", LAYERED)
def test_a_module_imports_only_from_below(module):
    below = {each for each in imported(MODULES[module]) if each.count(".") > 1}
    assert set() == {each for each in below if layer(each) > layer(module)}


def test_no_modules_import_each_other_in_a_circle():
    every = {module: imported(path) - {module} for module, path in MODULES.items()}
    TopologicalSorter(every).prepare()


#: what the code of a clause may import of the package, beside its own folder
KNOWN = (
    "cscontract.core",
    "cscontract.agreement",
    "cscontract.clauses.shared",
    "cscontract.records.daily_figures",
    "cscontract.records.rows",
)


def test_clauses_know_only_terms_their_folder_and_the_standard_library():
    for path in (PACKAGE / "clauses").glob("*/clause.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                name = getattr(node, "module", None) or node.names[0].name
                own = ".".join(path.relative_to(ROOT).parts[:3])
                known = (
                    name.startswith((*KNOWN, own))
                    or name.split(".")[0] in sys.stdlib_module_names
                )
                assert known, f"{path.name} imports {name}"


def test_importing_the_package_loads_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'matplotlib', 'pydantic', 'ipywidgets', 'ruamel', 'openpyxl', 'pyarrow'}"
    code = f"import sys, cscontract; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "[]" == done.stdout.strip()


def test_checking_from_the_command_line_loads_neither_pandas_nor_matplotlib():
    code = (
        "import sys; from cscontract.cli.main import main; main(['check']); "
        "print(sorted({'pandas', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "[]" == done.stdout.strip().split("\n")[-1]


def test_no_function_is_longer_than_35_lines():
    long = []
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                doc = ast.get_docstring(node) is not None
                body = node.body[1:] if doc else node.body
                if body and node.end_lineno - body[0].lineno + 1 > 35:
                    long.append(f"{name}.{node.name}")
    assert [] == long


# words


def test_every_phrase_and_reading_has_words_in_both_languages():
    for phrase in register().values():
        texts = [phrase.words, phrase.question, phrase.note]
        for reading in phrase.readings.values():
            texts += [reading.label, reading.meaning, reading.settling]
            assert reading.favours in ("client", "provider", "neither")
        assert all(text["en"].strip() and text["zh"].strip() for text in texts), (
            phrase.name
        )


def test_every_text_of_the_register_can_be_filled():
    from cscontract.agreement.agreement import load

    wording = load(ROOT / "sample_data" / "agreement.yaml").wording
    for phrase in register().values():
        for reading in phrase.readings.values():
            for text in (
                phrase.words,
                phrase.question,
                reading.label,
                reading.meaning,
                reading.settling,
            ):
                assert "{" not in (text["en"] + text["zh"]).format(**wording)


def test_two_readings_of_a_phrase_are_settled_by_different_words():
    for language in ("en", "zh"):
        settling = [
            r.settling[language]
            for p in register().values()
            for r in p.readings.values()
        ]
        assert len(settling) == len(set(settling))


def test_every_figure_has_its_clause_unit_and_words():
    for figure in figures().values():
        assert re.fullmatch(r"\d(\.\d(\(\d\)[abc]?)?)?", figure.clause), figure.key
        for text in (figure.label, figure.unit, figure.words):
            assert text["en"] and text["zh"], figure.key


def test_every_number_of_the_agreement_is_a_figure():
    sections = ("term", "volume", "renewal", "seats", "fee", "payment")
    file = version_1.file().model_fields
    held = {
        f"{section}.{name}"
        for section in sections
        for name in file[section].annotation.known_keys()
    }
    assert {
        "fee.in_words",
        "fee.currency",
        "payment.methods",
    } == held - figures().keys()


def test_the_charts_font_has_every_character_that_is_said():
    font = TTFont(
        PACKAGE / "views" / "charts" / "fonts" / "NotoSansSC-subset.otf"
    ).getBestCmap()
    assert "" == "".join(
        sorted(
            sign
            for sign in {*"".join(chinese().values())} - set(map(chr, font))
            if sign.isprintable()
        )
    )


# one environment, nothing of a machine


@pytest.mark.parametrize("name", lock.PINNED)
def test_the_locks_have_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text("utf-8")
    pins = [
        line
        for line in text.splitlines()
        if "==" in line and not line.startswith((" ", "#"))
    ]
    assert len(pins) >= 2 and text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text and "--index" not in text


def test_the_locks_have_every_direct_dependency():
    told = lock.project()
    users = [*told["project"]["dependencies"], *chain(*extras(told).values())]
    assert set() == names(users) - lock.locked().keys()
    tests = told["dependency-groups"]["test"]
    assert set() == names(tests) - lock.locked("requirements-test.txt").keys()
    assert {"setuptools", "uv"} == lock.locked("requirements-setup.txt").keys()


def test_every_extra_is_part_of_a_users_set_up():
    assert set(lock.USERS) == extras(lock.project()).keys()


def test_no_tool_of_the_tests_is_part_of_a_users_set_up():
    tests = names(lock.project()["dependency-groups"]["test"])
    assert set() == tests & lock.locked().keys()


def test_what_both_locks_pin_they_pin_alike():
    ours, theirs = lock.locked(), lock.locked("requirements-test.txt")
    assert [] == [
        name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]
    ]


def extras(told):
    return told["project"]["optional-dependencies"]


def names(requirements):
    """The names of the packages that are asked for, as the locks write them."""
    found = (re.match(r"[A-Za-z0-9._-]+", line).group() for line in requirements)
    return {name.lower().replace(".", "-") for name in found}


def test_no_committed_file_names_a_place_of_one_machine():
    found = []
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in (
            ".py",
            ".md",
            ".toml",
            ".yml",
            ".yaml",
            ".ipynb",
            ".txt",
            ".cfg",
        ):
            text = path.read_text("utf-8")
            found += [
                f"{name}: {place}"
                for place in ("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/")
                if place in text
            ]
    assert [] == found


def test_the_changelog_begins_with_this_version():
    versions = re.findall(
        r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M
    )
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{versions[0]}"' in project
    assert all(a > b for a, b in pairwise(versions))
