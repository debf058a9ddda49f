"""Outputs of another code page, closed or full: every command ends in words, never in a
traceback.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cscontract.cli.outputs import NEAR, guarded, holds
from cscontract.core.files import unusable

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
#: both paths, so that nothing is said of the sample
OWN = (SAMPLE / "agreement.yaml", SAMPLE / "records")
COMMANDS = {
    "check": [],
    "explain": ["--date", "2020-08-31"],
    "price": ["--open", "bound,surcharge_days"],
    "dispute": ["--phrase", "bound"],
    "infer": [SAMPLE / "agreement.yaml", SAMPLE / "all_records"],
    "wording": ["--settle", "bound=above"],
    "compare": ["--set", "volume.threshold=120"],
    "sweep": ["--vary", "volume.threshold=80:120:20"],
    "trade": ["--give", "volume.threshold=120", "--for", "fee.monthly"],
    "parties": [],
    "risk": ["--paths", "50"],
    "rounds": ["list", "--file", "notes.db"],
    "lab": ["--help"],
    "app": ["--help"],
    "page": ["--help"],
    "lite": ["--help"],
    "import": ["--help"],
    "upgrade": [],
}


def run(*arguments, encoding="utf-8", lang="en", **options):
    """A command in a process of its own, its outputs in that encoding."""
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": encoding,
        "CSCONTRACT_LANG": lang,
    }
    command = [sys.executable, "-m", "cscontract", *map(str, arguments)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(command, env=surroundings, timeout=120, **options)


@pytest.fixture(scope="module")
def with_notes(tmp_path_factory):
    """A folder with a file of rounds whose note has a minus that GBK lacks."""
    folder = tmp_path_factory.mktemp("notes")
    note = ["--note", "fee −100 ‹asked›"]
    saved = run(
        "rounds",
        "save",
        "--name",
        "a",
        "--by",
        "client",
        "--file",
        "notes.db",
        *note,
        cwd=folder,
    )
    assert 0 == saved.returncode, saved.stderr
    return folder


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("encoding", "lang"),
    [("gbk", "zh"), ("gbk", "en"), ("cp1252", "zh"), ("ascii", "en")],
)
def test_no_command_ends_in_a_traceback_in_another_code_page(
    command, encoding, lang, with_notes
):
    done = run(
        command, *COMMANDS[command], encoding=encoding, lang=lang, cwd=with_notes
    )
    assert 0 == done.returncode
    assert b"Traceback" not in done.stderr
    assert done.stdout.decode(encoding).strip()


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "cp437", "ascii", "big5"])
def test_a_minus_stays_a_minus(encoding):
    done = run("compare", "--set", "volume.threshold=120", encoding=encoding)
    last = done.stdout.decode(encoding).splitlines()[-1]
    assert "-200.00" == last.split()[-1].replace("−", "-")


def test_an_output_that_has_every_sign_is_left_as_it_is():
    done = run("compare", "--set", "volume.threshold=120")
    assert "−200.00" == done.stdout.decode("utf-8").split()[-1]
    assert b"" == done.stderr


def test_chinese_stays_whole_in_gbk_and_no_sign_is_said_to_be_lost():
    plain, piped = (run("check", *OWN, lang="zh", encoding=e) for e in ("utf-8", "gbk"))
    assert plain.stdout.decode("utf-8").startswith("全期人民币")
    assert piped.stdout.decode("gbk") == plain.stdout.decode("utf-8").translate(
        str.maketrans(
            {sign: near for sign, near in NEAR.items() if not holds("gbk", sign)}
        )
    )
    assert b"" == piped.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_signs_that_are_lost_are_told_in_words_that_can_be_read(encoding):
    done = run("check", *OWN, lang="zh", encoding=encoding)
    assert b"?" in done.stdout
    assert done.stderr.decode("ascii").startswith("note: the encoding of this output")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "cp1252", "ascii"])
def test_json_is_the_same_in_every_encoding(encoding):
    plain, other = (
        run(
            "explain",
            *OWN,
            "--date",
            "2020-08-31",
            "--json",
            "-",
            encoding=e,
            lang="zh",
        )
        for e in ("utf-8", encoding)
    )
    assert json.loads(plain.stdout) == json.loads(other.stdout.decode(encoding))
    assert b"" == other.stderr


def test_a_refusal_is_told_in_another_code_page():
    done = run("check", "甲方−.yaml", encoding="cp1252")
    assert 2 == done.returncode
    assert b"Traceback" not in done.stderr and b"-.yaml" in done.stderr


def test_a_name_that_is_no_text_is_told():
    done = run("check", os.fsdecode(b"\xff.yaml"))
    assert 2 == done.returncode
    assert b"Traceback" not in done.stderr


# closed, full, stopped


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [(), ("--json", "-"), ("--html", "-")])
def test_an_output_without_room_is_refused_in_words(arguments):
    with open("/dev/full", "w") as full:
        done = run("check", *OWN, *arguments, stdout=full)
    assert 2 == done.returncode
    assert done.stderr.startswith(b"standard output: No space left on device; expected")
    assert 1 == done.stderr.count(b"\n")


@pytest.mark.skipif(os.name == "nt", reason="a shell that closes outputs")
@pytest.mark.parametrize("what", ["check", "check --json -", "rounds list"])
def test_a_closed_output_is_refused_in_words(what):
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m cscontract {what} >&-"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    assert 2 == done.returncode
    assert done.stderr.startswith(b"standard output: closed; expected")


@pytest.mark.skipif(os.name == "nt", reason="a shell that closes outputs")
def test_without_standard_error_the_results_hold_no_notes():
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m cscontract check --json - 2>&-"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert 0 == done.returncode and json.loads(done.stdout)["total"]


@pytest.mark.skipif(os.name == "nt", reason="a reader that has enough")
def test_a_reader_that_has_enough_is_no_fault():
    judging = f"{sys.executable} -m cscontract check {OWN[0]} {OWN[1]}"
    done = subprocess.run(
        ["bash", "-c", f"{judging} --json - | head -c 1; exit ${{PIPESTATUS[0]}}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    assert (0, b"{", b"") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="a signal from the keyboard")
def test_a_command_that_is_stopped_says_so():
    command = [sys.executable, "-m", "cscontract", "risk", "--paths", "1000000"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert (130, b"stopped from the keyboard\n") == (running.returncode, told)


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (
            PermissionError(13, "Permission denied", "a/b"),
            2,
            "a/b: Permission denied; expected",
        ),
        (
            OSError(36, "File name too long", b"x" * 3),
            2,
            "xxx: File name too long; expected",
        ),
        (
            OSError("no words of the system's"),
            2,
            "standard output: no words of the system's;",
        ),
        (KeyboardInterrupt(), 130, "stopped from the keyboard"),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_what_the_system_refuses_is_an_exit_status_and_words(
    error, status, told, capfd
):
    @guarded
    def command():
        raise error

    assert status == command()
    err = capfd.readouterr().err
    assert err.startswith(told) and "Traceback" not in err
    assert bool(err) == bool(told)


def test_a_place_is_told_without_personal_numbers():
    assert "‹hidden›" in str(
        unusable(OSError(13, "Permission denied", "/x/13800138000.csv"))
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_help_without_room_is_told(unbuffered, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    with open("/dev/full", "w") as full:
        done = run("check", "--help", stdout=full)
    assert 2 == done.returncode
    assert done.stderr.startswith(b"standard output: No space left on device; expected")


@pytest.mark.parametrize(
    ("module", "words"),
    [("cli.arguments", b""), ("cli.commands.words", b"stopped from the keyboard\n")],
)
def test_a_command_that_is_stopped_while_it_is_loaded_ends_with_130(module, words):
    """In words as soon as there are any."""
    stopped = (
        "import runpy, sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == 'cscontract.{module}': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "runpy.run_module('cscontract', run_name='__main__')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", stopped, "price"]
    done = subprocess.run(command, env=environment, capture_output=True)
    assert (130, b"", words) == (done.returncode, done.stdout, done.stderr)
