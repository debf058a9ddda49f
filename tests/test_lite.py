"""The panel without installing: what it does without numpy, what its site is made of,
and the site in a browser.

The whole site is built and tried only with CSCONTRACT_LITE=1, npm and Chromium: that
fetches about 17 MB.
"""

import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from hashlib import sha256
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from packaging.requirements import Requirement

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.cli.commands import lite
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.serve import lite_downloads, lite_site
from cscontract.serve.lite_downloads import (
    Pin,
    normal_name,
    pin_of,
    site_parts,
    wheel_pins,
)
from cscontract.verdict.combinations import totals
from cscontract.verdict.one_by_one import MOST, totals_one_by_one
from cscontract.views.panel import backends as live
from cscontract.views.panel.alone_tab import AloneTab
from cscontract.views.panel.panel import Panel

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
LOCK = (ROOT / "requirements.txt").read_text("utf-8")
#: a Python in which nothing can be imported that a browser has not
BARE = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {missing}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
"""
MISSING = {
    "numpy",
    "matplotlib",
    "PIL",
    "pandas",
    "pyarrow",
    "duckdb",
    "ibis",
    "sqlglot",
    "openpyxl",
    "defusedxml",
    "docx",
    "tqdm",
    "jupyterlab",
    "fontTools",
}


@pytest.fixture
def bare_panel(monkeypatch):
    """The panel as it is where numpy and matplotlib cannot be imported."""
    monkeypatch.setattr(live, "has_numpy", lambda: False)
    return Panel(AGREEMENT, RECORDS)


# without numpy


def test_with_numpy_the_panel_has_its_picture_and_all_its_prices():
    panel = Panel(AGREEMENT, RECORDS)
    assert b"\x89PNG" == bytes(panel.picture.value)[:4]
    assert hasattr(panel.tabs["Price of words"], "chart")


def test_without_numpy_the_days_are_a_drawing_that_follows_the_controls(bare_panel):
    before = bare_panel.picture.value
    assert before.startswith("<svg") and "37 of 153 days are charged" in before
    bare_panel.control("volume.threshold").value = 120
    assert cs.check(AGREEMENT.replace(volume__threshold=120), RECORDS).total == (
        bare_panel.verdict.total
    )
    assert "18 of 153 days are charged" in bare_panel.picture.value
    bare_panel.switch.value = "zh"
    assert "门槛 120" in bare_panel.picture.value


def test_without_numpy_each_phrase_is_priced_alone(bare_panel):
    tab = bare_panel.select("Price of words")
    assert isinstance(tab, AloneTab)
    assert "Each phrase is priced alone here" in tab.told.value
    every, prices = cs.price(AGREEMENT, RECORDS, "all"), cs.price(AGREEMENT, RECORDS)
    expected = {name: prices.alone(name) for name in every.open if every.alone(name)}
    assert expected == {each.phrase.name: each.spread for each in tab.found}
    for each in tab.found:
        for way, total in each.totals.items():
            changed = AGREEMENT.replace(**{f"readings__{each.phrase.name}": way})
            assert cs.check(changed, RECORDS).charges.total == total


def test_without_numpy_the_tab_follows_terms_and_language(bare_panel):
    tab = bare_panel.select("Price of words")
    bare_panel.control("volume.threshold").value = 120
    bound = next(each for each in tab.found if each.phrase.name == "run_length")
    assert bare_panel.verdict.charges.total in bound.totals.values()
    bare_panel.switch.value = "zh"
    assert "单独计价" in tab.told.value
    assert not re.search(
        "[a-z]{3}", re.sub("<[^>]*>|numpy|<style>.*</style>", "", tab.told.value)
    )


@pytest.mark.parametrize(
    "phrases", [("bound",), ("headcount", "run_length", "after_renewal")]
)
def test_one_by_one_gives_the_totals_of_all_combinations_at_once(phrases):
    choices = {name: AGREEMENT.available(name) for name in phrases}
    expected = totals(AGREEMENT, RECORDS, choices).fen
    assert sorted(expected.ravel().tolist()) == sorted(
        totals_one_by_one(AGREEMENT, RECORDS, choices)
    )


def test_more_combinations_than_a_browser_can_try_are_refused_in_words():
    phrases = [
        name for name in AGREEMENT.chosen if RECORDS.can_decide(register()[name])
    ]
    choices = {name: AGREEMENT.available(name) for name in phrases}
    with pytest.raises(
        BadInput, match=f"at most {MOST:,} combinations where numpy is not"
    ):
        totals_one_by_one(AGREEMENT, RECORDS, choices)


def test_the_panel_tells_of_too_many_combinations_beside_the_control(
    bare_panel, monkeypatch
):
    monkeypatch.setitem(sys.modules, "cscontract.verdict.combinations", None)
    bare_panel.switch.value = "zh"
    bare_panel.control("bound").value = "open"
    assert bare_panel.verdict.range and not bare_panel.complaint("bound")
    for control in bare_panel.phrases:
        control.widget.value = "open"
    told = {control.complained for control in bare_panel.phrases} - {""}
    assert {"应为：未安装 numpy 时至多 1,000 种组合；改法：少留几处措辞未定"} == told


def test_the_wheel_alone_runs_the_sites_notebook_where_nothing_else_is_installed(
    tmp_path,
):
    """The notebook's own code, on the site's own files, by the packed modules."""
    wheel = lite_site.pack_wheel(tmp_path)
    lite_site._copy_contents(tmp_path / "files")
    notebook = json.loads((tmp_path / "files" / lite_site.NOTEBOOK).read_text("utf-8"))
    (source,) = [
        "".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"
    ]
    code = (
        BARE.replace("{missing}", repr(MISSING))
        + f"sys.path.insert(0, {str(wheel)!r})\n"
    )
    code += source.replace("Panel(agreement", "panel = Panel(agreement")
    code += "\npanel.control('volume.threshold').value = 120\npanel.control('bound').value = 'open'"
    code += "\nprint(cs.__file__, panel.verdict.total, panel.verdict.high)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path / "files",
        capture_output=True,
        text=True,
    )
    assert "" == done.stderr
    expected = cs.check(
        AGREEMENT.replace(volume__threshold=120, readings__bound="open"), RECORDS
    )
    place = f"{wheel}{os.sep}cscontract{os.sep}__init__.py"
    assert f"{place} {expected.total} {expected.high}" == done.stdout.strip()


# what the site is made of


def test_every_package_of_the_site_is_pinned_with_sums():
    pins = wheel_pins(LOCK)
    assert {*site_parts()["panel"], *site_parts()["kernel"], "micropip"} == {
        pin.name for pin in pins
    }
    assert len(pins) == len({pin.name for pin in pins})
    for pin in (*pins, pin_of("pyodide")):
        assert pin.sums and all(re.fullmatch("[0-9a-f]{64}", each) for each in pin.sums)
        assert re.fullmatch(r"[0-9.]+", pin.version)


def test_pyodide_is_what_the_installed_kernel_asks_for():
    constants = pytest.importorskip("jupyterlite_pyodide_kernel.constants")
    assert constants.PYODIDE_VERSION == pin_of("pyodide").version
    assert constants.PYODIDE_PYTHON_VERSION == site_parts()["python"]


def test_the_site_has_every_package_that_its_packages_need():
    """By the metadata of what is installed here, read for the browser's Python."""
    wanted = {*site_parts()["panel"], *site_parts()["kernel"]}
    python = site_parts()["python"]
    there = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "extra": "",
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "os_name": "posix",
    }
    of_the_page = {"jupyterlab-widgets", "widgetsnbextension"}
    needed = set()
    for name in wanted:
        for line in importlib.metadata.requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate(there):
                needed.add(normal_name(requirement.name))
    assert set() == needed - wanted - of_the_page


