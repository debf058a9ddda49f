"""The panel as its readers have it: in JupyterLab and in the app, each opened by its
own command in Chromium.

CSCONTRACT_CHROMIUM names another browser, CSCONTRACT_SCREENSHOTS a folder that keeps
the screenshots.
"""

import json
import os
import re
import time
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.cli.main import main
from cscontract.core import money
from cscontract.core.errors import BadInput
from cscontract.views.panel.controls import css_class
from cscontract.views.panel.panel import Panel, headline_html
from cscontract.views.text.verdict_text import price_headline

import in_browser
from measured import note, note_moves

pytest.importorskip("playwright.sync_api")

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
GIVEN = cs.check(AGREEMENT, RECORDS)
FIGURES = [key for key, figure in figures().items() if figure.panel != "none"]
PHRASES = [phrase.name for phrase in register().values() if RECORDS.can_decide(phrase)]
#: how fast a picture follows a key, in milliseconds: the median, and 95 of 100
TARGETS = {"lab": (60, 100), "app": (80, 120)}
#: what a field is given beyond its bounds, by the figure's kind
WRONG = {
    "money": ["-1", "1000000.01", "much"],
    "whole": ["-1", "100001", "1.5", "98¹"],
    "date": ["1989-12-31", "2101-01-01", "2020-02-30", "soon"],
}
#: notes every headline that is shown from now on
LISTEN = """() => {
  window.said = [];
  const words = () => document.querySelector('.csc-headline').innerText.replace(/\\s+/g, ' ').trim();
  new MutationObserver(() => window.said.push(words()))
    .observe(document.querySelector('.csc-headline'), {subtree: true, childList: true});
  new MutationObserver(() => { window.stirred = performance.now(); })
    .observe(document.querySelector('.csc-panel'), {subtree: true, childList: true, attributes: true});
}"""
#: whether nothing has changed for a while: a reset and a language take many messages
QUIET = "performance.now() - window.stirred > 200"
NO_COMPLAINT = "![...document.querySelectorAll('.csc-complaint')].some((line) => line.innerText.trim())"
#: whether a control's own line says this
COMPLAINS = """([at, text]) =>
  document.querySelector(at).parentElement.querySelector('.csc-complaint').innerText.trim() === text"""
#: the classes of what has the focus and of all that it is in, and whether that can be
#: seen
FOCUS = """() => {
  const here = document.activeElement, style = getComputedStyle(here), names = [];
  for (let each = here; each; each = each.parentElement) names.push(...each.classList);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  return {names, ring, text: here.innerText || ''};
}"""


@pytest.fixture(scope="module")
def screenshots(tmp_path_factory):
    folder = Path(
        os.environ.get("CSCONTRACT_SCREENSHOTS")
        or tmp_path_factory.mktemp("screenshots")
    )
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Place:
    """Where the panel is open, and what its page said and asked for on the way."""

    name: str
    page: Any
    served: in_browser.Served
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def listen(self):
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda told: told.type == "error" and self.errors.append(told.text),
        )

    def one(self, key):
        """The control of a figure or phrase."""
        return self.page.locator(f".{css_class(key)}").first

    def words(self, key):
        """What it shows, with single blanks."""
        return " ".join(self.one(key).inner_text().split())

    def shows(self, key, text):
        """Wait until a text stands there."""
        script = "([at, text]) => document.querySelector(at)?.innerText.replace(/\\s+/g, ' ').trim() === text"
        try:
            self.page.wait_for_function(
                script, arg=[f".{css_class(key)}", text], timeout=8_000
            )
        except Exception:
            assert text == self.words(key)

    def click(self, at, number=0):
        """A click whose effects are waited for from now on."""
        self.page.evaluate("window.stirred = performance.now()")
        self.page.locator(at).nth(number).click()

    def tab(self, number):
        self.click(".csc-tabs > .lm-TabBar .lm-TabBar-tab", number)

    def language(self, language):
        self.click(".csc-switch button", ["en", "zh"].index(language))
        self.page.wait_for_function(QUIET)

    def unfold(self):
        for button in self.page.locator(".csc-fold > button:not(.mod-active)").all():
            if button.is_visible():
                button.click()

    def reset(self):
        self.click(".csc-reset")
        self.shows("headline", headline(GIVEN))
        self.page.wait_for_function(NO_COMPLAINT)
        self.page.wait_for_function(QUIET)
        self.page.evaluate("window.said = []")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def focus(self):
        return SimpleNamespace(**self.page.evaluate(FOCUS))

    def tab_to(self, key, most=120):
        """Press Tab until the focus is there."""
        for _ in range(most):
            self.press("Tab")
            if css_class(key) in self.focus().names:
                return
        raise AssertionError(f"{key} is not reached by {most} × Tab")


