"""`lab`: the workbook in JupyterLab."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from cscontract.commands.options import ROOT


def add(commands: Any) -> None:
    """`lab`."""
    work = commands.add_parser(
        "lab", help="the workbook in JupyterLab", epilog="Further options go to jupyter lab."
    )
    work.set_defaults(run=lab)


def lab(options: argparse.Namespace) -> int:
    """`lab`: JupyterLab on the notebooks, with a token, on this machine only; prints its address."""
    from jupyterlab.labapp import LabApp

    settings = {
        "ServerApp.root_dir": ROOT,
        "ServerApp.ip": "127.0.0.1",
        "LabApp.default_url": "/lab/tree/notebooks/00_start_here.ipynb",
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    start = [f"--{name}={value}" for name, value in settings.items()]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        start.append("--allow-root")
    # the one setting that is no option: no question about news, which would be fetched from elsewhere
    settings_folder = str(Path(__file__).parent.parent / "views" / "lab")
    given = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, (settings_folder, given)))
    LabApp.launch_instance([*start, *options.further])
    return 0
