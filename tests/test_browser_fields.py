"""The panel in Chromium on an agreement off all steps and on counts of its own: in
JupyterLab and in the app.

Opened, reset, saved as a round and loaded it shows what `check` says; then whatever
people type.
"""

import json
import os
import random
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import nbformat
import pytest

import cscontract as cs
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.core import money
from cscontract.core.strict_yaml import yaml_text
from cscontract.views.panel.controls import css_class

import build
import in_browser

pytest.importorskip("playwright.sync_api")

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml").replace(
    **build.OFF_STEPS,
    term__start=date(2021, 3, 4),
    term__end=date(2021, 8, 19),
)
SHOWN = [figure for figure in figures().values() if figure.panel != "none"]
NOTEBOOK = """from datetime import UTC, datetime
import cscontract as cs
from cscontract.views.panel.panel import Panel
agreement, records = cs.load("agreement.yaml"), cs.read("records")
Panel(agreement, records, "en", rounds="rounds.db", now=lambda: datetime(2026, 11, 1, tzinfo=UTC))"""
#: how it is typed, and what it then says
READ = {
    "fee.monthly": [
        ("1,650.00", "1,650.00"),
        ("1 880", "1,880.00"),
        ("１６５０", "1,650.00"),
        ("¥1,647.91", "1,647.91"),
        ("￥1650元", "1,650.00"),
        ("12000", "12,000.00"),
        ("1515", "1,515.00"),
    ],
    "renewal.threshold": [("1,001", "1,001"), ("４０１", "401")],
    "volume.threshold": [("300", "300"), ("１０１", "101")],
    "term.end": [
        ("2021/7/30", "2021-07-30"),
        ("2021年7月31日", "2021-07-31"),
        ("2021.08.01", "2021-08-01"),
    ],
}
REFUSED = {
    "fee.monthly": ["98¹", "1e3", "1,00", "NaN", "-5", "1" + "0" * 30, "1.234", ""],
    "volume.threshold": ["98¹", "1e3", "1,00", "NaN", "-5", "1" + "0" * 30, "1.5", ""],
    "term.end": ["2021-02-30", "30/11/2021", "soon", ""],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The agreement, receptions of its own, and a notebook that opens the panel on
    them.
    """
    folder = tmp_path_factory.mktemp("own")
    (folder / "agreement.yaml").write_text(yaml_text(AGREEMENT.plain()), "utf-8")
    (folder / "records").mkdir()
    (folder / "records" / "receptions.csv").write_text(
        "\n".join(receptions()) + "\n", "utf-8"
    )
    cell = nbformat.v4.new_code_cell(NOTEBOOK)
    kernel = {
        "kernelspec": {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
    }
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(notebook, folder / "own.ipynb")
    return folder


def receptions():
    """Counts of three shops around a limit of 103; one shop lacks a fortnight."""
    draw = random.Random(11)
    yield "date,shop,id,asked,received,inquiring"
    for day in range(120):
        when = AGREEMENT.term.start + timedelta(days=day)
        for number, shop in enumerate(AGREEMENT.shops):
            if number == 1 and 30 <= day < 44:
                continue
            asked = draw.randint(25, 55) + (60 if 60 <= day < 75 else 0)
            yield f"{when},{shop.id},a{number},{asked},{asked - 2},{asked - 9}"


@pytest.fixture(scope="module", params=["app", "lab"])
def page(request, chromium, folder):
    """The panel, opened and untouched."""
    rounds = str(folder / f"{request.param}.db")
    if request.param == "app":
        how = {"env": {**os.environ, "CSCONTRACT_ROUNDS": rounds}}
        serve = in_browser.app(folder / "agreement.yaml", folder / "records", **how)
        open_panel = in_browser.open_app
    else:
        serve, open_panel = in_browser.lab_on(folder / "own.ipynb"), in_browser.open_lab
    with serve as served:
        page = chromium.new_page(viewport=in_browser.SIZE)
        open_panel(page, served)
        page.wait_for_timeout(1_500)  # whatever a browser would send back has been sent
        page.name = request.param
        yield page
        page.close()


@pytest.fixture(scope="module")
def verdict(folder):
    return cs.check(AGREEMENT, cs.read(folder / "records"))


def fields(page):
    """What every field says, be it folded away or not."""
    return {figure.key: field(page, figure.key).input_value() for figure in SHOWN}


def field(page, key):
    return page.locator(f".{css_class(key)} input").first


def expected(agreement):
    values = {figure.key: (figure, agreement.figure(figure.key)) for figure in SHOWN}
    return {
        key: figure.show(value, grouped=True) for key, (figure, value) in values.items()
    }


def says(page, verdict, difference=0):
    """Every figure, the total and each month are those of `check`."""
    total = money.grouped(verdict.charges.total)
    page.wait_for_function(
        "text => document.querySelector('.csc-total').innerText.includes(text)",
        arg=total,
    )
    with suppress(TimeoutError):
        in_browser.wait_until(lambda: expected(verdict.agreement) == fields(page), 8)
    assert expected(verdict.agreement) == fields(page)
    told = page.locator(".csc-headline").inner_text()
    assert f"{money.grouped(difference, signed=True)} against the baseline" in told
    statement = page.locator(".csc-statement").inner_text()
    for month in verdict.monthly:
        assert money.grouped(month["total"]) in statement
    assert total in statement
    return True


def type_in(page, key, text):
    field(page, key).fill(text)
    field(page, key).press("Enter")


def reset(page, verdict):
    page.locator(".csc-reset").first.click()
    assert says(page, verdict)
    page.wait_for_timeout(500)
    assert says(page, verdict)


def test_opening_changes_nothing(page, verdict):
    assert says(page, verdict)


def test_its_total_is_that_of_the_command_line(verdict, folder, capsys):
    from cscontract.cli.main import main

    capsys.readouterr()
    main(
        [
            "check",
            str(folder / "agreement.yaml"),
            str(folder / "records"),
            "--json",
            "-",
        ]
    )
    assert f"{verdict.total:.2f}" == json.loads(capsys.readouterr().out)["total"]


def test_a_reset_and_a_round_send_nothing_back(page, verdict):
    reset(page, verdict)
    tabs = page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab")
    tabs.nth(2).click()
    page.locator(".csc-offers-save").first.click()
    page.locator(".csc-offers-status", has_text="saved").first.wait_for()
    tabs.nth(0).click()
    type_in(page, "fee.monthly", "1,647.91")
    type_in(page, "volume.threshold", "250")
    page.wait_for_function(
        "document.querySelector('.csc-headline').innerText.includes('▼')"
    )
    tabs.nth(2).click()
    page.locator(".csc-offers-take").first.click()
    tabs.nth(0).click()
    assert says(page, verdict)
    page.wait_for_timeout(1_000)
    assert says(page, verdict)


@pytest.mark.parametrize("key", READ)
def test_what_people_type_is_read(page, verdict, key):
    if key == "volume.threshold":
        type_in(page, "renewal.threshold", "400")
    for text, shown in READ[key]:
        type_in(page, key, text)
        page.wait_for_function(
            "([at, text]) => document.querySelector(at).value === text",
            arg=[f".{css_class(key)} input", shown],
        )
        page.wait_for_timeout(300)
        assert shown == field(page, key).input_value()
        assert not page.locator(".csc-old").count()
    reset(page, verdict)


@pytest.mark.parametrize("key", REFUSED)
def test_what_is_refused_is_told_beside_the_field_and_the_old_answer_marked(
    page, verdict, key
):
    figure, kept = figures()[key], expected(AGREEMENT)[key]
    beside = (
        page.locator(f".{css_class(key)}")
        .first.locator("xpath=..")
        .locator(".csc-complaint")
    )
    for text in REFUSED[key]:
        type_in(page, key, text)
        beside.get_by_text("Allowed").wait_for()
        assert f"Allowed: {figure.bounds} still {kept}" == beside.inner_text().strip()
        page.locator(".csc-old").first.wait_for()
        told = page.locator(".csc-headline").inner_text()
        assert f"still the answer for {figure.label['en']} {kept}" in told
        assert money.grouped(verdict.charges.total) in told
        type_in(page, key, kept)
        page.locator(".csc-old").first.wait_for(state="detached")
    reset(page, verdict)


def test_the_day_explained_is_typed(page, verdict):
    type_in(page, "day", "2021/5/9")
    page.locator(".csc-why", has_text="9 May 2021").first.wait_for()
    type_in(page, "day", "98¹")
    page.locator(".csc-why.csc-old").first.wait_for()
    assert "9 May 2021" in page.locator(".csc-why").first.inner_text()
    type_in(page, "day", "2021年5月10日")
    page.locator(".csc-why", has_text="10 May 2021").first.wait_for()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_can_be_used_on_a_wide_and_a_narrow_screen(
    page, verdict, width, language, tmp_path
):
    if page.name == "lab":
        pytest.skip("JupyterLab keeps its own columns on a narrow screen")
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(".csc-switch button").nth(["en", "zh"].index(language)).click()
    type_in(page, "fee.monthly", "98¹")
    page.locator(".csc-old").first.wait_for()
    page.wait_for_timeout(500)
    folder = Path(os.environ.get("CSCONTRACT_SCREENSHOTS") or tmp_path)
    page.screenshot(path=folder / f"fields-{language}-{width}.png", full_page=True)
    answer = page.locator(".csc-headline").bounding_box()
    assert answer["width"] >= min(320, width - 60)
    assert width >= page.evaluate("document.documentElement.scrollWidth")
    for figure in SHOWN:
        box = field(page, figure.key).bounding_box()
        assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width)
    cut = "e => e.scrollWidth > e.clientWidth"
    assert not field(page, "renewal.threshold").evaluate(cut)
    page.locator(".csc-switch button").nth(0).click()
    page.set_viewport_size(in_browser.SIZE)
    reset(page, verdict)