def test_what_the_panel_imports_is_in_the_site():
    code = BARE.replace("{missing}", repr(MISSING)) + (
        "import cscontract.views.panel.panel, cscontract.views.panel.alone_tab, cscontract.views.charts.days_drawing\n"
        "import importlib.metadata as m\n"
        "tops = m.packages_distributions()\n"
        "print(*{d for n in {n.split('.')[0] for n in sys.modules} for d in tops.get(n, ())})"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {normal_name(name) for name in done.stdout.split()}
    here_only = {
        "cscontract",
        "decorator",
        "pexpect",
        "ptyprocess",
        "psutil",
        "setuptools",
        "zipp",
    }
    assert (
        set() == loaded - {*site_parts()["panel"], *site_parts()["kernel"]} - here_only
    )


def test_a_file_with_another_sum_does_not_count(tmp_path):
    name = "annotated_types-0.8.0-py3-none-any.whl"
    (tmp_path / name).write_bytes(b"right")
    right = frozenset([sha256(b"right").hexdigest()])
    pin = Pin("annotated-types", "0.8.0", right)
    assert tmp_path / name == pin.found(tmp_path)
    (tmp_path / name).write_bytes(b"wrong")
    assert pin.found(tmp_path) is None
    with pytest.raises(BadInput, match="expected a file as pinned; fix: delete it"):
        lite_downloads._kept(pin, tmp_path)


def test_a_lock_that_lacks_a_package_is_told():
    with pytest.raises(
        BadInput, match=r"requirements\.txt: without .*pydantic-core.*lock.py"
    ):
        wheel_pins(LOCK.replace("pydantic-core==", "pydantic-crust=="))


def test_a_package_pinned_differently_by_python_is_taken_for_the_browsers():
    sums = {"3.11": "1" * 64, "3.14": "4" * 64}
    both = "".join(
        f"ipython=={minor} ; python_full_version {bound} '3.14' \\\n    --hash=sha256:{sums[minor]}\n"
        for minor, bound in (("3.11", "<"), ("3.14", ">="))
    )
    assert [("3.14", frozenset(["4" * 64]))] == [
        (pin.version, pin.sums) for pin in lite_downloads._locked(both)
    ]


def test_without_npm_it_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(lite_downloads.shutil, "which", lambda name: None)
    with pytest.raises(BadInput) as told:
        lite_downloads.pyodide(tmp_path)
    version = pin_of("pyodide").version
    expected = "npm: not found; expected npm, to fetch Pyodide; fix: install Node.js, which has it, "
    assert f"{expected}or put pyodide-{version}.tgz from npm into {tmp_path}" == str(
        told.value
    )


def test_a_registry_that_does_not_give_a_package_is_told(tmp_path, monkeypatch):
    said = "npm error code E404\nnpm error 404 it is not in this registry\n"
    done = subprocess.CompletedProcess([], 1, said)
    monkeypatch.setattr(lite_downloads.subprocess, "run", lambda *given, **how: done)
    monkeypatch.setattr(lite_downloads.shutil, "which", lambda name: name)
    with pytest.raises(BadInput, match=r"not fetched \(404 it is not in this registry"):
        lite_downloads.pyodide(tmp_path)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("mine")
    assert 2 == main(["lite", "--out", str(tmp_path)])
    assert (
        "something else stands there; expected a new or empty folder"
        in capsys.readouterr().err
    )
    assert ["letter.txt"] == [path.name for path in tmp_path.iterdir()]


def test_an_older_site_and_an_empty_folder_are_taken(tmp_path):
    lite.refuse_other_folder(tmp_path)
    lite.refuse_other_folder(tmp_path / "new")
    lite_site._write_json(tmp_path / "jupyter-lite.json", lite_site.lite_settings([]))
    lite.refuse_other_folder(tmp_path)


def test_an_older_site_stays_where_the_new_one_cannot_be_put(tmp_path, monkeypatch):
    out, site = tmp_path / "out", tmp_path / "scratch" / "site"
    for folder, text in ((out, "old"), (site, "new")):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(text)
    rename = os.rename

    def fails(source, target):
        if source == site:
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "rename", fails)
    with pytest.raises(OSError, match="No space left"):
        lite_site.put_site(site, out)
    assert "old" == (out / "index.html").read_text()
    monkeypatch.undo()
    lite_site.put_site(site, out)
    assert "new" == (out / "index.html").read_text()


