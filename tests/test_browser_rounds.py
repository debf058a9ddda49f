"""Two readers of the app who save under one name, in Chromium: the second is told and
loses nothing.
"""

import os
from pathlib import Path

import pytest

from cscontract.rounds.rounds import Rounds

import in_browser

pytest.importorskip("playwright.sync_api")

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"


@pytest.fixture
def rounds(tmp_path):
    return tmp_path / "rounds.db"


@pytest.fixture
def readers(chromium, rounds):
    """The app's page, opened twice by its address, each at the tab for offers."""
    how = {
        "env": {**os.environ, "CSCONTRACT_ROUNDS": str(rounds), "CSCONTRACT_LANG": "en"}
    }
    served = in_browser.app(SAMPLE / "agreement.yaml", SAMPLE / "records", **how)
    with served as app:
        pages = [chromium.new_page(viewport=in_browser.SIZE) for _ in range(2)]
        for page in pages:
            in_browser.open_app(page, app)
            page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab").nth(2).click()
            page.locator(".csc-offers-name input").first.wait_for()
        yield pages
        for page in pages:
            page.close()


def offer(page, limit, author):
    """Type a limit, and save it as the party's offer under the name that both use."""
    field = page.locator(in_browser.LIMIT_FIELD).first
    field.fill(limit)
    field.press("Enter")
    page.wait_for_function(
        "text => document.querySelector('.csc-offers-changes').innerText.includes(text)",
        arg=f"100 → {limit}",
    )
    name = page.locator(".csc-offers-name input").first
    name.fill("spring")
    name.press("Enter")
    page.locator(".csc-offers-author select").first.select_option(label=author)
    page.locator(".csc-offers-save").first.click()


def told(page, text):
    page.locator(".csc-offers-status", has_text=text).first.wait_for()


def picture(page, name):
    if folder := os.environ.get("CSCONTRACT_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / name, full_page=True)


def test_of_two_who_save_under_one_name_the_second_is_told_and_loses_nothing(
    readers, rounds
):
    one, other = readers
    offer(one, "110", "client")
    told(one, "offered by: client")
    offer(other, "120", "provider")
    told(other, "Not saved: spring begins with")
    picture(other, "second-saver.png")
    with Rounds(rounds) as kept:
        assert ["client"] == [round.author for round in kept.list()]
    assert "120" == other.locator(in_browser.LIMIT_FIELD).first.input_value()
    assert 1 == other.locator(".csc-offers-kept option").count()
    other.locator(".csc-offers-beside").first.click()
    told(other, "of spring_2")
    with Rounds(rounds) as kept:
        found = [
            (r.scenario, r.author, r.agreement.volume.threshold) for r in kept.list()
        ]
    assert [("spring", "client", 110), ("spring_2", "provider", 120)] == found
    one.locator(".csc-offers-renew").first.click()
    one.locator(".csc-offers-kept option", has_text="spring_2").first.wait_for(
        state="attached"
    )
