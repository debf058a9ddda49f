"""A reader of the app without a browser: opens the page, asks for its widgets, moves a
slider.

async with Reader(served) as reader:
    await reader.open()
    total = await reader.move(120)
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from websockets.asyncio.client import connect

import in_browser

#: how a page's own script talks to its kernel
PROTOCOL = "v1.kernel.websocket.jupyter.org"
LIMIT = "csc-volume-threshold"
#: what Voilà sends while a page is not yet there
WAITING = "voila_heartbeat"


@dataclass
class Reader:
    """One page of the app, as its own script has it."""

    served: in_browser.Served
    kernel: str = ""
    cookie: str = ""
    widgets: dict[str, Any] = field(default_factory=dict)
    session: str = field(default_factory=lambda: uuid.uuid4().hex)
    socket: Any = None

    async def __aenter__(self) -> Reader:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.socket:
            await self.socket.close()

    async def fetch(self, path: str, seconds: float = 60, **how: Any) -> HTTPResponse:
        """An answer of the app, whatever its status."""
        headers = {"Cookie": self.cookie, **how.pop("headers", {})}
        address = f"{self.served.address}{path}"
        asked = HTTPRequest(
            address,
            headers=headers,
            request_timeout=seconds,
            connect_timeout=seconds,
            **how,
        )
        client: AsyncHTTPClient = SimpleAsyncHTTPClient(force_instance=True)
        try:
            return await client.fetch(asked, raise_error=False)
        finally:
            client.close()

    async def open(self, seconds: float = 240) -> None:
        """The page and its widgets; TimeoutError or LookupError where they do
        not come.
        """
        async with asyncio.timeout(seconds):
            answer = await self.fetch(
                f"/?token={self.served.token}", seconds, follow_redirects=False
            )
            given = [
                each.split(";")[0] for each in answer.headers.get_list("Set-Cookie")
            ]
            # whoever has come before is given none anew
            self.cookie = "; ".join(given) or self.cookie
            named = re.search(
                r'"kernelId": "([^"]+)"', answer.body.decode("utf-8", "replace")
            )
            if named is None:
                raise LookupError(f"no page: {answer.code}")
            self.kernel = named[1]
            await self.connect()
            await self.ask_for_widgets()

    async def connect(self, **how: Any) -> None:
        """The page's connection to its kernel."""
        path = f"/api/kernels/{self.kernel}/channels?session_id={self.session}"
        self.socket = await connect(
            f"ws://127.0.0.1:{self.served.port}{path}",
            additional_headers={"Cookie": self.cookie},
            subprotocols=[PROTOCOL],
            max_size=None,
            open_timeout=120,
            proxy=None,
            **how,
        )

    async def send(
        self, kind: str, content: dict[str, Any], channel: str = "shell"
    ) -> str:
        """A message to the kernel; its id."""
        name = uuid.uuid4().hex
        header = {
            "msg_id": name,
            "username": "",
            "session": self.session,
            "msg_type": kind,
            "version": "5.3",
            "date": "2020-08-01T00:00:00Z",
        }
        meta = {"version": "1.0.0"} if kind == "comm_open" else {}
        parts = [json.dumps(part).encode() for part in (header, {}, meta, content)]
        await self.socket.send(serialize_msg_to_ws_v1(parts, channel))
        return name

    async def hear(self) -> tuple[str, str, dict[str, Any], list[bytes]]:
        """The next message: what it answers, its kind, content and buffers."""
        _, parts = deserialize_msg_from_ws_v1(await self.socket.recv())
        header, parent, _, content = (json.loads(part) for part in parts[:4])
        return parent.get("msg_id", ""), header["msg_type"], content, parts[4:]

    async def ask_for_widgets(self) -> None:
        """All widgets' states, by one question as the page's script asks it."""
        asked = uuid.uuid4().hex
        opening = {
            "comm_id": asked,
            "target_name": "jupyter.widget.control",
            "data": {},
        }
        await self.send("comm_open", opening)
        await self.send(
            "comm_msg", {"comm_id": asked, "data": {"method": "request_states"}}
        )
        while not self.widgets:
            _, kind, content, _ = await self.hear()
            if kind == "comm_msg" and content["data"].get("method") == "update_states":
                self.widgets = content["data"]["states"]
        if not self.named(LIMIT):
            raise LookupError("no panel")

    def named(self, css_class: str) -> str:
        """The widget with a class of the panel's; empty where there is none."""
        classes = {
            name: widget["state"].get("_dom_classes", [])
            for name, widget in self.widgets.items()
        }
        return next((name for name, has in classes.items() if css_class in has), "")

    async def move(self, limit: int, seconds: float = 60) -> str:
        """The total that is shown once the limit's slider has been moved."""
        field, slider = self.parts(LIMIT)
        before = self.widgets[field]["state"]["value"]
        at = self.widgets[slider]["state"]["value"] + limit - int(before)
        data = {"method": "update", "state": {"value": at}, "buffer_paths": []}
        async with asyncio.timeout(seconds):
            sent = await self.send("comm_msg", {"comm_id": slider, "data": data})
            return await self._answer_to(sent)

    def parts(self, css_class: str) -> list[str]:
        """The widgets that stand in one with a class of the panel's."""
        inside = self.widgets[self.named(css_class)]["state"]["children"]
        return [name.removeprefix("IPY_MODEL_") for name in inside]

    async def _answer_to(self, sent: str) -> str:
        """The headline's total, once the picture has come and the kernel is done.

        Where two limits give the same headline, the second is not sent.
        """
        headline = self.widgets[self.named("csc-headline")]["state"]
        picture, idle = False, False
        while not (picture and idle):
            parent, kind, content, buffers = await self.hear()
            if parent != sent:
                continue
            idle = idle or (kind == "status" and content["execution_state"] == "idle")
            picture = picture or bool(buffers)
            if kind == "comm_msg" and content["comm_id"] == self.named("csc-headline"):
                headline.update(content["data"]["state"])
        return total_in(headline["value"])


def total_in(headline: str) -> str:
    """The total of a headline's HTML: “CNY 11,200.00”."""
    found = re.search(r"CNY [\d,]+\.\d\d", re.sub("<[^>]*>", "", headline))
    return found[0] if found else ""
