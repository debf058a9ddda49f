"""The app with many readers, and with those who are none: nobody is stopped by
another.
"""

import asyncio
import http.client
import json
import os
import re
import socket
import stat
import struct
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import psutil
import pytest
from jupyter_client.connect import LocalPortCache
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_server.services.kernels.connection.base import (
    serialize_binary_message,
    serialize_msg_to_ws_v1,
)
from traitlets.config import Config
from websockets.exceptions import InvalidStatus
from websockets.sync import client

import cscontract as cs
from cscontract.core import money
from cscontract.serve import kernels
from cscontract.serve import limits as bounds
from cscontract.serve.kernel_pool import PageKernels
from cscontract.serve.page import header_of
from cscontract.serve.served_panel import environment

from in_browser import app, wait_until
from reader import PROTOCOL, Reader

resource = pytest.importorskip("resource")

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
#: what a reader who does not come is waited for, in seconds: a machine may be busy
LONG = 120


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    """The app with room for two, and what it writes on its standard error."""
    path = tmp_path_factory.mktemp("log") / "log"
    with path.open("w") as log, app("--most=2", stderr=log) as server:
        object.__setattr__(server, "log", path)
        yield server


def total(limit):
    """The total that the panel has to show for a limit."""
    agreement = cs.load(SAMPLE / "agreement.yaml").replace(volume__threshold=limit)
    verdict = cs.check(agreement, cs.read(SAMPLE / "records"))
    return f"CNY {money.grouped(verdict.charges.total)}"


def asked(server, path, method="GET", body=None, **headers):
    """Status, headers and body of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    told = answer.status, answer.headers, answer.read().decode("utf-8", "replace")
    connection.close()
    return told


def with_token(server):
    return {"Authorization": f"token {server.token}"}


def moved(*readers, limit=119):
    """What readers who are there see of a move."""
    return asyncio.gather(*(each.move(limit) for each in readers))


# messages of another form


HEADER = {"msg_type": "status", "date": "2020-08-01"}


def test_the_header_of_a_message_to_the_page_is_found():
    parts = [json.dumps(part).encode() for part in (HEADER, {}, {}, {"a": 1})]
    assert HEADER == header_of(serialize_msg_to_ws_v1([*parts, b"buffer"], "iopub"))


def legacy():
    """A message with a buffer, as it goes to who asked for no form."""
    told = {"header": HEADER, "parent_header": {}, "metadata": {}, "content": {}}
    return serialize_binary_message({**told, "buffers": [b"x" * 64]})


@pytest.mark.parametrize(
    "message",
    [
        legacy(),
        b"",
        b"\xff" * 7,
        b"\xff" * 4096,
        struct.pack("<Q", 10**18) + b"{}" * 4096,
        struct.pack("<4Q", 3, 40, 50, 1 << 62) + b"{}",
        struct.pack("<5Q", 4, 40, 40, 42, 42) + b"[]",
        '{"header": {}}',
    ],
)
def test_a_message_of_another_form_has_no_header_and_costs_nothing(message):
    assert header_of(message) is None


def test_who_does_not_speak_as_the_page_does_gets_no_connection_and_stops_nobody(panel):
    async def refused_and_others_go_on():
        async with Reader(panel) as reader:
            await reader.open(LONG)
            address = (
                f"ws://127.0.0.1:{panel.port}/api/kernels/{reader.kernel}/channels"
            )
            for offered in (None, ["v2.kernel.websocket.jupyter.org"]):
                with pytest.raises(InvalidStatus, match="400"):
                    client.connect(
                        address,
                        additional_headers={"Cookie": reader.cookie},
                        subprotocols=offered,
                    )
            assert total(119) == await reader.move(119)
            await ended(reader)

    asyncio.run(refused_and_others_go_on())


async def ended(reader):
    """A page closed: it asks by itself that its kernel be ended."""
    headers = {"Origin": reader.served.address}
    path = f"/voila/api/shutdown/{reader.kernel}"
    answer = await reader.fetch(path, method="POST", body="_xsrf=", headers=headers)
    assert 204 == answer.code


# as many as there is room for


def test_one_reader_too_many_is_told_kindly_and_a_page_closed_makes_room(panel):
    async def three_come():
        async with Reader(panel) as one, Reader(panel) as other, Reader(panel) as third:
            await one.open(LONG)
            await other.open(LONG)
            answer = await third.fetch(f"/?token={panel.token}")
            told = answer.body.decode()
            assert 503 == answer.code
            assert "open 2 times" in told and "已同时打开 2 页" in told
            assert [total(119)] * 2 == await moved(one, other)
            await ended(one)
            await third.open(LONG)
            assert [total(115)] * 2 == await moved(other, third, limit=115)
            await ended(other)
            await ended(third)

    asyncio.run(three_come())


def test_who_does_not_wait_for_his_page_takes_no_place(panel):
    path = f"GET /?token={panel.token} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", panel.port)) as one:
            one.sendall(path)

    async def two_come():
        async with Reader(panel) as one, Reader(panel) as other:
            for reader in (one, other):
                await came(reader)
            assert [total(119)] * 2 == await moved(one, other)
            await ended(one)
            await ended(other)

    asyncio.run(two_come())


async def came(reader):
    """A page opened, as soon as there is a place for it."""
    for _ in range(LONG):
        with suppress(LookupError):
            return await reader.open(LONG)
        await asyncio.sleep(1)
    raise TimeoutError


def test_a_kernel_is_ended_only_from_its_own_page(panel):
    async def one_is_open():
        async with Reader(panel) as reader:
            await reader.open(LONG)
            path = f"/voila/api/shutdown/{reader.kernel}"
            cookie = {"Cookie": reader.cookie}
            for headers in (
                {"Origin": panel.address},
                {**cookie, "Origin": "http://elsewhere.example"},
                {**cookie, "Origin": "null"},
                {**cookie, "Sec-Fetch-Site": "cross-site"},
                cookie,
            ):
                assert 403 == asked(panel, path, "POST", **headers)[0], headers
            own = {**cookie, "Origin": panel.address}
            assert 404 == asked(panel, path[:-1] + "x", "POST", **own)[0]
            assert total(119) == await reader.move(119)
            assert 204 == asked(panel, path, "POST", **own)[0]
            there = asked(panel, f"/api/kernels/{reader.kernel}", **with_token(panel))
            assert 404 == there[0]

    asyncio.run(one_is_open())


def test_at_the_limit_of_descriptors_readers_are_refused_and_none_is_lost():
    """Before, the one too many ended the server, with everybody's session."""
    few = partial(resource.setrlimit, resource.RLIMIT_NOFILE, (200, 200))

    async def ten_come(server):
        readers = [Reader(server) for _ in range(10)]
        came = await asyncio.gather(*map(tried, readers))
        there = [
            reader for reader, code in zip(readers, came, strict=True) if code == 200
        ]
        assert {200, 503} == set(came) and len(there) >= 3
        assert [total(119)] * len(there) == await moved(*there)
        for reader in there:
            await reader.socket.close()

    async def tried(reader):
        try:
            await reader.open(LONG)
        except LookupError as refused:
            return int(str(refused)[-3:])
        return 200

    with app(preexec_fn=few) as server:
        asyncio.run(ten_come(server))
        assert server.process.poll() is None