@pytest.fixture(scope="module", params=["app", "lab"])
def opened(request, chromium):
    """The panel in the app, then in JupyterLab."""
    serve, open_panel = {
        "lab": (in_browser.lab, in_browser.open_lab),
        "app": (in_browser.app, in_browser.open_app),
    }[request.param]
    with serve() as served:
        page = chromium.new_page(viewport=in_browser.SIZE)
        here = Place(request.param, page, served)
        here.listen()
        open_panel(page, served)
        page.evaluate(LISTEN)
        here.reset()
        yield here
        page.close()


#: for what is the app's alone (first above: pytest groups what shares a place by its
#: number)
in_the_app = pytest.mark.parametrize("opened", ["app"], indirect=True)


@pytest.fixture
def place(opened):
    """The panel as it is opened, whatever the test before has left."""
    opened.tab(0)
    if opened.words("headline") != headline(GIVEN):
        opened.language("en")
        opened.reset()
    return opened


# what is to be seen, from the package alone


def text_of(html):
    """HTML as a page shows it."""
    text = re.sub(r"<br>|&ensp;", " ", html)
    return " ".join(re.sub(r"<[^>]+>", "", text).replace("&amp;", "&").split())


def headline(verdict, language="en", baseline=GIVEN, refused=()):
    return text_of(headline_html(verdict, baseline, language, refused))


def judged(key, value):
    """The verdict with that figure or reading, which the command line must agree with;
    None where it is refused.
    """
    option = "--set" if key in figures() else "--reading"
    out = StringIO()
    with redirect_stdout(out):
        status = main(["check", option, f"{key}={value}", "--json", "-"])
    try:
        verdict = cs.check(AGREEMENT.replace(**changes(key, value)), RECORDS)
    except (BadInput, ValueError):
        assert 2 == status and not out.getvalue()
        return None
    told = json.loads(out.getvalue())
    low, high = told.get("low", told["total"]), told.get("high", told["total"])
    of = verdict.range[:2] if verdict.range else (verdict.charges.total,) * 2
    assert (verdict.charges.total, *of) == tuple(
        map(money.fen, (told["total"], low, high))
    )
    return verdict


def changes(key, value):
    if key not in figures():
        return {f"readings__{key}": value}
    return {key.replace(".", "__"): figures()[key].parse_text(str(value))}


@cache
def model():
    """A panel without a browser, for its bounds and its words."""
    return Panel(AGREEMENT, RECORDS)


def complained(key, value):
    """What the panel says of a value, in words."""
    panel = model()
    panel.control(key).value = value
    told = panel.complaint(key)
    panel.reset_to_given()
    return told


def ends(key):
    """The ends of a figure's slider, by the key that leads there; none where it has no
    slider.
    """
    slider, figure = model().control(key).slider, figures()[key]
    return {
        name: figure.show(slider.stops[place])
        for name, place in (("Home", 0), ("End", -1))
        if slider
    }


def bounds(key):
    """The ends of what a field may hold, and what lies beyond."""
    figure = figures()[key]
    return [figure.show(figure.low), figure.show(figure.high), *WRONG[figure.kind]]


