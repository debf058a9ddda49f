"""An answer that is old says so: kernels and servers that end, lines that are cut, in
Chromium.

CSCONTRACT_SCREENSHOTS names a folder that keeps what was seen.
"""

import dataclasses
import json
import os
import urllib.error
import urllib.request
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import psutil
import pytest

from cscontract.agreement.kinds import register
from cscontract.cli.main import main
from cscontract.core.language import chinese
from cscontract.core.money import fen, grouped
from cscontract.serve.notices import NOTICES

import in_browser
from line import Line

pytest.importorskip("playwright.sync_api")

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
RECORDS = SAMPLE / "records"
#: the second of its readings
HEADCOUNT = list(register()["headcount"].readings)[1]
WAIT = 30_000
BOX = "#csc-notices > div:first-child"
#: kernels of the app that end as soon as they import this
ENDS = """
import os, sys
class Ends:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["ENDS_AT"]:
            os._exit(9)
if "app" not in sys.orig_argv:
    sys.meta_path.insert(0, Ends())
"""


@pytest.fixture(scope="module")
def agreement(tmp_path_factory):
    """An agreement whose fee is on no step of the slider."""
    path = tmp_path_factory.mktemp("agreement") / "agreement.yaml"
    text = (SAMPLE / "agreement.yaml").read_text("utf-8")
    path.write_text(
        text.replace('"1500.00"', '"1980.37"').replace(
            "壹仟伍佰元", "壹仟玖佰捌拾元叁角柒分"
        ),
        "utf-8",
    )
    assert "1980.37" in path.read_text("utf-8")
    return path


@pytest.fixture(scope="module")
def served(agreement, tmp_path_factory):
    file = tmp_path_factory.mktemp("rounds") / "rounds.db"
    environment = {**os.environ, "CSCONTRACT_ROUNDS": str(file)}
    with in_browser.app(agreement, RECORDS, env=environment) as served:
        yield served


def total(agreement, *options):
    """The total as `check` has it, as the panel writes it."""
    out = StringIO()
    with redirect_stdout(out):
        main(["check", str(agreement), str(RECORDS), *options, "--json", "-"])
    return grouped(fen(json.loads(out.getvalue())["total"]))


class Reader:
    """A page of the app behind a line of its own."""

    def __init__(self, page, served, line):
        self.page, self.served, self.line = page, served, line

    @property
    def url(self):
        return dataclasses.replace(self.served, port=self.line.port).url

    def open(self):
        in_browser.open_app(
            self.page, dataclasses.replace(self.served, port=self.line.port)
        )
        self.is_kept()
        return self

    def is_kept(self):
        """Wait until the page has what it keeps: then it also has what it had."""
        self.page.wait_for_function("sessionStorage.length > 0", timeout=WAIT)

    def until(self, script, arg=None):
        self.page.wait_for_function(script, arg=arg, timeout=WAIT)

    def set(self, key, value):
        """Type a value, and wait until the panel keeps it."""
        field = self.page.locator(
            f".csc-{key.replace('.', '-').replace('_', '-')} input"
        ).first
        field.fill(value)
        field.press("Enter")
        self.keeps(key, value)

    def keeps(self, key, value):
        script = """([key, value]) =>
          JSON.parse(JSON.parse(sessionStorage[Object.keys(sessionStorage)[0]]).state).terms.figures[key] === value"""
        self.until(script, [key, value])

    def move(self, key="ArrowRight"):
        self.page.locator(in_browser.LIMIT).first.focus()
        self.page.keyboard.press(key)

    def shows(self, amount):
        script = "(amount) => document.querySelector('.csc-total')?.innerText.includes(amount)"
        try:
            self.until(script, amount)
        except Exception:
            assert amount == self.page.locator(".csc-total").inner_text()

    def offer(self, key):
        return self.page.locator(f".csc-offers-{key} input")

    def limit(self):
        return self.page.locator(in_browser.LIMIT_FIELD).first.input_value()

    def told(self, name, language="en"):
        """Wait until that notice is told; what is shown is grey then, and the button
        there.
        """
        text = NOTICES[name] if language == "en" else chinese()[NOTICES[name]]
        self.until(
            f"(text) => document.querySelector('{BOX} span')?.textContent === text",
            text,
        )
        box = self.page.locator(BOX)
        assert "alert" == box.get_attribute("role") and self.is_grey()
        opens = NOTICES["open"] if language == "en" else chinese()[NOTICES["open"]]
        assert [opens] == box.locator("button").all_inner_texts()

    def is_grey(self):
        script = "() => getComputedStyle(document.querySelector('.csc-total')).color"
        has_panel = self.page.locator(".csc-total").count()
        return not has_panel or "rgb(102, 102, 102)" == self.page.evaluate(script)

    def is_well(self):
        self.until(f"document.querySelector('{BOX}').childElementCount === 0")
        assert not self.is_grey()

    def reopen(self, by_address=False):
        """Press the button by keyboard, or open the whole address; wait for the panel
        as it was, and what it tells.
        """
        self.page.evaluate("window.before = true")
        self.page.locator(f"{BOX} button").focus()
        if by_address:
            self.page.goto(self.url)
        else:
            self.page.keyboard.press("Enter")
        self.until("!window.before && document.querySelector('.csc-total')")
        self.is_kept()
        self.until(
            "document.querySelector('#csc-notices > div:last-child span')?.textContent"
        )
        return self.page.locator("#csc-notices > div:last-child span").inner_text()

    def kernel(self):
        return self.page.evaluate("window.jupyterapp.widgetManager.kernel.id")

    def kill(self):
        """Kill the page's kernel, which is known by its name or by that of its
        sockets.
        """
        name = self.kernel()
        for process in psutil.Process(self.served.process.pid).children(recursive=True):
            sockets = [str(each.laddr) for each in process.net_connections("unix")]
            if any(name in text for text in (*process.cmdline(), *sockets)):
                process.kill()
                return
        raise AssertionError(f"no process of kernel {name}")

    def keeps_a_picture(self, name):
        folder = os.environ.get("CSCONTRACT_SCREENSHOTS")
        if folder:
            self.page.screenshot(path=Path(folder, f"{name}.png"))


