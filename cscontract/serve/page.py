"""What the app answers: its page, the widgets' messages, and in words why not."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import secrets
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from html import escape
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

import nbformat
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import PasswordIdentityProvider, User
from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler
from voila.notebook_renderer import NotebookRenderer
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler, TemplateStaticFileHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler
from voila.utils import get_page_config

from cscontract.core.language import LANGUAGES, Language, Sentence, in_language, say
from cscontract.serve.kernel_pool import Full, PageKernels
from cscontract.serve.kernels import NotBuilt

#: what every answer says of itself: nothing in it runs or is framed, and nobody learns
#: where it was
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
#: what the page may load: nothing from another machine, and no script but its own
OF_THE_PAGE = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
#: what stands in the page, made once, for what each reader has of his own
KERNEL = "cscontract-kernel"
PANEL = "cscontract-panel"
NONCE = "cscontract-nonce"
#: from here on the page names its kernel
NAMED = '<script nonce="cscontract-nonce" id="jupyter-config-data"'
#: the token is for the reader's cookie, not for his list of pages seen and whoever
#: looks on
FORGET = "<script>if (location.search) history.replaceState(null, '', location.pathname);</script>"
#: how a page and its kernel talk
PROTOCOL = "v1.kernel.websocket.jupyter.org"


class Guarded:
    """Mixed into what answers.

    Sets the headers, and tells of a refusal no more than its reason in words.
    """

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)  # type: ignore[attr-defined]

    def write_error(self, status_code: int, **_: Any) -> None:
        answer_in_words(self, status_code, Sentence("There is nothing to be had here."))

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """What is refused is no error.

        Where, and with which token, is nobody's business.
        """
        if not isinstance(error, HTTPError):
            super().log_exception(kind, error, trace)  # type: ignore[misc]


def answer_in_words(handler: Any, status: int, *sentences: Sentence) -> None:
    """An answer in words, in both languages."""
    told = "".join(
        f'<p lang="{language}">{escape(in_language(sentence, language))}</p>'
        for language in LANGUAGES
        for sentence in sentences
    )
    handler.set_status(status)
    handler.set_header("Content-Type", "text/html")
    head = (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{status}</title>'
    )
    handler.finish(f"{head}<body>{told}</body></html>")


class NoToken(Guarded, RequestHandler):
    """Who comes without the token is told that the address needs it."""

    @allow_unauthenticated
    def get(self) -> None:
        sentence = "This page opens only by the whole address, with its token, as cscontract printed it."
        answer_in_words(self, 403, Sentence(sentence))


class OneToken(PasswordIdentityProvider):
    """Knows readers by the token, then by a cookie.

    Until they leave or close their browser.
    """

    def __init__(self, **how: Any):
        super().__init__(**how)
        self.gone: deque[str] = deque(maxlen=10_000)

    async def get_user_token(self, handler: Any) -> User | None:
        """As Jupyter's; how long the comparison takes tells nothing."""
        given = self.get_token(handler) or ""
        if not hmac.compare_digest(given.encode(), handler.token.encode()):
            return None
        return await super().get_user_token(handler)

    def get_user_cookie(self, handler: Any) -> Any:
        """As Jupyter's; whoever has left is not known by his cookie."""
        user: Any = super().get_user_cookie(handler)
        return None if user and user.username in self.gone else user

    def leave(self, handler: Any) -> None:
        """The reader's cookie opens nothing any more."""
        if handler.current_user:
            self.gone.append(handler.current_user.username)
        self.clear_login_cookie(handler)


class Leave(Guarded, JupyterHandler):
    """/logout: the cookie of whoever asks is good for nothing from now on."""

    @allow_unauthenticated
    def get(self) -> None:
        readers: Any = self.identity_provider
        readers.leave(self)
        answer_in_words(
            self, 200, Sentence("You have left the panel; its address opens it again.")
        )


class PanelPage(Guarded, JupyterHandler):
    """The page: made once, sent to each reader with his own kernel."""

    gone = False

    @allow_unauthenticated
    async def get(self, path: str = "") -> None:
        if not self.current_user:
            self.redirect("/login")
        elif path:
            raise HTTPError(404)
        else:
            await self._open()

    async def _open(self) -> None:
        app = self.settings["voila"]
        sessions = cast(PageKernels, self.kernel_manager)
        nonce = secrets.token_urlsafe(16)
        head, named = await page_halves(app)
        try:
            place = sessions.place()
        except Full:
            answer_in_words(self, 503, *no_room(sessions.most))
            return
        self.set_header("Content-Security-Policy", OF_THE_PAGE.format(nonce=nonce))
        self.set_header("Cache-Control", "no-store")
        self.write(head.replace(NONCE, nonce))
        with suppress(StreamClosedError):
            await self.flush()  # the reader sees that it opens
        try:
            session = await sessions.open(place)
        except NotBuilt:
            self.finish(not_opened(app.language))
            return
        if self.gone:
            await sessions.shutdown_kernel(session.kernel, now=True)
            return
        own = {NONCE: nonce, KERNEL: session.kernel, PANEL: session.panel}
        for name, value in own.items():
            named = named.replace(name, value)
        self.finish(named)

    def on_connection_close(self) -> None:
        """Who does not wait for his page leaves no kernel behind."""
        self.gone = True
        super().on_connection_close()


def no_room(most: int) -> list[Sentence]:
    """Why there is no page for one more reader."""
    return [
        Sentence(
            "The panel is open {most} times, and there is room for no more.", most=most
        ),
        Sentence(
            "Close a page of it that is no longer needed, or try again in some minutes."
        ),
    ]