@pytest.mark.parametrize("cache", ["site", "site/cache"])
def test_downloads_are_not_kept_in_the_site(tmp_path, capsys, cache):
    places = ["--out", str(tmp_path / "site"), "--cache", str(tmp_path / cache)]
    assert 2 == main(["lite", *places])
    assert (
        "within the folder of --out; expected a folder outside"
        in capsys.readouterr().err
    )
    assert not list(tmp_path.iterdir())


def test_without_jupyterlite_it_says_how_to_have_it(monkeypatch):
    monkeypatch.setattr(lite_site, "find_spec", lambda name: None)
    with pytest.raises(
        BadInput, match=r"lite: without jupyterlite_core, .*python3 start\.py setup"
    ):
        lite_site.installed_extensions()


def test_the_wheel_is_the_same_every_time_and_holds_modules_and_tables_alone(tmp_path):
    packed = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        packed.append(lite_site.pack_wheel(tmp_path / name))
    assert packed[0].read_bytes() == packed[1].read_bytes()
    with ZipFile(packed[0]) as wheel:
        names = wheel.namelist()
    assert "cscontract/core/locale/zh/LC_MESSAGES/cscontract.po" in names
    assert not [
        name for name in names if "commands/" in name or name.endswith((".otf", ".pyc"))
    ]


def test_pyodide_is_told_of_the_wheels_beside_it_and_no_others(tmp_path):
    given = {"info": {"python": "3.14.2"}, "packages": {"numpy": {}}}
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(given))
    (tmp_path / "ruamel_yaml-0.19.1-py3-none-any.whl").write_bytes(b"wheel")
    assert ["ruamel-yaml"] == lite_site.lock_packages(tmp_path)
    lock = json.loads((tmp_path / "pyodide-lock.json").read_text())
    assert given["info"] == lock["info"]
    (told,) = lock["packages"].values()
    assert (
        sha256(b"wheel").hexdigest() == told["sha256"] and "0.19.1" == told["version"]
    )


def test_nothing_of_the_site_names_another_host():
    texts = [
        json.dumps(lite_site.lite_settings(["pydantic"])),
        lite_site.FRONT,
        json.dumps(lite_site.BUILD),
    ]
    texts += [
        path.read_text("utf-8")
        for path in lite_downloads.PARTS.iterdir()
        if path.is_file()
    ]
    assert not [text for text in texts if "://" in text]