def is_there(served, kernel):
    """Whether the server still has that kernel."""
    headers = {"Authorization": f"token {served.token}"}
    asked = urllib.request.Request(
        f"{served.address}/api/kernels/{kernel}", headers=headers
    )
    try:
        urllib.request.urlopen(asked, timeout=30).close()
    except urllib.error.HTTPError as error:
        assert 404 == error.code
        return False
    return True


@contextmanager
def reading(chromium, served, size=in_browser.SIZE):
    context, line = chromium.new_context(viewport=size), Line(served.port)
    try:
        yield Reader(context.new_page(), served, line).open()
    finally:
        context.close()
        line.close()


# the line


def test_a_line_that_is_down_is_told_at_once_and_moves_wait_until_it_is_back(
    chromium, served, agreement
):
    with reading(chromium, served) as reader:
        reader.line.cut()
        reader.told("down")
        before = reader.limit()
        reader.move()
        reader.page.locator(in_browser.LIMIT_FIELD).first.press("5")
        reader.page.locator(".csc-reset").click()
        assert before == reader.limit() == "100"
        reader.keeps_a_picture("down")
        reader.line.mend()
        reader.is_well()
        reader.move()
        reader.shows(total(agreement, "--set", "volume.threshold=101"))
        assert "101" == reader.limit()


def test_a_move_without_an_answer_is_told_and_made_again_where_it_was_lost(
    chromium, served, agreement
):
    with reading(chromium, served) as reader:
        reader.line.hold()
        reader.move()
        reader.told("waiting")
        reader.move()  # this one waits in the page
        reader.line.cut()
        reader.line.mend()
        reader.is_well()
        reader.shows(total(agreement, "--set", "volume.threshold=102"))
        assert "102" == reader.limit()
        reader.move()
        reader.shows(total(agreement, "--set", "volume.threshold=103"))


def test_a_click_that_was_lost_is_told(chromium, served, agreement):
    with reading(chromium, served) as reader:
        reader.set("volume.threshold", "108")
        reader.line.hold()
        reader.page.locator(".csc-reset").click()
        reader.told("waiting")
        reader.line.cut()
        reader.line.mend()
        reader.is_well()
        told = reader.page.locator("#csc-notices > div:last-child span")
        told.wait_for()
        assert NOTICES["again"] == told.inner_text()
        reader.shows(total(agreement, "--set", "volume.threshold=108"))
        reader.page.locator("#csc-notices button", has_text="Close").click()
        told.wait_for(state="detached")


def test_a_machine_without_a_network_is_told_and_goes_on_where_it_was(
    chromium, served, agreement
):
    with reading(chromium, served) as reader:
        reader.page.context.set_offline(True)
        reader.move()
        reader.told("waiting")
        reader.page.context.set_offline(False)
        reader.is_well()
        reader.shows(total(agreement, "--set", "volume.threshold=101"))


# the kernel


