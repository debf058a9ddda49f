"""What the panel draws and prices with, by what can be imported: matplotlib and numpy,
or neither.

In a browser neither is to be had: the days are a drawing then, and each phrase is
priced alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from cscontract.agreement.agreement import Agreement
from cscontract.core.language import Language
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges
from cscontract.views.panel.controls import PictureBox

#: the value of the chart's widget: charges, language and the chosen day in, bytes or
#: HTML out
Draw = Callable[[Charges, Language, date | None], Any]


@cache
def has_numpy() -> bool:
    """Whether numpy, matplotlib and Pillow can be imported."""
    try:
        import matplotlib
        import numpy
        import PIL
    except ImportError:
        return False
    return bool(matplotlib and numpy and PIL)


def live_days() -> tuple[Any, Draw]:
    """The widget of the chart of the days, and what gives its value."""
    if has_numpy():
        from cscontract.views.charts.days_chart import LiveDays

        return PictureBox(), LiveDays().png
    from cscontract.views.charts.days_drawing import days_svg

    return widgets.HTML(layout={"width": "100%", "max_width": "780px"}), days_svg


def price_tab(given: Agreement, records: Records, language: Language) -> Any:
    """The tab on words: all phrases priced together, or each alone."""
    if has_numpy():
        from cscontract.views.panel.price_tab import PriceTab

        return PriceTab(records, language, given)
    from cscontract.views.panel.alone_tab import AloneTab

    return AloneTab(records, language)


def offers_tab(
    given: Agreement,
    records: Records,
    take: Callable[[Agreement, str], None],
    rounds: str | Path | None,
    now: Callable[[], datetime] | None,
) -> dict[str, Any]:
    """The tab for a negotiation by its title; none where there is nothing to
    draw with.
    """
    if not has_numpy():
        return {}
    from cscontract.rounds.rounds import Rounds
    from cscontract.views.panel.offers_tab import OffersTab

    return {
        "Negotiate": OffersTab(
            given, records, take, Rounds(rounds) if rounds else None, now
        )
    }
