"""The app in a browser over time, loaded anew, closed, and behind a proxy that
encrypts.
"""

import json
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.core import money

import in_browser
from reader import total_in

pytest.importorskip("playwright.sync_api")

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
#: longer than twice the 30 s after which servers look whether a page is still there
LASTS = 68
#: how long an answer is waited for, in seconds
ANSWERED = 20
#: the browser keeps what a page forbids
STRICT = True
#: the limit that is shown, and the headline
SHOWN = f"""() => [document.querySelector("{in_browser.LIMIT_FIELD}").value,
  document.querySelector(".csc-headline").innerText]"""


@pytest.fixture(scope="module")
def totals():
    """The right total of each limit, as it is asked for."""
    agreement = cs.load(SAMPLE / "agreement.yaml")
    records = cs.read(SAMPLE / "records")

    def total(limit):
        verdict = cs.check(agreement.replace(volume__threshold=int(limit)), records)
        return f"CNY {money.grouped(verdict.charges.total)}"

    return total


@pytest.fixture(scope="module")
def served():
    with in_browser.app() as server:
        yield server


@pytest.fixture
def page(chromium):
    """A page of a reader who has not been here before."""
    context = chromium.new_context(viewport=in_browser.SIZE)
    yield context.new_page()
    context.close()


def opened(page, url):
    """The panel there; a page that forbids evaluation cannot be waited for
    otherwise.
    """
    page.goto(url)
    page.wait_for_selector(in_browser.LIMIT, timeout=120_000)
    page.wait_for_selector("img.csc-picture", timeout=120_000)


def shown(page):
    """Limit and total as they stand on the page."""
    limit, headline = page.evaluate(SHOWN)
    return limit, total_in(headline)


def move(page, key, totals):
    """One move, and its total once it is right; AssertionError where it does not become
    right.
    """
    before = shown(page)[0]
    page.keyboard.press(key)
    end = time.monotonic() + ANSWERED
    while time.monotonic() < end:
        limit, total = shown(page)
        if limit != before and total == totals(limit):
            return
        page.wait_for_timeout(30)
    raise AssertionError(f"limit {limit} with {total}")


def kernel_of(page):
    return json.loads(page.locator("#jupyter-config-data").text_content())["kernelId"]


def is_there(page, served, kernel):
    """Whether a kernel is still there."""
    headers = {"Authorization": f"token {served.token}"}
    answer = page.context.request.get(
        f"{served.address}/api/kernels/{kernel}", headers=headers
    )
    assert answer.status in (200, 404)
    return answer.status == 200


def test_a_page_that_is_moved_for_over_a_minute_keeps_its_line_and_every_total_is_right(
    served, page, totals
):
    sockets, closed = [], []
    page.on("websocket", lambda socket: sockets.append(socket))
    page.on("websocket", lambda socket: socket.on("close", lambda _: closed.append(1)))
    opened(page, served.url)
    page.locator(in_browser.LIMIT).first.focus()
    end, moves = time.monotonic() + LASTS, 0
    while time.monotonic() < end:
        move(page, "ArrowRight" if moves % 20 < 10 else "ArrowLeft", totals)
        moves += 1
    assert moves > 20
    assert (1, 0) == (len(sockets), len(closed))


def test_the_page_runs_on_what_it_was_sent_with_and_forgets_its_token(
    served, page, totals
):
    told = []
    page.on("console", lambda line: line.type == "error" and told.append(line.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error(e.violatedDirective))"
    )
    opened(page, served.url)
    page.locator(in_browser.LIMIT).first.focus()
    move(page, "ArrowRight", totals)
    for tab in (1, 2):
        page.locator(".csc-tabs > .lm-TabBar .lm-TabBar-tab").nth(tab).click()
    page.locator(".csc-switch button").nth(1).click()
    page.wait_for_selector("html[lang=zh]", state="attached", timeout=60_000)
    assert f"{served.address}/" == page.url and served.token not in page.content()
    assert [] == told


