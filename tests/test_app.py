"""What the app gives to whom: a server started by its own command, asked for what is
not meant to be had.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import uuid
from functools import cache
from pathlib import Path
from threading import Event

import psutil
import pytest
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from websockets.exceptions import InvalidStatus
from websockets.sync import client

from cscontract.serve.served_panel import NOTEBOOK, environment, served

from in_browser import app, free_port, serving, wait_until
from reader import PROTOCOL

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
#: what a server would read in the folder in which it is started, were it to look there
HOSTILE = {
    "VoilaConfiguration": {
        "file_allowlist": [".*"],
        "show_tracebacks": True,
        "strip_sources": False,
    }
}


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    """The app, started where somebody has left settings of their own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for name in ("voila.json", "jupyter_config.json"):
        (folder / name).write_text(json.dumps(HOSTILE))
    (folder / "voila.py").write_text("open('read', 'w').close()")
    (folder / "picture.png").write_bytes(b"secret")
    with app(cwd=folder) as server:
        yield server
    assert not (folder / "read").exists()


def get(server, path, token=True, method="GET", **headers):
    """Status, place to go to, and body; the path is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    if token:
        headers["Authorization"] = f"token {server.token if token is True else token}"
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.getheader("Location"), body


def followed(server, path, token=True):
    """Status and body where a path leads to."""
    for _ in range(5):
        status, place, body = get(server, path, token)
        if status not in (301, 302, 307, 308) or not place:
            break
        path = place.removeprefix(server.address)
    return status, body


def opened(server):
    """A page opened without a browser: its kernel's name, and what was sent."""
    status, _, body = get(server, "/")
    assert 200 == status
    return re.search(r'"kernelId": "([^"]+)"', body)[1], body


@cache
def kernel_of(server):
    """One kernel for all that is sent to it."""
    return opened(server)[0]


def channels(server, kernel, cookie=None, **how):
    """A connection to the widgets of a page, as its own script makes it: with the
    cookie of its reader.
    """
    headers = {"Cookie": cookie or cookie_of(server)}
    address = f"ws://127.0.0.1:{server.port}/api/kernels/{kernel}/channels"
    how = {"subprotocols": [PROTOCOL], "max_size": None, **how}
    return client.connect(address, additional_headers=headers, **how)


@cache
def cookie_of(server):
    """What a browser keeps and sends once it has opened the page with its token."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", f"/?token={server.token}")
    return connection.getresponse().getheader("Set-Cookie").split(";")[0]


def message(kind, channel="shell", **content):
    header = {
        "msg_id": uuid.uuid4().hex,
        "username": "",
        "session": uuid.uuid4().hex,
        "msg_type": kind,
        "version": "5.3",
        "date": "2020-08-01T00:00:00Z",
    }
    parts = {"parent_header": {}, "metadata": {}, "content": content, "buffers": []}
    return {"header": header, "channel": channel, **parts}


def answers_to(connection, *asked):
    """All that comes back until the kernel has answered a last, harmless question."""
    last = message("kernel_info_request")
    for each in (*asked, last):
        connection.send(sent(each))
    heard = []
    while not heard or (
        heard[-1]["parent_header"].get("msg_id"),
        heard[-1]["msg_type"],
    ) != (
        last["header"]["msg_id"],
        "kernel_info_reply",
    ):
        heard.append(received(connection.recv(timeout=30)))
    return heard


def sent(told):
    """A message as the page's own script sends it."""
    names = ("header", "parent_header", "metadata", "content")
    parts = [json.dumps(told[name]).encode() for name in names]
    return serialize_msg_to_ws_v1(parts, told["channel"])


def received(data):
    """A message as the page's own script reads it."""
    _, parts = deserialize_msg_from_ws_v1(data)
    header, parent, _, content = (json.loads(part) for part in parts[:4])
    return {
        "header": header,
        "msg_type": header["msg_type"],
        "parent_header": parent,
        "content": content,
    }


# who may come in


@pytest.mark.parametrize("token", [False, "0" * 32, " "])
@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=wrong", "/?token=null"])
def test_without_the_token_there_is_no_page(panel, path, token):
    status, body = followed(panel, path, token)
    assert 403 == status
    assert "whole address, with its token" in body and "完整网址" in body
    assert "kernelId" not in body


