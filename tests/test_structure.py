"""The project's own order: layers, words in both languages, thin and executed notebooks, one environment."""

import ast
import json
import re
import string
import subprocess
import sys
from itertools import chain, pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import lock
from cscontract.terms import version_1
from cscontract.terms.kinds import register
from cscontract.terms.language import chinese
from cscontract.terms.version_1 import known_figures as figures

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "cscontract"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ENGLISH = [path for path in NOTEBOOKS if not path.stem.endswith("_zh")]
CHINESE = re.compile("[\u4e00-\u9fff]")
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\n")[:-1]
# ground first; a module imports only from folders before its own, and within a folder from modules before it
FOLDERS = ("terms", "records", "clauses", "verdict", "questions", "views", "commands")
WITHIN = {
    "terms": "agreeing hiding signs language fixed privacy faults files customers written money days spans "
    "bound figures holidays lpr phrases daily ledger finding happened plain_yaml refusals section clause kinds "
    "steps head composition version_1 version_2 agreement upgraded gaps pairs standing parties parties_template "
    "exact sets series pictures duty",
    "records": "dates bars collector displayed parts told cells columns masked moments doubts "
    "summed twins shop_accounts clashes counts same schema workbooks parquet_child parquet_files "
    "logs schemas names headers tables folder totals crowds log_parts parquet_logs happenings "
    "read reception evidence importers merging",
    "clauses": "",
    "questions": "own supposed figures_moving spread streamed at_stake price infer drafting wording cliffs "
    "imagined remains dispute changes scenarios sweep trade volumes volume_notes goodness risk staffing parties "
    "zone tornado",
    "verdict": "graph composed charges many factors cells combinations plausibility display coverage places "
    "side_by_side rows_left_out findings one_by_one check explain explain_month",
    "views": "text phrases_shown tables days_shown charts svg_days "
    "reports_style reports_content reports_elements reports_html reports_xlsx reports_ics reports "
    "pages_style pages_read pages_outline pages_sound pages_tables pages_fragments "
    "pages_widgets pages_cells pages_index pages "
    "wording_content wording_docx wording_documents risk_text risk_chart risks "
    "rounds_round rounds_database rounds_files rounds_kept rounds_import rounds_differences rounds rounds_told "
    "price_text prices quiet fields controls price_chart price_tab terms_text sentences sweep_chart parties_text "
    "parties_chart alone_tab rounds_box offers_tab live refused session_state panel session notices served",
    "commands": "arguments paths outputs as_json options places sample results judge words wording terms parties "
    "risk rounds bring upgrade page kernel_process kernel_ready kernels bounds sessions panel_page panel_server serve "
    "lite_downloads lite_site lite",
}


def imported(path: Path) -> set[str]:
    """The package's modules that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.startswith("cscontract")
        ):
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.startswith("cscontract")}
    return found & MODULES.keys()


def place(module: str) -> tuple[int, int]:
    """Folder's rank and the module's rank within it; the top comes last."""
    parts = module.split(".")
    if len(parts) < 3:
        return (len(FOLDERS), 0)
    within = WITHIN.get(parts[1], "").split()
    rank = within.index(parts[2]) if parts[2] in within else -1
    return (FOLDERS.index(parts[1]), rank)


@pytest.mark.parametrize("module", [m for m in MODULES if m.count(".") == 2 and "fonts" not in m])
def test_a_module_imports_only_from_below(module):
    below = {m for m in imported(MODULES[module]) if m.count(".") == 2}
    assert set() == {m for m in below if place(m) >= place(module) and m != module}


def test_clauses_know_only_the_terms_their_folder_and_the_standard_library():
    for path in (PACKAGE / "clauses").glob("*/clause.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                name = getattr(node, "module", None) or node.names[0].name
                own = ".".join(path.relative_to(ROOT).parts[:3])
                known = (
                    name.startswith(("cscontract.terms", own))
                    or name.split(".")[0] in sys.stdlib_module_names
                )
                assert known, f"{path.name} imports {name}"


def test_every_listed_module_is_there():
    listed = {
        f"cscontract.{folder}.{name}" for folder, names in WITHIN.items() for name in names.split()
    }
    assert set() == listed - MODULES.keys()


def test_importing_the_package_loads_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'matplotlib', 'pydantic', 'ipywidgets', 'ruamel', 'openpyxl', 'pyarrow'}"
    code = f"import sys, cscontract; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.strip()


def test_checking_from_the_command_line_loads_neither_pandas_nor_matplotlib():
    code = (
        "import sys; from cscontract.cli import main; main(['check']); "
        "print(sorted({'pandas', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
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


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def said() -> set[str]:
    """Every sentence that the code says: arguments of say, Step and _step, and the verdict's constants."""
    found = set()
    for path in MODULES.values():
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "say",
                "Step",
                "_step",
            ):
                is_say = node.func.id == "say"
                found |= {
                    a.value
                    for a in node.args
                    if isinstance(a, ast.Constant)
                    and isinstance(a.value, str)
                    and (is_say or " " in a.value)
                }
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                sentence = node.targets[0].id == "sentence" or (
                    node.targets[0].id.isupper() and path.stem in ("findings", "explain")
                )
                if sentence:
                    constants = [c for c in ast.walk(node.value) if isinstance(c, ast.Constant)]
                    found |= {
                        c.value for c in constants if isinstance(c.value, str) and " " in c.value
                    }
    return found