# every control


def test_it_opens_on_the_agreement_as_it_is(place):
    place.shows("headline", headline(GIVEN))
    assert "CNY 11,200.00 for the term 0.00 against the baseline" in place.words(
        "headline"
    )


@pytest.mark.parametrize("key", FIGURES)
def test_a_figure_at_and_beyond_its_bounds(place, key):
    place.unfold()
    kept = GIVEN
    for press, value in ends(key).items():
        place.one(key).locator(".noUi-handle").focus()
        place.press(press)
        kept = agrees(place, key, value, kept)
    for value in bounds(key):
        place.one(key).locator("input").fill(value)
        place.press("Enter")
        kept = agrees(place, key, value, kept)
    place.reset()


@pytest.mark.parametrize("key", PHRASES)
def test_a_phrase_in_each_of_its_readings(place, key):
    place.unfold()
    kept = GIVEN
    for number, (_, reading) in reversed([*enumerate(model().control(key).options)]):
        place.one(key).locator("select").select_option(index=number)
        kept = agrees(place, key, reading, kept)
    place.reset()


def agrees(place, key, value, kept):
    """Headline, Python and the command line say the same; what is refused is told, the
    old answer marked.
    """
    verdict = judged(key, value)
    told = complained(key, value)
    assert bool(told) == (verdict is None)
    expected = (
        headline(verdict) if verdict else headline(kept, refused=[still(key, kept)])
    )
    place.shows("headline", expected)
    if told:
        told = f"{told} still {still(key, kept)[1]}"
    place.page.wait_for_function(COMPLAINS, arg=[f".{css_class(key)}", told])
    place.page.evaluate("window.said.splice(0)")
    return verdict or kept


def still(key, verdict):
    """Label and value of a figure that stays as it was."""
    figure, value = figures()[key], verdict.agreement.figure(key)
    return figure.label["en"], figure.show(
        value, grouped=True
    ) if value is not None else "not agreed"


# the tab on words


def test_a_reading_chosen_on_the_other_tab_leaves_what_price_says(place):
    place.tab(1)
    assert shown_range(place, price_headline(cs.price(AGREEMENT, RECORDS), "en"))
    far = (
        place.page.locator(".csc-price-far")
        .locator("input, button")
        .or_(place.page.locator("button.csc-price-far"))
    )
    far.first.click()
    full = cs.price(AGREEMENT, RECORDS, "all")
    assert shown_range(place, price_headline(full, "en"))
    chosen = {
        "headcount": "inquiring",
        "bound": "at_least",
        "surcharge_days": "after_maturity",
    }
    settled = {}
    for phrase, reading in chosen.items():
        settled[phrase] = reading
        place.one(f"price.{phrase}").locator("select").select_option(
            index=1 + list(full.open[phrase]).index(reading)
        )
        left = cs.price(
            AGREEMENT.replace(readings={**AGREEMENT.readings, **settled}),
            RECORDS,
            [name for name in full.open if name not in settled],
        )
        assert shown_range(place, price_headline(left, "en"))
    place.page.locator(".csc-price-reset").click()
    assert shown_range(place, price_headline(full, "en"))
    far.first.click()
    assert shown_range(place, price_headline(cs.price(AGREEMENT, RECORDS), "en"))
    place.tab(0)


def shown_range(place, text):
    place.page.wait_for_function(
        "(text) => document.querySelector('.csc-price-headline .csc-range')?.innerText === text",
        arg=text,
    )
    return True


# languages


def test_the_language_is_switched_on_the_page(place):
    place.language("zh")
    place.shows("headline", headline(GIVEN, "zh"))
    assert "加收门槛" in place.words("volume.threshold")
    tabs = place.page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab").all_inner_texts()
    assert ["应付金额", "措辞之价"] == tabs[:2]
    if place.name == "app":
        assert ["zh", "如果"] == place.page.evaluate(
            "[document.documentElement.lang, document.title.slice(0, 2)]"
        )
    place.language("en")
    place.shows("headline", headline(GIVEN))
    if place.name == "app":
        assert ["en", "Wh"] == place.page.evaluate(
            "[document.documentElement.lang, document.title.slice(0, 2)]"
        )