@pytest.mark.parametrize(("limit", "pages"), [(200, 4), (1024, 37), (1 << 16, 200)])
def test_there_is_room_by_descriptors_and_by_memory(monkeypatch, limit, pages):
    monkeypatch.setattr(bounds, "_free", lambda: 1 << 40)
    assert pages == bounds.most_pages(limit)
    monkeypatch.setattr(bounds, "_free", lambda: 4 * bounds.MEMORY)
    assert 3 == bounds.most_pages(limit)
    monkeypatch.setattr(bounds, "_free", lambda: 0)
    assert 1 == bounds.most_pages(limit)


# those who ask nothing, or too much


def test_half_a_request_from_hundreds_locks_nobody_out(panel):
    with ExitStack() as held:
        for _ in range(400):
            half = held.enter_context(
                socket.create_connection(("127.0.0.1", panel.port))
            )
            with suppress(OSError):
                half.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        assert 403 == asked(panel, "/login")[0]
        server = psutil.Process(panel.process.pid)
        there = server.net_connections("inet")
        assert bounds.WAITING >= sum(c.status == psutil.CONN_ESTABLISHED for c in there)


def test_a_body_that_no_page_sends_is_not_taken(panel):
    with socket.create_connection(("127.0.0.1", panel.port), timeout=60) as one:
        one.sendall(
            b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99000000\r\n\r\n"
        )
        assert one.recv(1000).partition(b"\r\n")[0] in (
            b"HTTP/1.1 400 Bad Request",
            b"",
        )


def test_headers_without_end_are_not_taken(panel):
    with socket.create_connection(("127.0.0.1", panel.port), timeout=60) as one:
        with suppress(OSError):
            one.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * (1 << 20))
        with suppress(ConnectionResetError):
            assert b"200" not in one.recv(1000)


ODD = [
    "/%00",
    "/voila/labextensions/",
    "/voila/templates/",
    "/voila/templates/x",
    "/voila/static/",
    "/voila/static/%00",
    "/voila/api/themes/",
    "/voila/templates/lab/no/x",
    "/logout",
    "/nothing",
    "/" + "x" * 9000,
    "/api/kernels/00000000-0000-0000-0000-000000000000",
]