def not_opened(language: Language) -> str:
    """What stands in place of a panel that does not come."""
    sentence = "The panel could not be opened; see where cscontract was started."
    return f'<p role="alert">{escape(say(sentence, language))}</p>'


async def page_halves(app: Any) -> tuple[str, str]:
    """The page for any reader, up to where it names its kernel, and from there on.

    Made once by Voilà.

    KERNEL, PANEL and NONCE stand in it for what is each reader's own.
    """
    if app.page is None:
        app.page = asyncio.ensure_future(_made(app))
    loaded: tuple[str, str] = await app.page
    return loaded


async def _made(app: Any) -> tuple[str, str]:
    config = {
        "base_url": app.base_url,
        "settings": app.app.settings,
        "log": app.log,
        "voila_configuration": app.voila_configuration,
    }
    once = PageTemplate(
        notebook_path=app.notebook,
        traitlet_config=app.config,
        page_config=get_page_config(**config),
        voila_configuration=app.voila_configuration,
        template_paths=app.template_paths,
        config_manager=app.config_manager,
        contents_manager=app.contents_manager,
        kernel_spec_manager=app.kernel_spec_manager,
        base_url=app.base_url,
    )
    await once.initialize()
    html = (await once.generate_content_str()).replace("</head>", f"{FORGET}</head>", 1)
    html = re.sub("<script(?=[ >])", f'<script nonce="{NONCE}"', html)
    head, named, rest = html.partition(NAMED)
    return head, named + rest


class PageTemplate(NotebookRenderer):
    """Makes the page without a kernel.

    What its cell shows is the panel of whoever reads it.
    """

    async def _jinja_kernel_start(
        self, nb: Any, kernel_id: Any, kernel_future: Any
    ) -> str:
        return KERNEL

    async def _jinja_cell_generator(
        self, nb: Any, kernel_id: Any
    ) -> AsyncIterator[Any]:
        shown = {"version_major": 2, "version_minor": 0, "model_id": PANEL}
        data = {"application/vnd.jupyter.widget-view+json": shown}
        cell = nb.cells[0].copy()
        cell.outputs = [nbformat.v4.new_output("display_data", data)]
        yield cell


class EndOfKernel(Guarded, VoilaShutdownKernelHandler):
    """A page that is closed or loaded anew ends its kernel.

    It cannot send more than its cookie.
    """

    def check_xsrf_cookie(self) -> None:
        """The page's own address in place of the sign that Jupyter asks for."""
        if not self.token_authenticated and not of_own_page(self):
            raise HTTPError(403)

    async def post(self, kernel_id: str) -> None:
        if kernel_id not in self.kernel_manager:
            raise HTTPError(404)
        await self.kernel_manager.shutdown_kernel(kernel_id, now=True)
        self.set_status(204)
        self.finish()


def of_own_page(handler: Any) -> bool:
    """Whether a browser says that the app's own page asks."""
    headers = handler.request.headers
    if "Origin" not in headers:
        return bool(headers.get("Sec-Fetch-Site") == "same-origin")
    host = urlsplit(headers["Origin"]).netloc
    own = host == handler.request.host or headers["Origin"] == handler.allow_origin
    return bool(own)


class KernelState(Guarded, KernelHandler):
    """Whether a page's kernel is there."""


class GuardedFiles(Guarded):
    """Mixed into what answers with a file.

    A path that it does not expect is no file.
    """

    @allow_unauthenticated
    async def get(self, path: str, include_body: bool = True) -> None:
        try:
            await super().get(path, include_body)  # type: ignore[misc]
        except (AssertionError, OSError, ValueError):
            raise HTTPError(404) from None


class Files(GuardedFiles, MultiStaticFileHandler):
    """Libraries of the page."""


class TemplateFiles(GuardedFiles, TemplateStaticFileHandler):
    """What the page's template has beside it."""


class Extensions(GuardedFiles, FileFindHandler):
    """The widgets' libraries."""


class Themes(GuardedFiles, ThemesHandler):
    """How the widgets look."""


class Channels(Guarded, VoilaKernelWebsocketHandler):
    """The widgets' messages, less what a kernel says of its own code.

    No traceback, no source.
    """

    KEPT_BACK: ClassVar = {"error", "stream", "execute_input"}

    async def pre_get(self) -> None:
        """Refuse messages of another form than the page's.

        They might be read wrongly.
        """
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in [name.strip() for name in offered.split(",")]:
            raise HTTPError(400)
        await super().pre_get()

    def write_message(self, message: Any, binary: bool = False) -> Any:
        header = header_of(message)
        if header and header.get("msg_type") not in self.KEPT_BACK:
            return super(VoilaKernelWebsocketHandler, self).write_message(
                message, binary
            )
        return None


def header_of(message: Any) -> dict[str, Any] | None:
    """The header of a message to the page (jupyter_server's v1 form).

    None where it has none.

    A count of eight bytes, as many offsets of eight bytes, then the parts: channel,
    header, …

    >>> header_of(b"no message")
    """
    if not isinstance(message, bytes) or len(message) < 8:
        return None
    count = int.from_bytes(message[:8], "little")
    if not 3 <= count < len(message) // 8:
        return None
    start, end = (int.from_bytes(message[8 * n : 8 * n + 8], "little") for n in (2, 3))
    try:
        header = json.loads(message[start:end])
    except ValueError:
        return None
    return header if isinstance(header, dict) else None
