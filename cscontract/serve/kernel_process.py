"""The process of a page's kernel.

It has the panel built, tells its name, and answers until it is ended.

Where kernels are forked, the process that forks them has imported this and `warm`ed it:
what is kept then is shared by all kernels, and none of them waits for it. The server
itself never imports this.
"""

from __future__ import annotations

import gc
import os
import sys
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from threading import Thread

import ipywidgets as widgets
from ipykernel.kernelapp import IPKernelApp

from cscontract.agreement.agreement import load
from cscontract.core.project import SAMPLE
from cscontract.records.read import read
from cscontract.serve.served_panel import served
from cscontract.views.panel.panel import Panel

#: what a kernel imports only as it starts
AT_ITS_START = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "http.client",
    "ipykernel.debugger",
    "pydoc",
    "tornado.platform.asyncio",
)
#: no history (a file and a thread of each kernel), and no second pair of pipes for what
#: is printed
SETTINGS = (
    "--HistoryManager.enabled=False",
    "--IPKernelApp.capture_fd_output=False",
    "--ext=ipywidgets",
)


def run_kernel(
    options: list[str],
    environment: dict[str, str],
    folder: str | None,
    built: Connection,
) -> None:
    """Be a kernel with these options until it is asked to end.

    Its panel's name goes to `built`.
    """
    _without_a_debugger()
    _stand_alone(environment, folder)
    # while there is no kernel, nothing is sent of the widgets: the page asks for all of
    # them at once
    panel = served(partial(datetime.now, UTC))
    # Windows' kernels watch a handle in its place
    watched = {} if sys.platform == "win32" else {"parent_handle": os.getppid()}
    app = IPKernelApp.instance(**watched)
    app.initialize([*options, *SETTINGS])
    for channel in app.kernel.comm_manager.comms.values():
        channel.kernel = app.kernel
    built.send(panel.model_id)
    built.close()
    app.start()


def _without_a_debugger() -> None:
    """No page is debugged: a debugger would be a third of a kernel's memory."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]


def _stand_alone(environment: dict[str, str], folder: str | None) -> None:
    """The environment and the folder of this kernel; it ends with its server."""
    if hasattr(os, "setsid"):
        os.setsid()  # a signal for the kernel reaches what it has started as well
    os.environ.clear()
    os.environ.update(environment)
    if folder:
        os.chdir(folder)
    Thread(target=_end_with_the_server, daemon=True).start()


def _end_with_the_server() -> None:
    """A kernel whose server is gone has no reader."""
    server = parent_process()
    if server:
        server.join()
        os._exit(1)


def warm() -> None:
    """Build a panel and throw it away.

    Fonts, classes and tables that it needs are there then.

    It is the sample's: a file of the reader's own may need an engine with threads,
    which no fork survives. The garbage collector looks no more at what is there, so
    that it stays shared.
    """
    _without_a_debugger()
    for name in AT_ITS_START:
        import_module(name)
    if SAMPLE.is_dir():
        Panel(load(SAMPLE / "agreement.yaml"), read(SAMPLE / "records"))
    widgets.Widget.close_all()
    gc.collect()
    gc.freeze()