def test_odd_paths_are_refused_without_a_line_in_the_log(panel):
    for path in ODD:
        for headers in ({}, with_token(panel)):
            assert asked(panel, path, **headers)[0] in (200, 302, 400, 403, 404), path
    assert "Traceback" not in panel.log.read_text()
    assert 2000 > panel.log.stat().st_size


def test_the_log_has_few_lines_a_minute():
    few = bounds.FewLines(3)
    record = partial(bounds.logging.makeLogRecord, {"msg": "vexed %s", "args": ("x",)})
    assert [True] * 3 + [False] * 97 == [few.filter(record()) for _ in range(100)]
    few.times[0] -= 61
    last = record()
    assert few.filter(last) and "(97 lines left out) vexed x" == last.getMessage()


# what every answer says, and who is let in


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/voila/static/voila.js",
        "/voila/static/no.js",
        "/voila/labextensions/x",
        "/%00",
    ],
)
def test_every_answer_forbids_what_it_does_not_need(panel, path):
    headers = asked(panel, path, **with_token(panel))[1]
    assert (
        "default-src 'none'; frame-ancestors 'none'"
        == headers["Content-Security-Policy"]
    )
    assert ["nosniff", "no-referrer"] == [
        headers[name] for name in ("X-Content-Type-Options", "Referrer-Policy")
    ]


def test_no_script_runs_on_the_page_but_those_it_was_sent_with(panel):
    async def two_pages():
        found = []
        for _ in range(2):
            async with Reader(panel) as reader:
                answer = await reader.fetch("/", headers=with_token(panel))
                reader.kernel = re.search(
                    r'"kernelId": "([^"]+)"', answer.body.decode()
                )[1]
                found.append(answer)
                path = f"/api/kernels/{reader.kernel}"
                await reader.fetch(path, method="DELETE", headers=with_token(panel))
        return found

    nonces = []
    for answer in asyncio.run(two_pages()):
        scripts = (
            answer.headers["Content-Security-Policy"]
            .split("script-src ")[1]
            .split(";")[0]
        )
        nonces += re.fullmatch("'self' 'nonce-([^']{20,})'", scripts).groups()
        tags = set(
            re.findall('<script[^>]*?(?: nonce="([^"]*)")?[ >]', answer.body.decode())
        )
        assert {nonces[-1]} == tags
    assert nonces[0] != nonces[1]


def test_who_has_left_is_not_let_in_by_the_old_cookie(panel):
    cookie = asked(panel, "/login", **with_token(panel))[1]["Set-Cookie"]
    assert cookie is None
    path = "/api/kernels/00000000-0000-0000-0000-000000000000"
    cookie = asked(panel, path, **with_token(panel))[1]["Set-Cookie"].split(";")[0]
    assert 404 == asked(panel, path, Cookie=cookie)[0]
    status, _, told = asked(panel, "/logout", Cookie=cookie)
    assert 200 == status and "You have left" in told and "已退出" in told
    assert 403 == asked(panel, path, Cookie=cookie)[0]


def test_a_cookie_ends_with_the_browser(panel):
    path = "/api/kernels/00000000-0000-0000-0000-000000000000"
    cookie = asked(panel, path, **with_token(panel))[1]["Set-Cookie"].lower()
    assert "expires" not in cookie and "max-age" not in cookie and "httponly" in cookie


def test_a_token_of_the_environment_is_taken_and_its_kernels_do_not_inherit_it():
    token = "kept-out-of-the-list-of-processes"
    with app(env={**os.environ, "CSCONTRACT_TOKEN": token}, own_token=False) as server:
        assert 302 == asked(server, "/?token=wrong")[0]
        path = "/api/kernels/00000000-0000-0000-0000-000000000000"
        assert 404 == asked(server, path, Authorization=f"token {token}")[0]
        process = psutil.Process(server.process.pid)
        wait_until(lambda: kernels_of(process), LONG)
        below = process.children(recursive=True)
        assert token not in str(
            [each.environ() for each in below] + [process.cmdline()]
        )


@pytest.fixture(scope="module")
def behind():
    """The app behind a proxy, without the proxy."""
    with app("--behind=https://panel.example") as server:
        yield server


def test_another_name_than_the_public_one_is_refused(behind):
    path = "/api/kernels/00000000-0000-0000-0000-000000000000"
    for host, expected in (
        ("panel.example", 404),
        ("other.example", 403),
        ("127.0.0.1", 404),
    ):
        assert expected == asked(behind, path, Host=host, **with_token(behind))[0], host


