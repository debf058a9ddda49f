"""What the app shows: the panel on its command's agreement and records."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from cscontract.core.language import DEFAULT, Language

AGREEMENT = "CSCONTRACT_AGREEMENT"
RECORDS = "CSCONTRACT_RECORDS"
#: what was said of the doubts in the records, as JSON
DOUBTS = "CSCONTRACT_DOUBTS"
#: the app's only notebook, beside the template of its page
NOTEBOOK = Path(__file__).parent / "app" / "panel.ipynb"


def environment(
    agreement: str | Path,
    records: str | Path,
    language: Language,
    doubts: tuple[str | None, tuple[str, ...], str] = (None, (), "unconfirmed"),
) -> dict[str, str]:
    """The variables by which the kernels of the app know what they are to show.

    `doubts`: what `read` takes as masked, agents and long_spans.
    """
    places = {AGREEMENT: agreement, RECORDS: records}
    told = {name: str(Path(place).absolute()) for name, place in places.items()}
    return {**told, DOUBTS: json.dumps(doubts), "CSCONTRACT_LANG": language}


def served(now: Callable[[], datetime]) -> Any:
    """The panel on what the environment names.

    In words what is wrong, where a file has turned bad.

    Where CSCONTRACT_ROUNDS names a file, offers can be saved in it, with the time of
    `now`.
    """
    import ipywidgets as widgets

    from cscontract.agreement.agreement import load
    from cscontract.core.errors import BadInput
    from cscontract.records.read import read
    from cscontract.views.panel.panel import Panel
    from cscontract.views.panel.session import PanelSession
    from cscontract.views.text.rounds_text import by_name

    try:
        given = load(os.environ[AGREEMENT]), read(os.environ[RECORDS], *_doubts())
        panel = Panel(*given, DEFAULT, os.environ.get("CSCONTRACT_ROUNDS"), now)
        panel.session = PanelSession(panel)  # there as long as the panel is
        return panel
    except BadInput as error:
        told = str(error)
        for name in (
            AGREEMENT,
            RECORDS,
        ):  # where on the server they are concerns no reader
            told = by_name(told, Path(os.environ[name]))
        return widgets.HTML(f'<pre role="alert">{escape(told)}</pre>')


def _doubts() -> tuple[Any, Any, Any]:
    """Masked, agents and long_spans as `read` takes them."""
    masked, agents, long_spans = json.loads(
        os.environ.get(DOUBTS, '[null, [], "unconfirmed"]')
    )
    return masked, agents, long_spans