def test_without_the_token_there_is_no_kernel_and_no_socket(panel):
    kernel = kernel_of(panel)
    assert 403 == get(panel, f"/api/kernels/{kernel}", token=False)[0]
    assert 403 == get(panel, f"/api/kernels/{kernel}", token=False, method="DELETE")[0]
    assert (
        403
        == get(panel, f"/voila/api/shutdown/{kernel}", token=False, method="POST")[0]
    )
    with pytest.raises(InvalidStatus, match="403"):
        channels(panel, kernel, cookie="username-127-0-0-1=2|1:0|wrong")
    assert 200 == get(panel, f"/api/kernels/{kernel}")[0]


def test_with_the_token_the_page_is_there(panel):
    status, _, body = get(panel, f"/?token={panel.token}", token=False)
    assert 200 == status and "csc-heading" in body


def test_its_cookie_is_for_its_own_pages_alone(panel):
    connection = http.client.HTTPConnection("127.0.0.1", panel.port)
    connection.request("GET", f"/api/kernels/{kernel_of(panel)}?token={panel.token}")
    cookie = connection.getresponse().getheader("Set-Cookie")
    assert (
        "HttpOnly" in cookie
        and "SameSite=Strict" in cookie
        and panel.token not in cookie
    )


def test_a_form_that_asks_for_the_token_is_not_offered(panel):
    assert get(panel, "/login", token=False, method="POST")[0] in (403, 405)


# what may be read


PATHS = [
    "/panel.ipynb",
    "/picture.png",
    "/index.html.j2",
    "/voila/templates/cscontract/page.html",
    "/../panel.ipynb",
    "/../../../../../../../../etc/passwd",
    "/%2e%2e/%2e%2e/pyproject.toml",
    "/voila/files/panel.ipynb",
    "/voila/files/picture.png",
    "/voila/files/no.svg",
    "/voila/files/",
    "/voila/files/../served.py",
    "/voila/files/..%2fserved.py",
    "/voila/files/%2e%2e/served.py",
    "/voila/files//etc/passwd",
    "/voila/render/panel.ipynb",
    "/voila/tree",
    "/voila/tree/..",
    "/voila/static/../../../pyvenv.cfg",
    "/voila/static/%2e%2e/%2e%2e/index.html.j2",
    "/voila/static//etc/passwd",
    "/voila/templates/cscontract/static/../index.html.j2",
    "/voila/templates/../static/x",
    "/voila/templates/lab/static/%2e%2e/page.html",
    "/voila/labextensions/../kernels/python3/kernel.json",
    "/voila/labextensions//etc/passwd",
    "/voila/api/themes/../../../etc/jupyter",
    "/voila/api/contents",
    "/voila/api/contents/panel.ipynb",
    "/api/contents",
    "/api/contents/panel.ipynb",
    "/api/terminals",
    "/terminals/websocket/1",
    "/api/kernels",
    "/api/sessions",
    "/api/kernelspecs",
    "/api/config",
    "/api/status",
    "/api/me",
    "/nbconvert/html/panel.ipynb",
    "/edit/panel.ipynb",
    "/files/panel.ipynb",
    "/notebooks/panel.ipynb",
    "/view/panel.ipynb",
    "/tree",
    "/lab",
    "/metrics",
    "/kernelspecs/python3/logo-64x64.png",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_the_page_is_to_be_had_even_with_the_token(panel, path):
    status, body = followed(panel, path)
    assert status in (400, 403, 404, 405), path
    for read in (
        "cscontract.views",
        "root:",
        "secret",
        "jinja",
        "{%",
        "Traceback",
        '"argv"',
        "home =",
    ):
        assert read not in body, path


def test_pictures_beside_the_notebook_are_not_even_looked_for(panel):
    assert 404 == get(panel, "/voila/files/no-such-picture.png")[0]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/", "/api/contents/x", "/api/kernels", "/api/terminals"]
)
def test_nothing_can_be_written_and_no_kernel_or_terminal_started(panel, method, path):
    assert get(panel, path, method=method)[0] in (403, 404, 405)


def test_the_page_holds_no_source_and_names_no_other_machine(panel):
    _, body = opened(panel)
    assert '<html lang="en">' in body and "<title>What if?" in body
    assert "views.served" not in body and panel.token not in body
    named = set(
        re.findall(
            r"""(?:src|href|url)\s*[=(:]\s*["']?(?:https?:)?//([^/"' ]+)""", body
        )
    )
    assert set() == named


