"""What the product's own commands serve, in a real browser: 04_what_if in JupyterLab,
and the app.

Tests and benchmarks share it. The browser is the machine's Chromium, or what
CSCONTRACT_CHROMIUM names.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZE = {"width": 1280, "height": 800}
IDLE = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'
LIMIT = ".csc-volume-threshold .noUi-handle"
LIMIT_FIELD = ".csc-volume-threshold input"
#: counts from a key to the picture that it changes, decoded
WATCH = """() => {
  const shown = () => document.querySelector('.csc-picture img, img.csc-picture');
  window.moves = [];
  document.addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
  const note = () => { if (window.pressed) {
    window.moves.push(performance.now() - window.pressed); window.pressed = 0; } };
  new MutationObserver(() => shown().decode().then(note, () => {}))
    .observe(shown(), {attributes: true, attributeFilter: ['src']});
}"""


def chromium() -> str | None:
    """The browser's path; None where there is none."""
    return os.environ.get("CSCONTRACT_CHROMIUM") or next(
        filter(None, map(shutil.which, NAMES)), None
    )


@contextmanager
def browser(path: str | None = None, strict: bool = False) -> Iterator[Any]:
    """Chromium without a window.

    `strict`: it keeps what pages forbid (their CSP). What waits for a function in a
    page evaluates it there, which the app forbids; so other tests go without.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path or chromium(), args=FLAGS
        )
        if not strict:
            started.new_page = partial(started.new_page, bypass_csp=True)
            started.new_context = partial(started.new_context, bypass_csp=True)
        yield started
        started.close()


@dataclass(frozen=True, eq=False)
class Served:
    """A server that a command started, and where it is."""

    process: subprocess.Popen[str]
    port: int
    token: str
    page: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """What a reader opens: the page, with the token."""
        return f"{self.address}{self.page}{'&' if '?' in self.page else '?'}token={self.token}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(
    page: str, port: int, token: str, *command: Any, **how: Any
) -> Iterator[Served]:
    """A cscontract command that serves; ready once it answers, ended with the block."""
    module = how.pop("module", "cscontract")
    given = [sys.executable, "-P", "-m", module, *map(str, command)]
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True, **how}
    with subprocess.Popen(given, **how) as process:
        served = Served(process, port, token, page)
        try:
            wait_until(
                lambda: process.poll() is not None or answers(served.address), 60
            )
            if process.poll() is not None:
                raise RuntimeError(f"{' '.join(given)} ended with {process.returncode}")
            yield served
        finally:
            process.terminate()
            process.communicate(timeout=30)


@contextmanager
def app(*options: Any, own_token: bool = True, **how: Any) -> Iterator[Served]:
    """`cscontract app` on a free port of this machine."""
    port, token = free_port(), secrets.token_hex(16)
    given = ["app", *options, "--no-browser", f"--port={port}"]
    given += [f"--token={token}"] if own_token else []
    with serving("/", port, token, *given, **how) as served:
        yield served


@contextmanager
def lab() -> Iterator[Served]:
    """`cscontract lab` on a free port of this machine; it neither reads nor keeps
    settings, nor saves notebooks.
    """
    port, token = free_port(), secrets.token_hex(16)
    given = (
        "lab",
        "--no-browser",
        f"--port={port}",
        f"--IdentityProvider.token={token}",
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "settings", "@jupyterlab", "docmanager-extension")
        settings.mkdir(parents=True)
        (settings / "plugin.jupyterlab-settings").write_text('{"autosave": false}')
        environment = {
            **os.environ,
            "JUPYTERLAB_SETTINGS_DIR": str(Path(folder, "settings")),
            "JUPYTERLAB_WORKSPACES_DIR": str(Path(folder, "workspaces")),
        }
        page = "/lab/tree/notebooks/04_what_if.ipynb?reset"
        with serving(page, port, token, *given, env=environment) as served:
            yield served


@contextmanager
def lab_on(notebook: Path, **environment: str) -> Iterator[Served]:
    """JupyterLab on one notebook of another folder, set up as `cscontract lab` sets it
    up.
    """
    port, token = free_port(), secrets.token_hex(16)
    given = {
        "ServerApp.root_dir": notebook.parent,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "IdentityProvider.token": token,
        "ServerApp.open_browser": False,
        "LabApp.workspaces_dir": notebook.parent / "workspaces",
    }
    options = [*(f"--{name}={value}" for name, value in given.items()), "--allow-root"]
    lab = Path(__file__).resolve().parent.parent / "cscontract" / "serve" / "lab"
    how = {**os.environ, "JUPYTER_CONFIG_PATH": str(lab), **environment}
    page = f"/lab/tree/{notebook.name}?reset"
    with serving(page, port, token, *options, module="jupyterlab", env=how) as served:
        yield served


def answers(address: str) -> bool:
    """Whether a server answers there, be it with a refusal."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def listens(port: int) -> bool:
    """Whether something listens there on this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def ended(*command: str) -> subprocess.CompletedProcess[str]:
    """A cscontract command that ends by itself."""
    given = [sys.executable, "-P", "-m", "cscontract", *command]
    return subprocess.run(
        given, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


def wait_until(happened: Any, seconds: float) -> None:
    """Wait for something; TimeoutError where it does not happen."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.1)


def open_app(page: Any, served: Served) -> None:
    """The app's page, usable: its first control and its chart are there."""
    page.goto(served.url)
    page.wait_for_selector(LIMIT, timeout=60_000)
    page.wait_for_function(
        "document.querySelector('img.csc-picture')?.naturalWidth > 0"
    )


def open_lab(page: Any, served: Served) -> None:
    """The notebook in JupyterLab, all its cells run, the panel in view."""
    page.goto(served.url)
    page.wait_for_selector(".jp-Notebook", timeout=60_000)
    wait_until(lambda: '"execution_state": "idle"' in kernels(served), 60)
    for _ in range(
        10
    ):  # what is asked before JupyterLab itself has the kernel is lost, or asked back
        page.wait_for_selector(IDLE, state="attached", timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        with suppress(Exception):
            page.wait_for_selector(
                ".jp-OutputArea .csc-panel", state="attached", timeout=6_000
            )
            break
        for asked_back in page.locator(".jp-Dialog .jp-mod-accept").all():
            asked_back.click()
    page.wait_for_selector(LIMIT, state="attached", timeout=60_000)
    page.wait_for_selector(IDLE, state="attached", timeout=60_000)
    page.locator(".csc-panel").first.scroll_into_view_if_needed()
    page.wait_for_function(
        "document.querySelector('img.csc-picture')?.naturalWidth > 0"
    )


def kernels(served: Served) -> str:
    """What JupyterLab's server tells of its kernels; nothing while it errs, as it may
    with one on its way.
    """
    headers = {"Authorization": f"token {served.token}"}
    asked = urllib.request.Request(f"{served.address}/api/kernels", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.read().decode("utf-8")
    except urllib.error.HTTPError:
        return ""


def moves(page: Any, times: int) -> list[float]:
    """Milliseconds from key to changed picture, for as many moves of the limit's
    slider.
    """
    page.evaluate(WATCH)
    page.locator(LIMIT).first.focus()
    for count in range(times):
        page.keyboard.press("ArrowRight" if count % 20 < 10 else "ArrowLeft")
        page.wait_for_function(f"window.moves.length > {count}", timeout=5_000)
        page.wait_for_timeout(80)
    return page.evaluate("window.moves")
