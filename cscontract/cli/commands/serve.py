"""`lab`: the workbook in JupyterLab.

`app`: the panel alone, as a page for colleagues.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import socket
import sys
from importlib.util import find_spec
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cscontract.cli.arguments import a_number, add_language, read_half_width, wrong
from cscontract.cli.commands import add_command
from cscontract.cli.options import add_doubts, long_spans_of, read_inputs
from cscontract.cli.outputs import as_it_is
from cscontract.cli.paths import Given
from cscontract.cli.results import tell_sample
from cscontract.core.language import Language
from cscontract.core.project import ROOT

#: beside lab's and app's own settings, where JupyterLab and Voilà look for what the
#: project has for them
SERVED = Path(__file__).parents[2] / "serve"
#: where the app's token may be kept, and what it may be
TOKEN = "CSCONTRACT_TOKEN"
TOKENS = re.compile("[A-Za-z0-9_-]{16,}")
#: the notebook that is opened, by language
FIRST: dict[Language, str] = {
    "en": "00_start_here.ipynb",
    "zh": "00_start_here_zh.ipynb",
}


def add(commands: Any) -> None:
    """`lab` and `app`."""
    _add_lab(commands)
    page = _add_app(commands)
    _add_reach(page)
    _add_limits(page)
    add_doubts(page)
    takes = ("agreement", "records")
    page.set_defaults(
        run=run_app, set=[], reading=[], as_of=None, called="app", takes=takes
    )


def _add_lab(commands: Any) -> None:
    whole = "the workbook in JupyterLab; further options go to jupyter lab"
    work = add_command(commands, "lab", whole)
    add_language(work)
    work.set_defaults(run=run_lab, passes_on=True)


def _add_app(commands: Any) -> argparse.ArgumentParser:
    """`app` with what it is of and the language that it begins in."""
    whole = "the live panel as a page of its own, by Voilà; ends with Ctrl+C"
    page: argparse.ArgumentParser = add_command(commands, "app", whole)
    file = "an agreement file; without it, the sample's"
    page.add_argument(
        "agreement", type=Given, nargs="?", metavar="AGREEMENT", help=file
    )
    folder = "a folder of records; without both paths, the sample's"
    page.add_argument("records", type=Given, nargs="?", metavar="RECORDS", help=folder)
    add_language(page, "language at first")
    return page


def _add_reach(page: argparse.ArgumentParser) -> None:
    """Where the page is found, and by whom."""
    page.add_argument(
        "--port", type=a_number, help="without it 8866, or another that is free"
    )
    page.add_argument(
        "--no-browser", action="store_true", help="print the address only"
    )
    beyond = (
        "listen for other machines too (127.0.0.1); only behind a proxy that encrypts"
    )
    page.add_argument("--ip", type=an_address, default="127.0.0.1", help=beyond)
    token = "in place of one drawn at each start; CSCONTRACT_TOKEN keeps it from the list of processes"
    page.add_argument("--token", type=a_token, help=token)
    public = "where readers find the panel: the https address of a proxy that encrypts"
    page.add_argument("--behind", type=an_origin, metavar="ADDRESS", help=public)


def _add_limits(page: argparse.ArgumentParser) -> None:
    """How many pages there may be, and for how long."""
    many = (
        "how many pages may be open at once; without it, as many as there is room for"
    )
    page.add_argument("--most", type=a_count, metavar="NUMBER", help=many)
    ended = "end the kernel of a closed page after so long (600)"
    page.add_argument(
        "--idle", type=a_duration, default=600, metavar="SECONDS", help=ended
    )


def an_address(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except ValueError:
        raise wrong("{value} is no address like 127.0.0.1", value=repr(text)) from None


def a_token(text: str) -> str:
    if not TOKENS.fullmatch(text):
        raise wrong("expected 16 or more letters, digits, _ and -")
    return text


def a_duration(text: str) -> int:
    return _above_0(text, "{value} is not a whole number of seconds above 0")


def a_count(text: str) -> int:
    return _above_0(text, "{value} is not a whole number above 0")


def _above_0(text: str, otherwise: str) -> int:
    """A whole number above 0; `otherwise`: what is said of any other text."""
    plain = read_half_width(text)
    if not re.fullmatch("[0-9]{1,18}", plain) or not int(plain):
        raise wrong(otherwise, value=repr(text))
    return int(plain)


def an_origin(text: str) -> str:
    """An address like https://name.example, without a path."""
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?", text):
        raise wrong("{value} is no address like https://name.example", value=repr(text))
    return text.rstrip("/").lower()


def run_lab(options: argparse.Namespace) -> int:
    """`lab`: JupyterLab on the notebooks, with a token, on this machine only.

    Prints its address.
    """
    from jupyterlab.labapp import LabApp

    settings = {
        "ServerApp.root_dir": ROOT,
        "ServerApp.ip": "127.0.0.1",
        "LabApp.default_url": f"/lab/tree/notebooks/{FIRST[options.lang]}",
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    start = [f"--{name}={value}" for name, value in settings.items()]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        start.append("--allow-root")
    os.environ["CSCONTRACT_LANG"] = (
        options.lang
    )  # what a notebook shows is told in its language
    # what is no option: no question about news and no preview, both of which fetch from
    # elsewhere
    _look_in("JUPYTER_CONFIG_PATH", SERVED / "lab")
    with as_it_is():
        LabApp.launch_instance([*start, *options.further])
    return 0


def run_app(options: argparse.Namespace) -> int:
    """`app`: the panel as a page, with a token, on this machine only.

    Prints its address.
    """
    from cscontract.core.errors import bad
    from cscontract.verdict.check import check

    if not find_spec("voila"):
        raise bad("app", None, "Voilà to be installed", "run python3 start.py setup")
    _refuse_a_taken_port(options)
    if options.sample:
        tell_sample(sys.stderr)  # the first line of standard output is the address
    check(
        *read_inputs(options)
    )  # all that is wrong is told here, and nothing is served
    from cscontract.serve import server
    from cscontract.serve.served_panel import environment

    doubts = options.masked, tuple(options.agent), long_spans_of(options)
    os.environ.update(
        environment(options.agreement, options.records, options.lang, doubts)
    )
    _look_in("JUPYTER_PATH", SERVED / "app")
    options.token = options.token or _token_kept() or secrets.token_hex(24)
    server.serve_panel(options)
    return 0


def _token_kept() -> str | None:
    """The token of the environment, which the kernels do not inherit."""
    from cscontract.core.errors import bad

    token = os.environ.pop(TOKEN, None)
    if token is not None and not TOKENS.fullmatch(token):
        raise bad(
            TOKEN, None, "16 or more letters, digits, _ and -", "give another, or none"
        )
    return token


def _refuse_a_taken_port(options: argparse.Namespace) -> None:
    """A port that was asked for is not changed for another in silence."""
    from cscontract.core.errors import bad

    try:
        socket.create_server((options.ip, options.port or 0)).close()
    except (OSError, OverflowError):
        place = f"{options.ip}:{options.port}" if options.port else options.ip
        raise bad(
            "--port", place, "a port that is free", "give another, or none"
        ) from None


def _look_in(variable: str, folder: Path) -> None:
    """Have Jupyter look in a folder of the project first, of those of a variable."""
    given = os.environ.get(variable)
    os.environ[variable] = os.pathsep.join(filter(None, (str(folder), given)))