def test_a_page_may_load_nothing_from_elsewhere_and_tells_nobody_its_address(panel):
    connection = http.client.HTTPConnection("127.0.0.1", panel.port)
    connection.request("GET", f"/?token={panel.token}")
    headers = connection.getresponse().headers
    assert headers["Content-Security-Policy"].startswith(
        "default-src 'self'; script-src 'self' "
    )
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "no-referrer" == headers["Referrer-Policy"]


@pytest.mark.parametrize("query", ["template=lab&theme=dark", "template=../lab"])
def test_a_reader_cannot_ask_for_another_template(panel, query):
    status, _, body = get(panel, f"/?{query}")
    assert 200 == status and "csc-heading" in body and "jsdelivr" not in body


# what may be run


@pytest.mark.parametrize("channel", ["shell", "control"])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("execute_request", {"code": "open({mark!r}, 'w').close()", "silent": False}),
        (
            "debug_request",
            {
                "type": "request",
                "seq": 1,
                "command": "evaluate",
                "arguments": {"expression": "open({mark!r}, 'w').close()"},
            },
        ),
        ("complete_request", {"code": "import o", "cursor_pos": 8}),
        ("inspect_request", {"code": "open", "cursor_pos": 4}),
        (
            "history_request",
            {"hist_access_type": "tail", "n": 9, "output": True, "raw": True},
        ),
        ("create_subshell_request", {}),
        ("interrupt_request", {}),
    ],
)
def test_code_from_outside_is_not_run(panel, tmp_path, kind, content, channel):
    mark = tmp_path / "run"
    content = json.loads(
        json.dumps(content).replace("{mark!r}", f"'{mark.as_posix()}'")
    )
    with channels(panel, kernel_of(panel)) as connection:
        heard = answers_to(connection, message(kind, channel, **content))
    assert not mark.exists()
    assert kind.replace("request", "reply") not in {each["msg_type"] for each in heard}


def test_what_fails_in_the_kernel_is_not_told_with_its_source(panel):
    with channels(panel, kernel_of(panel)) as connection:
        found = answers_to(
            connection, message("comm_info_request", target_name="jupyter.widget")
        )
        comms = next(each for each in found if each["msg_type"] == "comm_info_reply")
        forged = {
            "method": "update",
            "state": {"value": {"a": 1}, "index": "x"},
            "buffer_paths": [],
        }
        names = list(comms["content"]["comms"])
        *heard, _ = answers_to(
            connection,
            *(message("comm_msg", comm_id=name, data=forged) for name in names[::40]),
        )
    assert 100 < len(names) and heard
    assert {"status", "comm_msg"} >= {each["msg_type"] for each in heard}
    for part in ("Traceback", "site-packages", ".py"):
        assert not [each for each in heard if part in json.dumps(each)]


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "http://127.0.0.1:1", "null"]
)
def test_a_page_from_elsewhere_gets_no_connection(panel, origin):
    with pytest.raises(InvalidStatus, match="403"):
        channels(panel, kernel_of(panel), origin=origin)


def test_the_own_page_gets_its_connection(panel):
    with channels(panel, kernel_of(panel), origin=panel.address) as connection:
        assert answers_to(connection)


@pytest.mark.parametrize("host", ["elsewhere.example", "10.0.0.1"])
def test_a_name_that_is_not_this_machine_s_is_not_answered(panel, host):
    """A foreign name that is made to lead here (DNS rebinding)."""
    assert 403 == get(panel, "/", Host=host)[0]


# where it listens, and for how long


def test_it_listens_to_this_machine_alone(panel):
    process = psutil.Process(panel.process.pid)
    found = [
        connection.laddr.ip
        for each in (process, *process.children(recursive=True))
        for connection in each.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {"127.0.0.1"} == set(found)


def test_kernels_of_closed_pages_are_ended_and_the_server_with_all_of_them():
    with app("--idle=5") as server:
        kernel, _ = opened(server)
        process = psutil.Process(server.process.pid)
        assert 200 == get(server, f"/api/kernels/{kernel}")[0]
        wait_until(lambda: 404 == get(server, f"/api/kernels/{kernel}")[0], 30)
        other, _ = opened(server)
        assert kernel != other
        kernels = process.children(recursive=True)
        assert kernels
    psutil.wait_procs(kernels, timeout=20)
    assert not [each for each in kernels if each.is_running()]


# how it is started


def command(*options, **how):
    given = [
        sys.executable,
        "-m",
        "cscontract",
        "app",
        "--no-browser",
        *map(str, options),
    ]
    return subprocess.run(
        given, capture_output=True, text=True, encoding="utf-8", timeout=60, **how
    )


def test_bad_input_is_told_in_words_and_nothing_is_served(tmp_path):
    wrong = tmp_path / "agreement.yaml"
    wrong.write_text(
        (SAMPLE / "agreement.yaml")
        .read_text("utf-8")
        .replace("threshold: 100", "threshold: x")
    )
    done = command(wrong, tmp_path / "records")
    assert 2 == done.returncode and not done.stdout
    assert "volume.threshold" in done.stderr and "expected a folder" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "token", ["", "short", "with blanks in the middle", "0123456789&abcdef"]
)
def test_a_token_that_protects_nothing_is_refused(token):
    done = command("--token", token)
    assert 2 == done.returncode and "16 or more letters" in done.stderr