def test_every_sentence_has_its_chinese():
    assert set() == said() - chinese().keys()


def test_a_sentence_has_the_same_placeholders_in_both_languages():
    assert [] == [english for english, zh in chinese().items() if fields(english) != fields(zh)]


def test_every_phrase_and_reading_has_words_in_both_languages():
    for phrase in register().values():
        texts = [phrase.words, phrase.question, phrase.note]
        for reading in phrase.readings.values():
            texts += [reading.label, reading.meaning, reading.settling]
            assert reading.favours in ("client", "provider", "neither")
        assert all(text["en"].strip() and text["zh"].strip() for text in texts), phrase.name


def test_every_text_of_the_register_can_be_filled():
    from cscontract.terms.agreement import load

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
        settling = [r.settling[language] for p in register().values() for r in p.readings.values()]
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
    assert {"fee.in_words", "fee.currency", "payment.methods"} == held - figures().keys()


def test_the_charts_font_has_every_character_that_is_said():
    font = TTFont(PACKAGE / "views" / "fonts" / "NotoSansSC-subset.otf").getBestCmap()
    assert "" == "".join(
        sorted(
            sign
            for sign in {*"".join(chinese().values())} - set(map(chr, font))
            if sign.isprintable()
        )
    )


# notebooks


def cells(path: Path, kind: str) -> list[dict]:
    return [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == kind]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def twin(path: Path) -> Path:
    """The Chinese notebook of an English one."""
    return path.with_stem(f"{path.stem}_zh")


def words(text: str) -> int:
    """Words of a text; three Chinese characters say about as much as two English words."""
    other = re.sub("[\u2010-\u2027\u3000-\u9fff\uff00-\uffef]", " ", text)
    return len(other.split()) + len(CHINESE.findall(text)) * 2 // 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_no_logic(path):
    banned = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try)
    for cell in cells(path, "code"):
        tree = ast.parse(source(cell))
        assert not [node for node in ast.walk(tree) if isinstance(node, banned)], source(cell)
        assert len(source(cell).splitlines()) <= 8, source(cell)
        assert "import *" not in source(cell)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_more_than_it_computes(path):
    lines = sum(len([line for line in source(c).splitlines() if line]) for c in cells(path, "code"))
    assert sum(words(source(c)) for c in cells(path, "markdown")) >= 10 * lines


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_executed_from_top_to_bottom(path):
    counts = [cell["execution_count"] for cell in cells(path, "code")]
    assert list(range(1, len(counts) + 1)) == counts
    assert not [c for c in cells(path, "code") for o in c["outputs"] if o["output_type"] == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question_and_ends_with_what_is_known(path):
    texts = [source(cell) for cell in cells(path, "markdown")]
    assert texts[0].startswith("# ")
    last = "## What we now know" if path in ENGLISH else "## 现在知道了什么"
    assert any(text.startswith(last) for text in texts[-2:])


def test_every_notebook_has_its_chinese_twin():
    assert {twin(path) for path in ENGLISH} == set(NOTEBOOKS) - set(ENGLISH)


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_a_twin_has_the_same_cells_and_the_same_code_to_the_letter(path):
    ours, theirs = (json.loads(p.read_text("utf-8")) for p in (path, twin(path)))
    for key in ("kernelspec", "language_info"):
        assert ours["metadata"][key] == theirs["metadata"][key]
    kinds = [[(cell["id"], cell["cell_type"]) for cell in nb["cells"]] for nb in (ours, theirs)]
    assert kinds[0] == kinds[1]
    code = [[source(cell) for cell in cells(p, "code")] for p in (path, twin(path))]
    assert code[0] == code[1]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_no_text_of_a_twin_is_left_in_english(path):
    texts = [source(cell) for cell in cells(twin(path), "markdown")]
    assert [] == [
        text for text in texts if len(CHINESE.findall(text)) < len(re.findall("[A-Za-z]+", text))
    ]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_a_notebook_and_its_twin_lead_to_each_other_and_stay_in_their_language(path):
    for here, there in ((path, twin(path)), (twin(path), path)):
        links = re.findall(r"\]\(([^)]+\.ipynb)\)", "\n".join(map(source, cells(here, "markdown"))))
        assert all((here.parent / link).is_file() for link in links)
        assert [there.name] == [link for link in links if (here in ENGLISH) == ("_zh." in link)]


# one environment, nothing of a machine


@pytest.mark.parametrize("name", lock.PINNED)
def test_the_locks_have_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text("utf-8")
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
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
    assert [] == [name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]]


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
        if path.suffix in (".py", ".md", ".toml", ".yml", ".yaml", ".ipynb", ".txt", ".cfg"):
            text = path.read_text("utf-8")
            found += [
                f"{name}: {place}"
                for place in ("/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/")
                if place in text
            ]
    assert [] == found


def test_the_changelog_begins_with_this_version():
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{versions[0]}"' in project
    assert all(a > b for a, b in pairwise(versions))