# by keyboard alone


def fold_all(place):
    for button in place.page.locator(".csc-fold > button.mod-active").all():
        if button.is_visible():
            button.click()


def test_tab_reaches_every_control_and_shows_where_it_is(place):
    fold_all(place)
    place.page.locator(".csc-title").first.click()
    keys = [*FIGURES, *PHRASES, "keep", "reset", "switch", "tabs", "day"]
    missing, unseen = set(map(css_class, keys)), []
    for _ in range(120):
        place.press("Tab")
        focus = place.focus()
        if "csc-panel" in focus.names:
            missing -= set(focus.names)
            unseen += [] if focus.ring else [focus.names]
            if {"csc-fold", "widget-toggle-button"} <= set(
                focus.names
            ) and "mod-active" not in focus.names:
                place.press(
                    "Space"
                )  # what is folded away is reached once its fold is open
                place.page.wait_for_selector(
                    f".csc-fold > button.mod-active >> text={focus.text.strip()}"
                )
        if not missing:
            break
    assert (set(), []) == (missing, unseen)
    fold_all(place)


#: in JupyterLab a list must be open to get the arrow keys (ipywidgets, issue 3912)
NEXT_READING = {"lab": ("Space", "ArrowDown", "Enter"), "app": ("ArrowDown",)}


def test_keys_alone_move_every_kind_of_control(place):
    place.page.locator(".csc-title").first.click()
    place.tab_to("volume.threshold")
    place.press("Control+A")
    place.page.keyboard.type("１０２")
    place.press("Enter")
    place.shows("headline", headline(judged("volume.threshold", 102)))
    place.press("Tab", "ArrowLeft")
    place.shows("headline", headline(judged("volume.threshold", 101)))
    place.press("ArrowLeft")
    place.shows("headline", headline(GIVEN))
    place.tab_to("term.end")
    place.press("Control+A")
    place.page.keyboard.type("2020-09-30")
    place.press("Enter")
    place.shows("headline", headline(judged("term.end", "2020-09-30")))
    place.tab_to("reset")
    place.press("Enter")
    place.shows("headline", headline(GIVEN))
    place.page.locator(".csc-title").first.click()
    place.tab_to("bound")
    place.press(*NEXT_READING[place.name])
    place.shows("headline", headline(judged("bound", "at_least")))
    place.tab_to("keep")
    place.press("Space")
    kept = judged("bound", "at_least")
    place.shows("headline", headline(kept, baseline=kept))
    place.tab_to("reset")
    place.press("Space")
    place.shows("headline", headline(GIVEN))


def test_keys_alone_choose_a_day_a_language_and_a_tab(place):
    place.page.locator(".csc-title").first.click()
    place.tab_to("day")
    place.press("Tab", "ArrowRight")
    place.page.wait_for_function(
        "document.querySelector('.csc-why').innerText.startsWith('31 Aug 2020')"
    )
    place.press("ArrowLeft")
    place.page.wait_for_function(
        "document.querySelector('.csc-why').innerText.startsWith('30 Aug 2020')"
    )
    place.page.locator(".csc-title").first.click()
    for language, verdict in (("中文", "zh"), ("EN", "en")):
        while place.focus().text.strip() != language:
            place.tab_to("switch")
        place.press("Enter")
        place.shows("headline", headline(GIVEN, verdict))
        place.page.locator(".csc-title").first.click()
    while "lm-TabBar-tab" not in place.focus().names:
        place.tab_to("tabs")
    place.press("ArrowRight", "Enter")
    place.page.wait_for_selector(".csc-price-headline", state="visible")
    place.press("ArrowLeft", "Enter")
    place.page.wait_for_selector(".csc-headline", state="visible")