def test_a_kernel_that_was_killed_is_told_and_opened_anew_with_everything(
    chromium, served, agreement
):
    with reading(chromium, served) as reader:
        reader.set("volume.threshold", "108")
        reader.page.locator(".csc-keep").click()
        reader.set("term.end", "2020-11-15")
        reader.page.locator(".csc-headcount select").select_option(index=1)
        terms = ("--set", "volume.threshold=108")
        further = (
            *terms,
            "--set",
            "term.end=2020-11-15",
            "--reading",
            f"headcount={HEADCOUNT}",
        )
        reader.shows(total(agreement, *further))
        headline = reader.page.locator(".csc-headline").inner_text()
        reader.page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab").nth(2).click()
        for key in ("name", "note"):
            reader.offer(key).fill(f"{key}_of_spring")
        address = reader.page.url
        reader.kill()
        reader.told("ended")
        reader.keeps_a_picture("ended-en")
        told = reader.reopen()
        assert "as before" in told
        reader.shows(total(agreement, *further))
        assert address == reader.page.url
        selected = reader.page.locator(".csc-tabs > .lm-TabBar .lm-mod-current")
        assert ["Negotiate"] == selected.all_inner_texts()
        assert ["name_of_spring", "note_of_spring"] == [
            reader.offer(key).input_value() for key in ("name", "note")
        ]
        reader.page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab").nth(0).click()
        assert headline == reader.page.locator(".csc-headline").inner_text()
        assert "−" in headline and total(agreement, *terms) != total(
            agreement, *further
        )
        reader.keeps_a_picture("reopened-en")
        reader.page.locator(".csc-reset").click()
        reader.shows(total(agreement))


def test_a_move_that_found_no_kernel_is_there_when_it_is_opened_anew(
    chromium, served, agreement
):
    with reading(chromium, served, {"width": 360, "height": 800}) as reader:
        reader.page.locator(".csc-switch button").nth(1).click()
        reader.until("document.documentElement.lang === 'zh'")
        reader.kill()
        reader.move()
        reader.told("ended", "zh")
        reader.keeps_a_picture("ended-zh-360")
        told = reader.reopen()
        assert told.startswith("条款、措辞、基准和方案均与之前相同")
        reader.shows(total(agreement, "--set", "volume.threshold=101"))
        assert "zh" == reader.page.evaluate("document.documentElement.lang")
        assert "如果" == reader.page.title()[:2]
        reader.keeps_a_picture("reopened-zh-360")


def test_a_page_that_is_loaded_again_is_as_it_was_and_another_is_not(
    chromium, served, agreement
):
    with reading(chromium, served) as reader:
        reader.set("volume.threshold", "108")
        reader.page.reload()
        reader.shows(total(agreement, "--set", "volume.threshold=108"))
        other = Reader(reader.page.context.new_page(), served, reader.line).open()
        other.shows(total(agreement))
        assert 0 == other.page.evaluate("localStorage.length")
        other.page.close()


# the server


def started_again(served, *given):
    options = (
        "app",
        *given,
        "--no-browser",
        f"--port={served.port}",
        f"--token={served.token}",
    )
    return in_browser.serving("/", served.port, served.token, *options)


@pytest.mark.parametrize("same", [True, False], ids=["same agreement", "another"])
def test_a_server_that_was_killed_is_told_until_it_runs_again(
    chromium, agreement, same
):
    with (
        in_browser.app(agreement, RECORDS) as served,
        reading(chromium, served) as reader,
    ):
        reader.set("volume.threshold", "108")
        served.process.kill()
        reader.told("down")
        reader.page.locator(f"{BOX} button").click()
        reader.told("away")
        given = (agreement, RECORDS) if same else ()
        with started_again(served, *given):
            reader.told("address")
            told = reader.reopen(by_address=True)
            if same:
                reader.shows(total(agreement, "--set", "volume.threshold=108"))
                assert "as before" in told
            else:
                reader.shows(total(SAMPLE / "agreement.yaml"))
                assert "not the agreement" in told and "Limit 108" in told


def test_a_page_that_slept_longer_than_its_kernel_lived_is_told(chromium, agreement):
    with (
        in_browser.app(agreement, RECORDS, "--idle=6") as served,
        reading(chromium, served) as reader,
    ):
        reader.set("volume.threshold", "108")
        reader.line.cut()
        kernel = reader.kernel()
        in_browser.wait_until(lambda: not is_there(served, kernel), 60)
        reader.line.mend()
        reader.told("ended")
        reader.reopen()
        reader.shows(total(agreement, "--set", "volume.threshold=108"))


# the beginning


@pytest.mark.parametrize(
    "at", ["cscontract.views.panel.session", "ipykernel.kernelapp"]
)
def test_a_kernel_that_ends_at_its_start_is_told_in_words(chromium, tmp_path, at):
    (tmp_path / "sitecustomize.py").write_text(ENDS)
    paths = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": paths, "ENDS_AT": at}
    with in_browser.app("--lang=zh", env=environment) as served:
        page = chromium.new_page()
        reader = Reader(page, served, None)
        page.goto(served.url, wait_until="commit")
        reader.told("failed", "zh")
        assert "Error" not in page.inner_text(
            "body"
        ) and "exception" not in page.inner_text("body")
        page.close()


# who does not see it


def test_axe_finds_nothing_in_a_panel_that_is_old(chromium, served):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with reading(chromium, served) as reader:
        reader.line.cut()
        reader.told("down")
        found = axe.run(reader.page).response["violations"]
        assert [] == [
            (each["id"], node["html"][:200]) for each in found for node in each["nodes"]
        ]