def test_another_page_than_the_public_one_gets_no_connection(behind):
    async def pages_ask():
        async with Reader(behind) as reader:
            await reader.open(LONG)
            for origin in ("https://other.example", "http://panel.example", "null"):
                with pytest.raises(InvalidStatus, match="403"):
                    await reader.connect(origin=origin)
            await reader.connect(origin="https://panel.example")

    asyncio.run(pages_ask())


# how kernels are started


def kernels_of(process):
    """The processes that a server's fork made."""
    ready = [each for each in process.children() if "forkserver" in str(each.cmdline())]
    return [kernel for each in ready for kernel in each.children()]


def folders_of(made):
    """Where kernels have their sockets."""
    names = [c.laddr for each in made for c in each.net_connections("unix")]
    return {os.path.dirname(name) for name in names if "kernel-" in name}


@pytest.mark.skipif(
    kernels.START != "forkserver", reason="kernels are forked on Linux alone"
)
def test_what_is_forked_has_one_thread_and_kernels_are_reached_by_files_of_a_private_folder(
    panel,
):
    process = psutil.Process(panel.process.pid)
    wait_until(lambda: kernels_of(process), LONG)
    made = kernels_of(process)
    assert 1 == made[0].parent().num_threads()
    wait_until(lambda: folders_of(made), LONG)
    # a sign besides keeps what stands in it from being tidied away
    assert {0o700} == {
        stat.S_IMODE(os.stat(folder).st_mode) & 0o777 for folder in folders_of(made)
    }


def test_a_kernel_that_was_killed_is_gone_and_its_place_is_free(panel):
    """Started again without its panel it would be of no use; the next reader gets
    another.
    """

    async def killed_between():
        async with Reader(panel) as one, Reader(panel) as other:
            await one.open(LONG)
            for each in kernels_of(psutil.Process(panel.process.pid)):
                each.kill()
            path = f"/api/kernels/{one.kernel}"
            wait_until(lambda: 404 == asked(panel, path, **with_token(panel))[0], LONG)
            await other.open(LONG)
            assert total(119) == await other.move(119)
            await ended(other)

    asyncio.run(killed_between())


def test_kernels_of_a_server_that_was_killed_end_by_themselves():
    with app() as server:
        process = psutil.Process(server.process.pid)
        wait_until(lambda: len(process.children(recursive=True)) > 2, LONG)
        below = process.children(recursive=True)
        process.kill()
        _, left = psutil.wait_procs(below, timeout=60)
    assert [] == left


@pytest.fixture(autouse=True)
def other_kernels():
    """Kernels that a test offers are none of later tests'."""
    yield
    KernelProvisionerFactory.clear_instance()
    KernelProvisionerFactory.provisioners.pop(kernels.NAME, None)


def test_a_kernel_whose_port_was_taken_meanwhile_is_started_again(
    monkeypatch, tmp_path
):
    """Elsewhere than on Linux too: kernels started anew, over ports of the machine."""
    monkeypatch.setattr(kernels, "START", "spawn")
    for name, value in environment(
        SAMPLE / "agreement.yaml", SAMPLE / "records", "en"
    ).items():
        monkeypatch.setenv(name, value)
    kernels.offer()
    settings = Config(
        KernelProvisionerFactory={"default_provisioner_name": kernels.NAME},
        KernelManager={"transport": "tcp"},
        KernelRestarter={"restart_limit": 0},
    )
    found = LocalPortCache.find_available_port
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = [other.getsockname()[1]]

        def available(self, ip):
            return taken.pop() if taken else found(self, ip)

        monkeypatch.setattr(LocalPortCache, "find_available_port", available)
        session, left = asyncio.run(started(settings, str(tmp_path)))
    assert session.panel and [session.kernel] == left and not taken


async def started(settings, folder):
    """A session and all kernels that are there; they are ended."""
    sessions = PageKernels(config=settings, connection_dir=folder, root_dir=folder)
    try:
        return await sessions.start(), sessions.list_kernel_ids()
    finally:
        await sessions.shutdown_all(now=True)


def test_a_panel_that_never_comes_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(kernels, "START", "spawn")
    for name in ("CSCONTRACT_AGREEMENT", "CSCONTRACT_RECORDS"):
        monkeypatch.delenv(name, raising=False)
    kernels.offer()
    settings = Config(
        KernelProvisionerFactory={"default_provisioner_name": kernels.NAME},
        KernelManager={"transport": "tcp"},
    )
    with pytest.raises(kernels.NotBuilt):
        asyncio.run(started(settings, str(tmp_path)))


def test_the_protocol_that_is_spoken_is_the_page_s_own():
    from cscontract.serve import page as panel_page

    assert PROTOCOL == panel_page.PROTOCOL