def test_a_port_that_is_taken_is_not_changed_in_silence(panel):
    done = command("--port", panel.port)
    assert 2 == done.returncode
    assert f"127.0.0.1:{panel.port}; expected a port that is free" in done.stderr


def test_the_address_is_printed_with_a_token_drawn_for_it_in_the_language_asked_for():
    port = free_port()
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    given = ("app", "--no-browser", f"--port={port}", "--lang=zh")
    with serving("/", port, "", *given, encoding="utf-8", env=environment) as server:
        line = server.process.stdout.readline()
        address = re.search(
            rf"http://127\.0\.0\.1:{port}(/\?token=[0-9a-f]{{48}})", line
        )
        assert line.startswith("测算面板网址：") and address
        body = get(server, address[1], token=False)[2]
    assert '<html lang="zh">' in body and "<title>如果" in body


def test_a_browser_is_led_to_the_address_by_a_page(monkeypatch):
    from cscontract.serve import server as panel_server

    opened, done = [], Event()
    monkeypatch.setattr(
        panel_server.webbrowser, "open", lambda url: (opened.append(url), done.set())
    )
    panel_server.browse("http://127.0.0.1:1/?token=abc")
    assert done.wait(10) and "token" not in opened[0]
    page = Path(opened[0].removeprefix("file://"))
    assert "url=http://127.0.0.1:1/?token=abc" in page.read_text("utf-8")
    assert os.name == "nt" or 0o600 == page.stat().st_mode & 0o777


# the notebook


def test_the_app_has_one_notebook_of_one_cell():
    assert [NOTEBOOK] == list(NOTEBOOK.parent.rglob("*.ipynb"))
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert [("code", [])] == [(cell["cell_type"], cell["outputs"]) for cell in cells]


def test_the_kernel_shows_what_the_command_was_given(monkeypatch):
    for name, value in environment(
        SAMPLE / "agreement.yaml", SAMPLE / "records", "en"
    ).items():
        monkeypatch.setenv(name, value)
    assert "11,200.00" in served(lambda: None).headline.value


def test_records_that_have_turned_bad_are_told_in_words_and_without_markup(
    monkeypatch, tmp_path
):
    (tmp_path / "receptions.csv").write_text(
        "date,shop,id,asked,received,inquiring\n<b>x</b>,a,b,1,1,1\n"
    )
    for name, value in environment(SAMPLE / "agreement.yaml", tmp_path, "en").items():
        monkeypatch.setenv(name, value)
    told = served(lambda: None).value
    assert "receptions.csv" in told and "&lt;b&gt;" in told and "<b>" not in told


def test_what_is_gone_is_told_without_the_servers_folder(monkeypatch, tmp_path):
    gone = tmp_path / "gone.yaml"
    for name, value in environment(gone, SAMPLE / "records", "en").items():
        monkeypatch.setenv(name, value)
    told = served(lambda: None).value
    assert "gone.yaml: No such file" in told and str(tmp_path) not in told


def test_every_sign_of_a_button_has_a_character_on_the_page():
    """Signs come as names of a font of icons, which the page does not fetch."""
    views = NOTEBOOK.parent.parent
    code = "".join(path.read_text("utf-8") for path in views.glob("*.py"))
    page = (NOTEBOOK.parent / "voila/templates/cscontract/index.html.j2").read_text(
        "utf-8"
    )
    named = set(re.findall(r'icon="([a-z-]+)"', code)) | {"caret-right", "caret-down"}
    assert set() == {
        name for name in named if f".fa-{name}::before{{content:" not in page
    }
