"""From key press to changed picture: the panel's limit slider, moved 50 times in JupyterLab.

    .venv/bin/python benchmarks/browser.py [--chromium PATH] [--screenshots FOLDER]

Starts `cscontract lab` on this machine, opens 04_what_if in headless Chromium, runs all cells, moves the
slider by arrow keys and prints the median and the 95th percentile of the time to the new picture.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
WATCH = """() => {
  const shown = () => document.querySelector('.csc-picture img, img.csc-picture');
  window.moves = [];
  document.addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
  const note = () => { if (window.pressed) {
    window.moves.push(performance.now() - window.pressed); window.pressed = 0; } };
  new MutationObserver(() => shown().decode().then(note))
    .observe(shown(), {attributes: true, attributeFilter: ['src']});
}"""


@contextmanager
def lab():
    """JupyterLab on a free port of this machine; gives its address with token."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "cscontract", "lab", "--no-browser", f"--port={port}",
               f"--IdentityProvider.token={token}"]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks/04_what_if.ipynb?reset&token={token}"
    finally:
        server.terminate()
        server.wait(20)


def open_panel(page: Page, address: str) -> None:
    """The notebook with all its cells run and the panel in view."""
    for _ in range(60):
        try:
            page.goto(address)
            break
        except Exception:  # the server is not up yet
            page.wait_for_timeout(500)
    page.wait_for_selector(".jp-Notebook", timeout=60_000)
    page.wait_for_timeout(4_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_selector(".csc-volume-threshold .noUi-handle", timeout=60_000)
    page.wait_for_timeout(6_000)
    page.locator(".csc-panel").first.scroll_into_view_if_needed()


def move(page: Page, times: int) -> list[float]:
    """Milliseconds from key to changed picture, for as many moves of the limit slider."""
    page.evaluate(WATCH)
    handle = page.locator(".csc-volume-threshold .noUi-handle").first
    handle.focus()
    for count in range(times):
        page.keyboard.press("ArrowRight" if count % 20 < 10 else "ArrowLeft")
        page.wait_for_function(f"window.moves.length > {count}", timeout=5_000)
        page.wait_for_timeout(80)
    return page.evaluate("window.moves")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--chromium", default=shutil.which("chromium") or shutil.which("google-chrome")
    )
    options.add_argument("--screenshots", type=Path)
    given = options.parse_args()
    with lab() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        open_panel(page, address)
        moves = sorted(move(page, 50))
        if given.screenshots:
            page.screenshot(path=given.screenshots / "panel-lab.png")
        browser.close()
    p95 = moves[int(len(moves) * 0.95) - 1]
    print(
        f"key to changed picture, {len(moves)} moves: p50 {statistics.median(moves):.0f} ms, p95 {p95:.0f} ms"
    )


if __name__ == "__main__":
    main()