# how it looks


def worked_out(place):
    """What a tab works out when it is opened is there, and its pictures."""
    place.page.wait_for_timeout(400)
    place.page.wait_for_function(QUIET)
    place.page.wait_for_function(
        "[...document.querySelectorAll('.csc-panel img')].every((img) => img.complete)"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits_a_screen_and_is_kept_as_a_picture(place, language, screenshots):
    fold_all(place)
    place.language(language)
    place.shows("headline", headline(GIVEN, language))
    tabs = place.page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab").count()
    for number in range(tabs):
        place.tab(number)
        worked_out(place)
        place.page.locator(".csc-panel").first.evaluate(
            "panel => panel.scrollIntoView()"
        )
        place.page.mouse.move(0, 0)
        place.page.screenshot(
            path=screenshots / f"{place.name}-{language}-{number + 1}.png"
        )
        if place.name == "app" and not number:
            assert 800 >= place.page.evaluate("document.documentElement.scrollHeight")
            assert 1280 >= place.page.evaluate("document.documentElement.scrollWidth")
    place.tab(0)
    place.language("en")
    place.shows("headline", headline(GIVEN))


# who does not see it


@in_the_app
@pytest.mark.parametrize("tab", range(1 + len(Panel(AGREEMENT, RECORDS).tabs)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_nothing_in_the_app(place, tab, language):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    place.language(language)
    place.shows("headline", headline(GIVEN, language))
    place.unfold()
    place.tab(tab)
    worked_out(place)
    place.unfold()
    found = axe.run(place.page).response["violations"]
    told = [
        (each["impact"], each["id"], node["html"][:200])
        for each in found
        for node in each["nodes"]
    ]
    assert [] == told
    fold_all(place)
    place.tab(0)
    fold_all(place)
    place.language("en")
    place.shows("headline", headline(GIVEN))


@in_the_app
def test_sliders_folds_and_pictures_have_names_and_states_in_the_app(place):
    named = place.page.get_by_role
    assert named("slider", name="Limit", exact=True).count() == 1
    assert named("textbox", name="Limit", exact=True).count() == 1
    assert named("button", name="5 further terms", expanded=False).count() == 1
    assert named("button", name="EN", pressed=True).count() == 1
    named("img", name="37 of 153 days are charged, CNY 3,700.00").wait_for()
    assert named("heading", level=1).count() == 1 and named("main").count() == 1


# how fast


def test_how_fast_a_picture_follows_a_key(place):
    moves = in_browser.moves(place.page, 30)
    assert 30 == len(moves)
    name = {"lab": "JupyterLab", "app": "app"}[place.name]
    note_moves(
        f"{name}, key on a slider to changed picture", moves, *TARGETS[place.name]
    )


@in_the_app
def test_how_soon_the_app_can_be_used(place, chromium):
    place.page.wait_for_timeout(3_000)  # a kernel is made ready for the next reader
    page = chromium.new_page(viewport=in_browser.SIZE)
    begun = time.monotonic()
    page.goto(place.served.url)
    page.wait_for_selector(in_browser.LIMIT)
    note(
        "app, opened to first usable control", 1_000 * (time.monotonic() - begun), 4_000
    )
    page.close()


# what it asked for, after all that was done above


def test_no_request_has_left_the_machine(place):
    hosts = {url.split("/")[2] for url in place.asked if re.match("(http|ws)s?:", url)}
    assert {f"127.0.0.1:{place.served.port}"} == hosts


#: what JupyterLab tells as an error, and why it is none of the panel's
TOLD_BY_OTHERS = {
    "@jupyterlite/services": "the kernel for pages without a server is installed in the same environment",
}


def test_no_error_was_told_on_the_way(place):
    told = [
        each
        for each in place.errors
        if not any(part in each for part in TOLD_BY_OTHERS)
    ]
    assert "" == "\n".join(told)
