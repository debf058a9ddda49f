"""The app's server: Voilà on one notebook, with a token, and nothing else."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import socket
import tempfile
import webbrowser
from html import escape
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

from jupyter_core.utils import run_sync
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.ioloop import IOLoop
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from cscontract.core.language import LANGUAGES, Language, say
from cscontract.serve import kernels, limits
from cscontract.serve import page as panel_page
from cscontract.serve.kernel_pool import PageKernels
from cscontract.serve.notices import page_notices
from cscontract.serve.served_panel import NOTEBOOK

TITLE = "What if? Costs of the customer-service agreement"
#: who answers in place of Voilà's; what is not here is not answered
ANSWERS = {
    VoilaKernelWebsocketHandler: panel_page.Channels,
    KernelHandler: panel_page.KernelState,
    TemplateStaticFileHandler: panel_page.TemplateFiles,
    MultiStaticFileHandler: panel_page.Files,
    ThemesHandler: panel_page.Themes,
    FileFindHandler: panel_page.Extensions,
    VoilaShutdownKernelHandler: panel_page.EndOfKernel,
}


class PanelServer(Voila):
    """Serves the panel; `browse` opens it in a browser as well.

    Configuration files are left alone.
    """

    config_file_paths: ClassVar[list[str]] = []
    language: Language = "en"
    browse = False
    #: where readers find it, if that is elsewhere than it listens: https://name.example
    behind: str | None = None
    #: how many connections may wait
    waiting = limits.WAITING
    #: the page, once it is made
    page: Any = None

    @property
    def notebook(self) -> str:
        """The notebook that is served, as the server finds it."""
        return os.path.relpath(self.notebook_path, self.root_dir)

    def init_settings(self) -> dict[str, Any]:
        """As Voilà's; only requests to this machine or the public name are answered."""
        public = urlsplit(self.behind).hostname if self.behind else None
        here = ip_address(self.ip).is_loopback
        return {
            **super().init_settings(),
            "allow_remote_access": not here and not public,
            "local_hostnames": ["localhost", *filter(None, [public])],
            "allow_origin": self.behind or "",
            "log_function": lambda _: None,
        }

    def init_handlers(self) -> list[Any]:
        """Of Voilà's those that a page needs, guarded, and the page itself."""
        kept = [each for each in super().init_handlers() if each[1] in ANSWERS]
        own = [("/login", panel_page.NoToken), ("/logout", panel_page.Leave)]
        guarded = [(path, ANSWERS[by], *how) for path, by, *how in kept]
        return [*own, *guarded, ("/(.*)", panel_page.PanelPage)]

    def listen(self) -> None:
        """As Voilà's, by a server that is bounded."""
        self.app.listen = self._listen
        super().listen()

    def _listen(self, port: int, address: str) -> limits.Bounded:
        server = limits.Bounded(self.app, waiting=self.waiting)
        server.listen(port, address)
        IOLoop.current().add_callback(self._prepare)
        return server

    async def _prepare(self) -> None:
        """A kernel and the page, for which the first reader need not wait then."""
        self.kernel_manager.prepare()
        await panel_page.page_halves(self)

    def launch_browser(self) -> None:
        """Print the address with its token, as soon as it is open.

        Show it in a browser where wanted.
        """
        name = socket.gethostname() if self.ip == "0.0.0.0" else self.ip
        address = f"{self.behind or self._url(name).rstrip('/')}/?token={self.token}"
        sentence = "The panel is at {address} (Ctrl+C ends it)"
        print(say(sentence, self.language, address=address), flush=True)
        if self.browse:
            browse(address)

    def stop(self) -> None:
        """End all kernels, and leave nothing behind."""
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def browse(address: str) -> None:
    """Open an address by a page that leads to it.

    The token is not for the list of processes.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as page:
        page.write(f'<meta http-equiv="refresh" content="0;url={escape(address)}">')
    atexit.register(Path(page.name).unlink, missing_ok=True)
    # a browser of the terminal keeps whoever opens it waiting
    Thread(target=webbrowser.open, args=[Path(page.name).as_uri()], daemon=True).start()


def serve_panel(options: argparse.Namespace) -> None:
    """Serve the panel as the options ask, until it is ended."""
    kernels.offer()
    limits.quieten()
    limit = limits.descriptors()
    options.most = options.most or limits.most_pages(limit)
    PanelServer.language = options.lang
    PanelServer.browse = not options.no_browser
    PanelServer.behind = options.behind
    PanelServer.waiting = limits.most_waiting(limit)
    PanelServer.launch_instance([str(NOTEBOOK)], config=server_settings(options))


def server_settings(options: argparse.Namespace) -> Config:
    """Everything that the app asks of its server, its kernels and its page."""
    port = {"port": options.port, "port_retries": 0} if options.port else {}
    wide = {"ip": options.ip, "token": options.token, "log_level": "ERROR", **port}
    cull = {
        "cull_idle_timeout": options.idle,
        "cull_interval": max(1, min(60, options.idle // 2)),
    }
    cookie = {"samesite": "Strict", "expires_days": None}
    return Config(
        Voila={**wide, "identity_provider_class": panel_page.OneToken},
        VoilaConfiguration={**ONE_PAGE, "resources": _texts(options.lang)},
        HTMLExporter={"language_code": options.lang},
        KernelProvisionerFactory={"default_provisioner_name": kernels.NAME},
        KernelManager=kernels.transport(),
        KernelRestarter={"restart_limit": 0},  # without its panel it is of no use
        MappingKernelManager=cull,
        PageKernels={"most": options.most},
        IdentityProvider={
            "cookie_options": cookie,
            "secure_cookie": bool(options.behind),
        },
    )


#: one notebook in the project's own template, with no source, no traceback and no file
#: beside it
ONE_PAGE = {
    "template": "cscontract",
    "allow_template_override": "NO",
    "allow_theme_override": "NO",
    "file_allowlist": [],
    "show_tracebacks": False,
    "strip_sources": True,
    "multi_kernel_manager_class": PageKernels,
    "extension_allowlist": [
        "@voila-dashboards/widgets-manager8",
        "@jupyter-widgets/jupyterlab-manager",
    ],
}


def _texts(language: Language) -> dict[str, Any]:
    """What the page says before the panel is there."""
    titles = {each: say(TITLE, each) for each in LANGUAGES}
    opening = say("Opening the panel…", language)
    told = {"notices": page_notices(), "titles": titles}
    return {"metadata": {"name": titles[language]}, "opening": opening, **told}
