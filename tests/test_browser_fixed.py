"""The panel of an agreement with a fixed fee alone, in the app: every figure right,
nothing of other clauses.
"""

import re
import shutil
from pathlib import Path

import pytest
from test_fixed_fee import AGREEMENT, OTHERS

import cscontract as cs
from cscontract.core import money
from cscontract.views.panel.controls import css_class

import in_browser

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fixed")
    (folder / "fixed.yaml").write_text(AGREEMENT, "utf-8")
    (folder / "counts").mkdir()
    shutil.copy(SAMPLE / "records" / "receptions.csv", folder / "counts")
    return folder


@pytest.mark.parametrize("language", OTHERS)
def test_the_fee_moves_and_nothing_of_other_clauses_is_seen(chromium, folder, language):
    agreement, records = folder / "fixed.yaml", folder / "counts"
    served = in_browser.app(agreement, records, "--lang", language)
    with served as app:
        page = chromium.new_page(viewport=in_browser.SIZE)
        page.goto(app.url)
        page.locator(f".{css_class('basis.monthly')} input").first.wait_for(
            timeout=60_000
        )
        for fee in (None, "2345.67"):
            if fee:
                field = page.locator(f".{css_class('basis.monthly')} input").first
                field.fill(fee)
                field.press("Enter")
            terms = cs.load(agreement)
            terms = terms.replace(basis__monthly=fee) if fee else terms
            total = money.grouped(cs.check(terms, cs.read(records)).charges.total)
            page.wait_for_function(
                "text => document.querySelector('.csc-total').innerText.includes(text)",
                arg=total,
            )
        page.screenshot(path=str(folder / f"{language}.png"))
        tabs = page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab")
        for number in range(tabs.count()):
            tabs.nth(number).click()
            page.wait_for_timeout(1_000)
            text = page.locator("body").inner_text()
            assert [] == re.findall(OTHERS[language], text, re.IGNORECASE)
        page.close()
