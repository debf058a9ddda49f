"""From key press to changed picture: the panel's limit slider, moved 50 times in
JupyterLab and in the app.

    .venv/bin/python benchmarks/browser.py [--chromium PATH] [--screenshots FOLDER]

Starts `cscontract lab` and `cscontract app` on this machine, opens the panel in
headless Chromium, moves the slider by arrow keys and prints the median and the 95th
percentile of the time to the new picture.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import in_browser
from measured import quantile

PLACES = {
    "lab": (in_browser.lab, in_browser.open_lab),
    "app": (in_browser.app, in_browser.open_app),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--chromium", default=in_browser.chromium())
    options.add_argument("--screenshots", type=Path)
    given = options.parse_args()
    for place, (serve, open_panel) in PLACES.items():
        with serve() as served, in_browser.browser(given.chromium) as browser:
            page = browser.new_page(viewport=in_browser.SIZE)
            open_panel(page, served)
            moves = in_browser.moves(page, 50)
            if given.screenshots:
                page.screenshot(path=given.screenshots / f"panel-{place}.png")
        p50, p95 = (quantile(moves, of) for of in (0.5, 0.95))
        print(
            f"{place}: key to changed picture, {len(moves)} moves: p50 {p50:.0f} ms, p95 {p95:.0f} ms"
        )


if __name__ == "__main__":
    main()