def test_the_sites_notebook_is_sound_and_bilingual():
    notebook = nbformat.read(lite_downloads.PARTS / lite_site.NOTEBOOK, 4)
    nbformat.validate(notebook)
    words, code = notebook.cells
    assert "press ▶▶" in words.source and "请按上方的 ▶▶" in words.source
    assert not code.outputs and code.metadata.jupyter.source_hidden


# the site in a browser


def missing_for_a_trial():
    """Why the site is not built and tried here."""
    if os.environ.get("CSCONTRACT_LITE") != "1":
        return "fetches about 17 MB and takes a minute: only with CSCONTRACT_LITE=1"
    from in_browser import chromium

    absent = [] if shutil.which("npm") else ["npm"]
    absent += [] if chromium() else ["Chromium"]
    absent += [
        name
        for name in ("playwright", "jupyterlite_core")
        if not importlib.util.find_spec(name)
    ]
    return f"without {', '.join(absent)}" if absent else ""


trial = pytest.mark.skipif(
    bool(missing_for_a_trial()), reason=missing_for_a_trial() or "-"
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *told):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built by its command."""
    out = tmp_path_factory.mktemp("lite") / "site"
    assert 0 == main(["lite", "--out", str(out)])
    return out


@pytest.fixture(scope="module")
def address(site):
    """The site, served on this machine."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=site)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def cut_off(playwright):
    """A browser that finds no other machine."""
    from in_browser import FLAGS, chromium

    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    return playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, alone])


@pytest.fixture(scope="module")
def page(address):
    """The site's first page in a browser that finds no other host; `heard` has what it
    asked and said.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = cut_off(playwright)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page, heard = context.new_page(), {"asked": [], "errors": []}
        context.on("request", lambda request: heard["asked"].append(request.url))
        context.on(
            "response",
            lambda answer: answer.status >= 400 and heard["errors"].append(answer.url),
        )
        page.on("pageerror", lambda error: heard["errors"].append(str(error)))
        page.on(
            "console",
            lambda said: said.type == "error" and heard["errors"].append(said.text),
        )
        page.heard = heard
        page.goto(address)
        page.wait_for_selector(".csc-panel .csc-total", timeout=120_000)
        yield page
        browser.close()


def move_limit_to(page, value):
    handle, field = (
        page.locator(f".csc-volume-threshold {at}") for at in (".noUi-handle", "input")
    )
    handle.focus()
    while (at := int(field.input_value())) != value:
        page.keyboard.press("ArrowRight" if at < value else "ArrowLeft")
        page.wait_for_timeout(200)  # the field follows once it is answered


def shows(page, language):
    """Headline and chart come to what the package says of the limit of 120."""
    verdict = cs.check(AGREEMENT.replace(volume__threshold=120), RECORDS)
    english, chinese = (
        f"CNY {verdict.total:,} for the term",
        f"全期人民币 {verdict.total:,} 元",
    )
    total, label = (english, "120 limit") if language == "en" else (chinese, "门槛 120")
    page.locator(".csc-total", has_text=total).first.wait_for()
    page.locator(".csc-picture svg text", has_text=label).wait_for()


@trial
def test_the_panel_runs_by_itself_and_answers_as_the_package_does(page):
    assert "CNY 11,200.00 for the term" == page.locator(".csc-total").first.inner_text()
    move_limit_to(page, 120)
    shows(page, "en")


@trial
def test_the_panel_speaks_chinese(page):
    move_limit_to(page, 120)
    page.locator(".csc-switch button", has_text="中文").click()
    shows(page, "zh")
    page.locator(".csc-tabs .lm-TabBar-tab").nth(1).click()
    page.get_by_text("此处逐处措辞单独计价").wait_for()
    page.locator(".csc-tabs .lm-TabBar-tab").nth(0).click()
    page.locator(".csc-switch button", has_text="EN").click()
    shows(page, "en")


@trial
def test_the_site_asks_no_other_host_and_reports_no_error(page, address):
    asked = [
        url for url in page.heard["asked"] if not url.startswith(("data:", "blob:"))
    ]
    assert len(asked) > 100
    assert [] == [url for url in asked if not url.startswith(f"{address}/")]
    assert [] == page.heard["errors"]


@trial
def test_a_second_build_fetches_nothing_and_is_the_same(site, tmp_path, monkeypatch):
    def refuse(*command):
        raise AssertionError(command)

    monkeypatch.setattr(lite_downloads, "_run", refuse)
    assert 0 == main(["lite", "--out", str(tmp_path / "again")])
    assert sums(site) == sums(tmp_path / "again")


def sums(folder):
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
