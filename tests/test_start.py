"""start.py: sets up for this folder and Python, again where that changed, and says what
is missing.

uv is a stand-in here that notes how it was called, so that nothing is fetched.
"""

import ast
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

import start
from cscontract.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the stand-in for uv is a script"
)
FOLDERS = ["plain", "路径 #1 100% [x]", "C#项目", "data[1]", "a b%20c", "it's; $HOME"]
#: where an environment has its packages
PACKAGES = sysconfig.get_path("purelib", "venv", {"base": "."})
#: notes its arguments; makes an environment whose Python runs this folder's package;
#: may be told to fail
UV = f"""#!{sys.executable}
import os, sys, time
from pathlib import Path
folder = Path.cwd()
with open(folder / "calls.txt", "a") as calls:
    calls.write(repr(sys.argv[1:]) + "\\n")
time.sleep(float(os.environ.get("UV_SLOW", 0)))
if os.environ.get("UV_FAILS", "-") in sys.argv:
    sys.exit(7)
if sys.argv[1] == "venv":
    made = Path(sys.argv[-1])
    (made / "bin").mkdir(parents=True)
    os.symlink({sys.executable!r}, made / "bin" / "python")
    (made / {PACKAGES!r}).mkdir(parents=True)
if "--editable" in sys.argv:
    (folder / ".venv" / "installed.txt").write_text(str(folder))
"""
#: the package of the copies: says where it is and what it was given
PACKAGE = "import sys; print('cscontract', *sys.argv[1:])"