def test_a_page_loaded_anew_or_closed_ends_its_kernel(served, page):
    opened(page, served.url)
    first = kernel_of(page)
    assert is_there(page, served, first)
    opened(page, f"{served.address}/")  # by its cookie
    second = kernel_of(page)
    in_browser.wait_until(lambda: not is_there(page, served, first), 60)
    assert is_there(page, served, second)
    other = page.context.new_page()
    page.close(run_before_unload=True)
    in_browser.wait_until(lambda: not is_there(other, served, second), 60)


# behind a proxy


#: as the README has it; a page's line lives longer than a minute without a word
PROXY = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen 127.0.0.1:{public} ssl;
    ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem;
    location / {{
      proxy_pass http://127.0.0.1:{port};
      proxy_http_version 1.1;
      {host}
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_buffering off;
      proxy_read_timeout 120s;
    }}
  }}
}}
"""
NAME = "panel.example"


@contextmanager
def proxy(folder, public, port, host):
    """nginx on this machine, with a certificate of its own."""
    for needed in ("nginx", "openssl"):
        if not shutil.which(
            needed, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
        ):
            pytest.skip(f"no {needed} on this machine")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={NAME}",
            "-keyout",
            folder / "key.pem",
            "-out",
            folder / "cert.pem",
        ],
        check=True,
        capture_output=True,
    )
    settings = folder / "nginx.conf"
    settings.write_text(
        PROXY.format(folder=folder, public=public, port=port, host=host)
    )
    nginx = shutil.which(
        "nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
    )
    with subprocess.Popen(
        [nginx, "-c", settings, "-p", folder, "-e", folder / "log"]
    ) as process:
        try:
            in_browser.wait_until(lambda: in_browser.listens(public), 30)
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def behind():
    """The app, as readers find it by its public name, and the port that is the
    proxy's.
    """
    public = in_browser.free_port()
    with in_browser.app(f"--behind=https://{NAME}:{public}") as server:
        yield server, public


@pytest.fixture(scope="module")
def named(chromium):
    """A browser that finds the public name on this machine."""
    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    browser = chromium.browser_type.launch(
        executable_path=in_browser.chromium(), args=[*in_browser.FLAGS, rules]
    )
    yield browser
    browser.close()


@pytest.mark.parametrize("host", ["proxy_set_header Host $http_host;", ""])
def test_behind_a_proxy_that_encrypts_the_panel_works_by_its_public_name(
    behind, named, totals, tmp_path, host
):
    served, public = behind
    origin = f"https://{NAME}:{public}"
    with proxy(tmp_path, public, served.port, host):
        context = named.new_context(viewport=in_browser.SIZE, ignore_https_errors=True)
        page = context.new_page()
        opened(page, f"{origin}/?token={served.token}")
        page.locator(in_browser.LIMIT).first.focus()
        move(page, "ArrowRight", totals)
        cookie = next(each for each in context.cookies() if "username" in each["name"])
        assert (
            cookie["secure"] and cookie["httpOnly"] and "Strict" == cookie["sameSite"]
        )
        kernel = kernel_of(page)
        opened(page, f"{origin}/")
        in_browser.wait_until(lambda: not is_there(page, served, kernel), 60)
        context.close()


@pytest.mark.parametrize(
    "address", ["http://panel.example", "panel.example", "https://a/b", "https://"]
)
def test_a_public_address_that_does_not_encrypt_or_is_none_is_refused(address):
    given = ["app", "--no-browser", f"--behind={address}"]
    done = in_browser.ended(*given)
    assert (
        2 == done.returncode and "no address like https://name.example" in done.stderr
    )


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_pages_that_is_none_is_refused(number):
    done = in_browser.ended("app", "--no-browser", f"--most={number}")
    assert 2 == done.returncode and "not a whole number above 0" in done.stderr
