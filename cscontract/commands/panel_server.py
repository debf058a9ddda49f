"""The app's server: Voilà on one notebook, with a token, and nothing else to be had from it."""

from __future__ import annotations

import argparse
import atexit
import json
import socket
import tempfile
import webbrowser
from html import escape
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import zmq
from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.kernel_websocket_handler import (
    VoilaKernelWebsocketHandler,
    read_header_from_binary_message,
)

from cscontract.terms.language import LANGUAGES, Language, say
from cscontract.views.notices import notices
from cscontract.views.served import NOTEBOOK

#: what a page may load: nothing from another machine; and no other page learns its address, which has the token
HEADERS = {
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
TORNADO = {"headers": HEADERS}
TITLE = "What if? Costs of the customer-service agreement"


class NoToken(RequestHandler):
    """Who comes without the token is told, in both languages, that the address needs it."""

    @allow_unauthenticated
    def get(self) -> None:
        sentence = (
            "This page opens only by the whole address, with its token, as cscontract printed it."
        )
        told = "".join(f'<p lang="{each}">{escape(say(sentence, each))}</p>' for each in LANGUAGES)
        self.set_status(403)
        self.finish(f'<!DOCTYPE html><html lang="en"><title>403</title><body>{told}</body></html>')


class Channels(VoilaKernelWebsocketHandler):
    """The widgets' messages, less what a kernel says of its own code: no traceback, no source."""

    KEPT_BACK: ClassVar = {"error", "stream", "execute_input"}

    def write_message(self, message: Any, binary: bool = False) -> Any:
        if isinstance(message, bytes):
            header = read_header_from_binary_message(message)
        else:
            header = (json.loads(message) if isinstance(message, str) else message).get("header")
        if header and header.get("msg_type") not in self.KEPT_BACK:
            return super().write_message(message, binary)
        return None


class PanelServer(Voila):
    """Serves the panel; `browse` opens it in a browser as well. Configuration files are left alone."""

    config_file_paths: ClassVar[list[str]] = []
    language: Language = "en"
    browse = False

    def init_settings(self) -> dict[str, Any]:
        """As Voilà's; on this machine alone only requests to this machine's names are answered."""
        here = ip_address(self.ip).is_loopback
        return {**super().init_settings(), "allow_remote_access": not here, **TORNADO}

    def init_handlers(self) -> list[Any]:
        """As Voilà's, less the login form, and the request of another reader by the kernel's name."""
        changed: list[Any] = [("/login", NoToken), ("/api/kernels/([^/]+)/channels", Channels)]
        return changed + [each for each in super().init_handlers() if "/query/" not in each[0]]

    def launch_browser(self) -> None:
        """Print the address with its token, as soon as it is open; show it in a browser where wanted."""
        name = socket.gethostname() if self.ip == "0.0.0.0" else self.ip
        address = f"{self._url(name)}?token={self.token}"
        sentence = "The panel is at {address} (Ctrl+C ends it)"
        print(say(sentence, self.language, address=address), flush=True)
        if self.browse:
            browse(address)


def browse(address: str) -> None:
    """Open an address by a page that leads to it: the token is not for the list of processes."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as page:
        page.write(f'<meta http-equiv="refresh" content="0;url={escape(address)}">')
    atexit.register(Path(page.name).unlink, missing_ok=True)
    # a browser of the terminal keeps whoever opens it waiting
    Thread(target=webbrowser.open, args=[Path(page.name).as_uri()], daemon=True).start()


def serve(options: argparse.Namespace) -> None:
    """Serve the panel as the options ask, until it is ended."""
    PanelServer.language, PanelServer.browse = options.lang, not options.no_browser
    PanelServer.launch_instance([str(NOTEBOOK)], config=settings(options))


def settings(options: argparse.Namespace) -> Config:
    """Everything that the app asks of its server, its kernels and its page."""
    port = {"port": options.port, "port_retries": 0} if options.port else {}
    wide = {"ip": options.ip, "token": options.token, "log_level": "ERROR", **port}
    cull = {"cull_idle_timeout": options.idle, "cull_interval": max(1, min(60, options.idle // 2))}
    broken = say("The panel could not be opened; see where cscontract was started.", options.lang)
    return Config(
        Voila=wide,
        VoilaConfiguration={**ONE_PAGE, "resources": _texts(options.lang)},
        VoilaExecutor={"cell_error_instruction": broken},
        HTMLExporter={"language_code": options.lang},
        KernelManager={"transport_encryption": "auto" if zmq.has("curve") else "disabled"},
        MappingKernelManager=cull,
        IdentityProvider={"cookie_options": {"samesite": "Strict"}},
    )


#: one notebook in the project's own template, with no source, no traceback and no file beside it
ONE_PAGE = {
    "template": "cscontract",
    "allow_template_override": "NO",
    "allow_theme_override": "NO",
    "file_allowlist": [],
    "show_tracebacks": False,
    "strip_sources": True,
    "preheat_kernel": True,
    "default_pool_size": 1,
    "extension_allowlist": [
        "@voila-dashboards/widgets-manager8",
        "@jupyter-widgets/jupyterlab-manager",
    ],
}


def _texts(language: Language) -> dict[str, Any]:
    """What the page says before the panel is there."""
    titles = {each: say(TITLE, each) for each in LANGUAGES}
    opening = say("Opening the panel…", language)
    told = {"notices": notices(), "titles": titles}
    return {"metadata": {"name": titles[language]}, "opening": opening, **told}