@pytest.fixture
def project(tmp_path):
    """A function that lays start.py and its files into a folder of a name."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text(UV)
    (tools / "uv").chmod(0o755)

    def lay(name="plain"):
        folder = tmp_path / name / "cs"
        (folder / "cscontract").mkdir(parents=True)
        for file in ("start.py", *start_files()):
            shutil.copy(ROOT / file, folder / file)
        (folder / "cscontract" / "__init__.py").touch()
        (folder / "cscontract" / "__main__.py").write_text(PACKAGE)
        return folder

    return lay


def start_files():
    return (start.PINS, start.TEST_PINS, start.SETUP_PINS, "pyproject.toml")


def run(folder, *arguments, python=sys.executable, **environment):
    """start.py in a folder, with the stand-in for uv first on the path."""
    surroundings = environment_of(folder, **environment)
    return subprocess.run(
        [python, "start.py", *arguments],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def environment_of(folder, **more):
    tools = next(p / "tools" for p in folder.parents if (p / "tools").is_dir())
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    # the editable install of the stand-in is the path of modules
    return {
        **os.environ,
        "PATH": path,
        "PYTHONPATH": str(folder),
        "CSCONTRACT_LANG": "en",
        **more,
    }


def calls(folder):
    """What uv was asked to do so far, and forget it."""
    file = folder / "calls.txt"
    asked = (
        [ast.literal_eval(line) for line in file.read_text().splitlines()]
        if file.exists()
        else []
    )
    file.unlink(missing_ok=True)
    return asked


# what an old Python reads


@pytest.mark.parametrize("version", [(3, 6), (3, 8), (3, 9), (3, 10)])
def test_an_old_python_can_read_it(version):
    text = (ROOT / "start.py").read_text("utf-8")
    ast.parse(text, feature_version=version)
    assert "match " not in re.sub('".*?"', "", text)
    assert ":=" not in text


def test_an_old_python_is_told_to_be_too_old(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    assert 2 == start.main(["check"])
    assert (
        "Python 3.8 is too old; fix: run this with Python 3.11 or newer\n"
        == capsys.readouterr().err
    )


@pytest.mark.parametrize(("found", "old"), [((3, 10, 99), True), ((3, 11, 0), False)])
def test_the_bound_of_the_python_that_is_needed(found, old, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", found)
    monkeypatch.setattr(start, "do", lambda arguments: 0)
    assert (2 if old else 0) == start.main(["setup"])


def other_pythons():
    return [p for v in ("3.8", "3.9", "3.10") if (p := shutil.which(f"python{v}"))]


@pytest.mark.parametrize("python", other_pythons() or [None])
def test_old_pythons_of_this_machine_say_so(python, project):
    if python is None:
        pytest.skip("no older Python on this machine")
    done = run(project(), "check", python=python)
    if "too old" not in done.stderr and done.returncode == 127:
        pytest.skip("no older Python behind the name")
    assert 2 == done.returncode and "is too old; fix:" in done.stderr


# the words


def test_every_sentence_is_there_in_both_languages_with_the_same_places():
    for key, said in start.SAID.items():
        assert {"en", "zh"} == said.keys()
        en, zh = (
            sorted(re.findall(r"{\w+}", said[language])) for language in ("en", "zh")
        )
        assert en == zh, key
        assert key == "step" or re.search("[\u4e00-\u9fff]", said["zh"]), key


def test_every_sentence_that_is_said_is_known():
    text = (ROOT / "start.py").read_text("utf-8")
    said = set(re.findall(r"\b(?:say|tell)\(\s*\"(\w+)\"", text))
    reasons = set(re.findall(r"(?:return|else) \"(\w+)\"", text)) & start.SAID.keys()
    assert start.SAID.keys() == said | reasons | {"more", "apt", "python_org"}


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], "", "en"),
        ([], "zh", "zh"),
        ([], "zh_CN.UTF-8", "zh"),
        ([], "de", "en"),
        (["check", "--lang", "zh"], "", "zh"),
        (["check", "--lang=en"], "zh", "en"),
        (["check", "--lang"], "zh", "en"),
    ],
)
def test_the_language_is_the_options_else_the_environments(
    arguments, environment, language, monkeypatch
):
    monkeypatch.setenv("CSCONTRACT_LANG", environment)
    assert language == start.language(arguments)


def test_it_speaks_chinese(project):
    done = run(project(), "setup", CSCONTRACT_LANG="zh")
    assert 0 == done.returncode
    assert "正在安装 .venv" in done.stderr and "安装完成" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252"])
def test_help_in_another_code_page(encoding):
    done = subprocess.run(
        [sys.executable, ROOT / "start.py", "--help"],
        env={
            **os.environ,
            "CSCONTRACT_LANG": "zh",
            "PYTHONIOENCODING": f"{encoding}:strict",
        },
        capture_output=True,
    )
    assert (0, True) == (done.returncode, b"start.py setup" in done.stdout)
    assert done.stdout.decode(encoding) and b"Traceback" not in done.stderr


# help


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_sets_nothing_up_and_has_all_commands(option):
    before = sorted(ROOT.glob(".venv*"))
    done = subprocess.run(
        [sys.executable, ROOT / "start.py", option],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert 0 == done.returncode and "start.py test" in done.stdout
    assert [] == [
        m for m in ("check", "lab", "app", "import") if f"    {m} " not in done.stdout
    ]
    assert len(COMMANDS) > 5 and before == sorted(ROOT.glob(".venv*"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("setup", "-h"),
        ("test", "--help"),
        ("notebooks", "-h"),
        ("check", "-h"),
    ],
)
def test_help_of_a_fresh_folder_leaves_it_as_it_was(arguments, project):
    folder = project()
    shutil.copytree(ROOT / "cscontract", folder / "cscontract", dirs_exist_ok=True)
    before = sorted(path.name for path in folder.iterdir())
    done = run(folder, *arguments)
    assert 0 == done.returncode and "usage: cscontract" in done.stdout
    assert before == sorted(path.name for path in folder.iterdir())


# the set-up


@pytest.mark.parametrize("name", FOLDERS)
def test_it_sets_up_in_a_folder_of_any_name(name, project):
    folder = project(name)
    done = run(folder, "check", "--json", "-")
    assert (0, "cscontract check --json -\n") == (done.returncode, done.stdout), (
        done.stderr
    )
    venv, sync, install = calls(folder)
    assert ["venv", str(folder / ".venv")] == [venv[0], venv[-1]]
    assert "--require-hashes" in sync and "requirements.txt" == sync[-1]
    assert ["--editable", "."] == install[-2:] and "requirements-setup.txt" in install
    assert [*range(1, 5)] == [
        int(n) for n in re.findall(r"^  (\d)/4 ", done.stderr, re.M)
    ]


def test_once_set_up_nothing_is_done_again(project):
    folder = project()
    run(folder, "setup")
    calls(folder)
    done = run(folder, "check")
    assert ([], "", "cscontract check\n") == (calls(folder), done.stderr, done.stdout)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_was_moved_is_set_up_anew(name, project, tmp_path):
    folder = project()
    run(folder, "setup")
    calls(folder)
    moved = tmp_path / f"{name} moved"
    folder.rename(moved)
    done = run(moved, "check")
    assert (
        0 == done.returncode and "for another folder or another Python" in done.stderr
    )
    assert ["venv", "pip", "pip"] == [call[0] for call in calls(moved)]
    assert str(moved) == (moved / ".venv" / "installed.txt").read_text()


def test_a_folder_that_was_copied_is_set_up_anew_and_the_first_stays(project, tmp_path):
    folder = project()
    run(folder, "setup")
    calls(folder)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, symlinks=True)
    run(copy, "setup")
    assert 3 == len(calls(copy))
    run(folder, "setup")
    assert [] == calls(folder)


def test_the_environment_of_a_copy_points_to_the_copy(project, tmp_path):
    folder = project()
    run(folder, "setup")
    assert "--relocatable" in calls(folder)[0]
    copy = tmp_path / "other place" / "cs"
    shutil.copytree(folder, copy, symlinks=True)
    asked = "import site, sys; site.addsitedir(sys.argv[1]); import cscontract"
    packages = copy / ".venv" / PACKAGES
    found = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"{asked}; print(cscontract.__file__)",
            packages,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{copy}/cscontract/__init__.py\n" == found.stdout


def test_a_folder_reached_by_a_link_is_the_same(project, tmp_path):
    folder = project()
    run(folder, "setup")
    calls(folder)
    (tmp_path / "link").symlink_to(folder)
    run(tmp_path / "link", "setup")
    assert [] == calls(folder)


def test_another_python_is_set_up_anew(project):
    folder = project()
    run(folder, "setup")
    python = folder / ".venv" / "bin" / "python"
    other = folder / "python3.99"
    os.symlink(sys.executable, other)
    other.unlink()
    shutil.copy(os.path.realpath(sys.executable), other)
    python.unlink()
    python.symlink_to(other)
    calls(folder)
    done = run(folder, "setup")
    assert "another Python" in done.stderr and 3 == len(calls(folder))


def test_a_python_that_is_gone_is_set_up_anew(project):
    folder = project()
    run(folder, "setup")
    (folder / ".venv" / "bin" / "python").unlink()
    (folder / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
    calls(folder)
    assert 0 == run(folder, "setup").returncode
    assert 3 == len(calls(folder))


@pytest.mark.parametrize("file", start_files()[:1] + start_files()[2:])
def test_changed_pins_are_installed_into_what_is_there(file, project):
    folder = project()
    run(folder, "setup")
    calls(folder)
    with open(folder / file, "a") as pins:
        pins.write("# changed\n")
    done = run(folder, "setup")
    assert "the packages have changed" in done.stderr
    assert ["pip", "pip"] == [call[0] for call in calls(folder)]


def test_the_tests_tools_are_added_by_test_and_stay(project):
    folder = project()
    run(folder, "setup")
    assert not [call for call in calls(folder) if "requirements-test.txt" in call]
    done = run(folder, "test", "--version")
    assert "the tests need further packages" in done.stderr
    (sync,) = (call for call in calls(folder) if "sync" in call)
    assert ["requirements.txt", "requirements-test.txt"] == sync[-2:]
    run(folder, "setup")
    assert [] == calls(folder)
    with open(folder / "requirements.txt", "a") as pins:
        pins.write("# changed\n")
    run(folder, "setup")
    assert [c for c in calls(folder) if "requirements-test.txt" in c]


def test_notebooks_are_made_with_the_tests_tools_by_their_script(project):
    folder = project()
    script = folder / "notebooks" / "source" / "make.py"
    script.parent.mkdir(parents=True)
    script.write_text("import sys; print('made', *sys.argv[1:]); sys.exit(1)")
    done = run(folder, "notebooks", "04_what_if")
    assert (1, "made 04_what_if\n") == (done.returncode, done.stdout)
    assert [c for c in calls(folder) if "requirements-test.txt" in c]


# interrupted, failed


@pytest.mark.parametrize("step", ["venv", "sync", "install"])
def test_a_step_that_fails_is_named_and_the_next_run_begins_again(step, project):
    folder = project()
    done = run(folder, "check", UV_FAILS=step)
    assert 2 == done.returncode and "" == done.stdout
    assert re.search(
        r"set-up failed at: .*it ended with status 7\); fix: ", done.stderr
    )
    calls(folder)
    assert 0 == run(folder, "check").returncode
    assert ["venv", "pip", "pip"] == [call[0] for call in calls(folder)]


@pytest.mark.parametrize("left", ["nothing", "half", "no mark", "no python"])
def test_whatever_an_interrupted_set_up_left_is_overcome(left, project):
    folder = project()
    venv = folder / ".venv"
    run(folder, "setup")
    calls(folder)
    (venv / "set-up-for.txt").unlink()
    if left == "nothing":
        shutil.rmtree(venv)
        venv.mkdir()
    if left == "half":
        (venv / "uv").mkdir()
        shutil.rmtree(venv / "lib")
    if left == "no python":
        (venv / "bin" / "python").unlink()
    (folder / ".venv.tools" / "uv").mkdir(parents=True)
    done = run(folder, "check")
    assert 0 == done.returncode, done.stderr
    assert "did not come to its end" in done.stderr
    assert not (folder / ".venv.tools").exists() and not (venv / "uv").exists()


@pytest.mark.parametrize("size", [0, 1, 20, -70, -1])
def test_a_mark_that_was_cut_is_no_mark(size, project):
    folder = project()
    run(folder, "setup")
    mark = folder / ".venv" / "set-up-for.txt"
    mark.write_bytes(mark.read_bytes()[:size])
    calls(folder)
    assert 0 == run(folder, "setup").returncode
    assert "pip" in [call[0] for call in calls(folder)]


@pytest.mark.parametrize("left", ["signs", "folder", "older"])
def test_a_mark_of_something_else_is_no_mark(left, project):
    folder = project()
    run(folder, "setup")
    mark = folder / ".venv" / "set-up-for.txt"
    mark.unlink()
    if left == "folder":
        (mark / "in it").mkdir(parents=True)
    else:
        mark.write_bytes({"signs": b"\xff\xfe\0", "older": b"0" * 64}[left])
    calls(folder)
    done = run(folder, "check")
    assert (0, "cscontract check\n") == (done.returncode, done.stdout), done.stderr
    assert ["venv", "pip", "pip"] == [call[0] for call in calls(folder)]


@pytest.mark.parametrize("name", [".venv", ".venv.lock"])
@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_is_in_the_way_is_named_with_the_mend(kind, name, project):
    folder = project()
    if kind == "file":
        (folder / name).write_text("")
    elif kind == "folder":
        (folder / name).mkdir()
    else:
        (folder / name).symlink_to(folder / "nowhere" / "else")
    done = run(folder, "setup")
    harmless = (kind, name) in {("file", ".venv.lock"), ("folder", ".venv")}
    assert (0 if harmless else 2) == done.returncode
    assert harmless or re.search(rf"set-up failed: .*{name}'; fix: give", done.stderr)


def test_one_that_waits_and_is_ended_leaves_the_others_tools(project):
    import fcntl

    folder = project()
    tools = folder / ".venv.tools"
    tools.mkdir()
    with open(folder / ".venv.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [sys.executable, "start.py", "setup"],
            cwd=folder,
            env=environment_of(folder),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "waiting for it" in waiting.stderr.readline()
        waiting.send_signal(signal.SIGTERM)
        waiting.communicate(timeout=30)
    assert 143 == waiting.returncode and tools.exists()


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)],
)
def test_a_set_up_that_is_ended_ends_its_step_and_recovers(number, status, project):
    folder = project()
    running = subprocess.Popen(
        [sys.executable, "start.py", "setup"],
        cwd=folder,
        env=environment_of(folder, UV_SLOW="3"),
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(folder / "calls.txt")
    running.send_signal(number)
    _, told = running.communicate(timeout=30)
    assert status == running.returncode and told.endswith("ended\n")
    calls(folder)
    assert 0 == run(folder, "setup").returncode


def wait_for(path, seconds=20):
    """Until a file is there and has something in it."""
    until = time.time() + seconds
    while not (path.exists() and path.stat().st_size):
        assert time.time() < until
        time.sleep(0.02)


def test_of_two_at_once_the_second_waits_and_does_nothing(project):
    folder = project()
    surroundings = environment_of(folder, UV_SLOW="1")
    command = [sys.executable, "start.py", "setup"]
    both = []
    options = {
        "cwd": folder,
        "env": surroundings,
        "stderr": subprocess.PIPE,
        "text": True,
    }
    for _ in range(2):
        both.append(subprocess.Popen(command, **options))
        wait_for(folder / "calls.txt")
    told = [each.communicate(timeout=60)[1] for each in both]
    assert [0, 0] == [each.returncode for each in both]
    assert "waiting for it" in told[1] and "1/4" not in told[1]
    assert 3 == len(calls(folder))


@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root writes everywhere"
)
def test_a_folder_that_cannot_be_written_is_refused_in_words(project):
    folder = project()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    done = run(folder, "setup")
    folder.chmod(stat.S_IRWXU)
    assert 2 == done.returncode and "Traceback" not in done.stderr


def test_a_package_of_another_folder_is_never_run(project, tmp_path):
    folder, other = project(), project("other")
    done = run(folder, "setup", PYTHONPATH=str(other))
    assert 2 == done.returncode
    assert f"cscontract is taken from '{other}" in done.stderr


# ending what it has started


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_what_ends_it_ends_the_command(number, project):
    folder = project()
    waits = (
        "import os, time; open('pid.txt', 'w').write(str(os.getpid())); time.sleep(60)"
    )
    (folder / "cscontract" / "__main__.py").write_text(waits)
    run(folder, "setup")
    running = subprocess.Popen(
        [sys.executable, "start.py"],
        cwd=folder,
        env=environment_of(folder),
        stderr=subprocess.PIPE,
    )
    wait_for(folder / "pid.txt")
    running.send_signal(number)
    running.communicate(timeout=30)
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid.txt").read_text()), 0)


def test_a_test_run_that_was_killed_is_no_success(monkeypatch):
    monkeypatch.setattr(start, "run", lambda *command: -9)
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("CSCONTRACT_LANG", "")
    assert 9 == start.test([])


# pip and venv


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No uv on the path, no pip in this Python; folders of tools of its own."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(start, "find_spec", lambda name: None)
    monkeypatch.setattr(start, "TOOLS", tmp_path / "tools")


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
@pytest.mark.parametrize(
    ("debian", "mend"), [(True, "sudo apt install python3-venv"), (False, "python.org")]
)
def test_without_venv_or_ensurepip_the_package_is_named(
    missing, debian, mend, bare, monkeypatch
):
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.setattr(os.path, "exists", lambda path: debian)
    with pytest.raises(start.Failed, match=mend):
        start.uv_command()


def test_an_ensurepip_that_fails_names_the_package(bare, monkeypatch):
    import venv

    def create(*given, **options):
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr(venv, "create", create)
    with pytest.raises(start.Failed, match="fix: "):
        start.uv_command()


def test_the_pip_of_this_python_is_used_where_there_is_one(bare, monkeypatch):
    asked = []
    monkeypatch.setattr(start, "find_spec", lambda name: name == "pip")
    monkeypatch.setattr(
        start, "run", lambda *command, **options: asked.append(command) or 0
    )
    monkeypatch.setenv("PIP_USER", "1")
    found = start.uv_command()
    assert ("-m", "pip", "install") == asked[-1][1:4]
    assert {"--require-hashes", "requirements-setup.txt"} <= set(asked[-1])
    assert start.TOOLS / "uv" / "bin" / "uv" == found[0]
    assert "PIP_USER" not in os.environ
