#!/usr/bin/env python3
"""Set everything up, then open the workbook. Standard library; Linux, macOS, Windows.

python3 start.py              set up, then open the workbook in JupyterLab
python3 start.py test         set up with the tests' tools, then run every test
python3 start.py test PART    a part of them: lint, suite, notebooks, docs, coverage
python3 start.py setup        set up, nothing else
python3 start.py notebooks    make the notebooks anew from notebooks/source
python3 start.py check …      set up, then any cscontract command
python3 start.py --help       what there is; sets nothing up

An old Python must be able to read this file, to be told so: its syntax is that of
Python 3.6.
"""

import compileall
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
#: -P: no file of the folder where it is started is taken for a module
CSCONTRACT = (PYTHON, "-P", "-m", "cscontract")
#: written last: for which folder, Python and pins the environment is
DONE = VENV / "set-up-for.txt"
#: held while one sets up, so that another in the same folder waits
LOCK = ROOT / ".venv.lock"
#: uv, where the machine has none; only while setting up
TOOLS = ROOT / ".venv.tools"
PINS = "requirements.txt"
TEST_PINS = "requirements-test.txt"
SETUP_PINS = "requirements-setup.txt"
#: makes the notebooks from their sources, by a tool of the tests
NOTEBOOKS = ROOT / "notebooks" / "source" / "make.py"
NEEDED = (3, 11)
#: reasons for which nothing of an environment is kept
ANEW = ("new", "broken", "moved")
#: the tests of a file run one after another, files beside each other
WORKERS = max(2, min(os.cpu_count() or 2, 4))
BESIDE = ("-n", WORKERS, "--dist", "loadfile")
#: how long, in seconds, a command may take to end when start.py is ended
PATIENCE = 10

#: what this file says; it runs before anything is installed, so its words stand here
SAID = {
    "help": {
        "en": """\
python3 start.py              set up, then open the workbook in JupyterLab
python3 start.py setup        set up, nothing else
python3 start.py test         set up with the tests' tools, then run every test
python3 start.py notebooks …  the same, then make the notebooks from notebooks/source
python3 start.py test PART    a part: lint, suite, notebooks, docs or coverage
python3 start.py COMMAND …    set up, then a command of cscontract:
""",
        "zh": """\
python3 start.py              安装，然后在 JupyterLab 中打开工作簿
python3 start.py setup        只安装
python3 start.py test         连同测试工具一起安装，然后运行全部测试
python3 start.py notebooks …  同上安装，然后由 notebooks/source 生成笔记本
python3 start.py test 部分    只运行一部分：lint、suite、notebooks、docs 或 coverage
python3 start.py 命令 …       安装，然后运行 cscontract 的命令：
""",
    },
    "old": {
        "en": "Python {found} is too old; fix: run this with Python {needed} or newer",
        "zh": "Python {found} 版本过低；改法：请用 Python {needed} 或更新的版本运行",
    },
    "waiting": {
        "en": "Another start.py is setting up this folder; waiting for it …",
        "zh": "另一个 start.py 正在安装这个文件夹，等待其完成……",
    },
    "begin": {
        "en": "Setting up .venv, once: {why}. It takes a minute or less, and about 1 GB.",
        "zh": "正在安装 .venv（只此一次）：{why}。约需一分钟、1 GB 空间。",
    },
    "new": {"en": "nothing is set up here yet", "zh": "此处尚未安装"},
    "broken": {
        "en": "an earlier set-up did not come to its end",
        "zh": "上一次安装没有完成",
    },
    "moved": {
        "en": "what is here was set up for another folder or another Python",
        "zh": "现有环境是为另一个文件夹或另一个 Python 安装的",
    },
    "changed": {"en": "the packages have changed", "zh": "所需软件包有变动"},
    "more": {"en": "the tests need further packages", "zh": "测试还需要其他软件包"},
    "step": {"en": "  {number}/4 {what} …", "zh": "  {number}/4 {what}……"},
    "uv": {"en": "the installer, uv", "zh": "安装工具 uv"},
    "venv": {"en": "an empty environment, .venv", "zh": "空环境 .venv"},
    "packages": {"en": "about {count} packages", "zh": "约 {count} 个软件包"},
    "project": {"en": "cscontract itself", "zh": "cscontract 本身"},
    "done": {"en": "Set up in {seconds} s.", "zh": "安装完成，用时 {seconds} 秒。"},
    "no_pip": {
        "en": "This Python has neither pip nor venv with ensurepip; fix: {mend}, then run this again",
        "zh": "这个 Python 既没有 pip，也没有带 ensurepip 的 venv；改法：{mend}，然后重新运行",
    },
    "apt": {
        "en": "sudo apt install python3-venv",
        "zh": "运行 sudo apt install python3-venv",
    },
    "python_org": {
        "en": "install your system's package of Python's venv and pip, or Python from python.org",
        "zh": "安装系统中 Python 的 venv 与 pip 软件包，或从 python.org 安装 Python",
    },
    "failed": {
        "en": "set-up failed at: {what} ({error}); fix: see the lines above, then run this again",
        "zh": "安装失败于：{what}（{error}）；改法：参照上面几行更正，然后重新运行",
    },
    "no_place": {
        "en": "set-up failed: {error}; fix: give rights or room, or move what is in the way, then run this again",
        "zh": "安装失败：{error}；改法：给予权限或腾出空间，或移开挡路的文件，然后重新运行",
    },
    "status": {"en": "it ended with status {status}", "zh": "以状态 {status} 结束"},
    "elsewhere": {
        "en": "cscontract is taken from {place}, not from this folder",
        "zh": "cscontract 取自 {place}，而不是这个文件夹",
    },
    "ended": {"en": "ended", "zh": "已结束"},
}


class Failed(Exception):
    """A step of the set-up that could not be done: which, and why, in words."""


class Ended(Exception):
    """start.py was asked to end by a signal; the exit status that says so."""


def language(arguments):
    """zh or en: as --lang says, else as CSCONTRACT_LANG does."""
    chosen = os.environ.get("CSCONTRACT_LANG", "")
    for number, argument in enumerate(arguments):
        if argument == "--lang":
            chosen = "".join(arguments[number + 1 : number + 2])
        if argument.startswith("--lang="):
            chosen = argument[len("--lang=") :]
    return "zh" if chosen.lower().startswith("zh") else "en"


LANGUAGE = language(sys.argv[1:])


def say(key, **values):
    """A sentence of SAID in the language, its places filled."""
    return SAID[key][LANGUAGE].format(**values)


def tell(key, **values):
    """A sentence on standard error, which Python lets hold every sign."""
    print(say(key, **values), file=sys.stderr)
    sys.stderr.flush()


def main(arguments):
    """Set up, then do what is asked; returns the exit status."""
    asks_for_help = "--help" in arguments or "-h" in arguments
    if sys.version_info < NEEDED:
        if asks_for_help:
            tell_help()
        found = ".".join(map(str, sys.version_info[:2]))
        tell("old", found=found, needed=".".join(map(str, NEEDED)))
        return 2
    if asks_for_help:
        return show_help(arguments)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # what is ignored stays so: nohup
        if number and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)
    try:
        return do(arguments)
    except Failed as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        tell("ended")
        return 130
    except Ended as error:
        tell("ended")
        return error.args[0]


def do(arguments):
    """Set up as far as is needed, then the command."""
    command = arguments[0] if arguments else "lab"
    set_up(testing=command in ("test", "notebooks"))
    if command == "setup":
        return 0
    if command == "test":
        return test(arguments[1:])
    if command == "notebooks":
        return become(PYTHON, "-P", NOTEBOOKS, *arguments[1:])
    return become(*CSCONTRACT, *(arguments or ["lab"]))


def end(number, frame):
    """What a signal that ends start.py does: whatever it has started is ended too."""
    raise Ended(128 + number)


# help


def tell_help():
    """What start.py can do, on standard output."""
    text = say("help") + "\n"
    # a terminal of another code page has not every sign
    sys.stdout.buffer.write(text.encode(sys.stdout.encoding or "utf-8", "replace"))
    sys.stdout.flush()


def show_help(arguments):
    """What start.py and cscontract can do; the help needs nothing installed."""
    command = arguments[0]
    if command in ("--help", "-h", "setup", "test", "notebooks"):
        tell_help()
        arguments = ["--help"]
    own = "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    own += "from cscontract.cli.main import main; "
    # -S: without whatever else this Python has installed
    starts = (sys.executable, "-P", "-S", "-c", own + "sys.exit(main())")
    return become(*starts, ROOT, *arguments)


# running commands


def become(*command):
    """Be the command from here on: whatever ends start.py ends it. Not so on
    Windows.
    """
    command = [str(part) for part in command]
    if WINDOWS:
        return run(*command)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


def run(*command, **options):
    """Run a command and give its exit status; it is ended where start.py is ended."""
    child = subprocess.Popen([str(part) for part in command], **options)
    try:
        return child.wait()
    except KeyboardInterrupt:
        # at a terminal the command has it too, and may have something to put in order
        put_to_an_end(child, time.time() + PATIENCE)
        raise
    except Ended:
        child.terminate()
        put_to_an_end(child, time.time() + PATIENCE)
        raise


def put_to_an_end(child, deadline):
    """Wait for a command that was asked to end; ask again, then end it."""
    for ask in (child.terminate, child.kill):
        try:
            child.wait(max(1, (deadline - time.time()) / 2))
            return
        except (subprocess.TimeoutExpired, KeyboardInterrupt, Ended):
            ask()
    child.wait()


# setting up


def set_up(testing=False):
    """`.venv` for this folder, Python and pins, with this project; quick when done.

    Tools that the tests need stay once they are there.
    """
    try:
        if reason_to_set_up(testing) is None:
            return
        with alone():
            why = reason_to_set_up(testing)
            if why:  # no other start.py has done it meanwhile
                build(why, testing or has_test_tools())
    except OSError as error:
        raise Failed(say("no_place", error=error)) from None


def build(why, testing):
    """The four steps of the set-up; the tools for it go however it ends."""
    begun = time.time()
    tell("begin", why=say(why))
    pins = [PINS, TEST_PINS] if testing else [PINS]
    try:
        uv = uv_command()
        make_environment(uv, why in ANEW)
        install_packages(uv, pins)
        install_project(uv)
    finally:
        remove(TOOLS)
    DONE.write_text("\n".join([place(), *map(digest, pins)]), "utf-8")
    tell("done", seconds=round(time.time() - begun))


def make_environment(uv, anew):
    """An environment that nothing says is done; an empty one where it is made anew."""
    tell("step", number=2, what=say("venv"))
    # before anything else goes: what is half there is never taken for whole
    remove(DONE)
    if not anew:
        return
    empty(VENV)
    # the Python behind this one, where this one is itself of an environment
    python = getattr(sys, "_base_executable", None) or sys.executable
    # relocatable: the commands of a copy run the copy's Python, not the first one's
    options = ("--quiet", "--relocatable", "--python", python)
    step(say("venv"), *uv, "venv", *options, VENV)


def empty(folder):
    """A folder without anything in it; a link or a disk of its own stays what it is."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        remove(path)


def remove(path):
    """No file, link or folder of this name any more."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(str(path))
    elif path.exists() or path.is_symlink():
        path.unlink()


def install_packages(uv, pins):
    """What the files of pins name; compiled, so that the first command is quick."""
    what = say("packages", count=len({name for pin in pins for name in pinned(pin)}))
    tell("step", number=3, what=what)
    # at a terminal uv shows its bars
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    options = ("--python", PYTHON, "--compile-bytecode", "--require-hashes")
    step(what, *uv, "pip", "sync", *quiet, *options, *pins)


def pinned(pins):
    """The names of the packages that a file pins."""
    lines = (ROOT / pins).read_text("utf-8").splitlines()
    pins_of = [line for line in lines if line[:1].isalnum() and "==" in line]
    return [line.split("==")[0] for line in pins_of]


def install_project(uv):
    """This project, as “.”: signs of its path may mean something to uv."""
    tell("step", number=4, what=say("project"))
    options = ("--python", PYTHON, "--no-deps", "--build-constraint", SETUP_PINS)
    step(say("project"), *uv, "pip", "install", "--quiet", *options, "--editable", ".")
    point_to_project()
    compileall.compile_dir(str(ROOT / "cscontract"), quiet=1)
    ask = "import cscontract; print(ascii(cscontract.__file__))"
    asking = [str(PYTHON), "-P", "-c", ask]
    answer = subprocess.run(asking, stdout=subprocess.PIPE, cwd=str(VENV))
    found = answer.stdout.decode("ascii").strip()
    if found != ascii(str(ROOT / "cscontract" / "__init__.py")):
        error = say("elsewhere", place=found)
        raise Failed(say("failed", what=say("project"), error=error))


def point_to_project():
    """The project's place, told from where the environment is: a copy has its own."""
    packages = sysconfig.get_path("purelib", "venv", {"base": str(VENV)})
    pointer = os.path.join(packages, "cscontract.pth")
    with open(pointer, "w", encoding="ascii") as file:
        file.write(os.path.relpath(str(ROOT), packages) + "\n")


def step(what, *command):
    """A command of the set-up, run in this project's folder."""
    # close_fds: a step whose start.py was killed holds the lock until it has ended
    status = run(*command, cwd=str(ROOT), close_fds=False)
    if status:
        raise Failed(say("failed", what=what, error=say("status", status=status)))


def reason_to_set_up(testing):
    """Why there is something to set up, a key of SAID; None where there is nothing."""
    if not VENV.exists():
        return "new"
    told = marker()
    if not told or not PYTHON.exists():
        return "broken"
    if told[0] != place():
        return "moved"
    if told[1:] in ([digest(PINS), digest(TEST_PINS)], [digest(PINS)]):
        return "more" if testing and len(told) == 2 else None
    return "changed"


def has_test_tools():
    """Whether the tests' tools were part of the set-up that stands here."""
    return len(marker()) == 3


def marker():
    """The lines of what says that the set-up is done; none where it does not."""
    if not DONE.is_file():
        return []
    # whatever an interrupted disk has left in it is some text
    return DONE.read_text("utf-8", "replace").split("\n")


def place():
    """What an environment belongs to: this folder, and the Python that it runs."""
    # as bytes: the same under every locale
    paths = (str(ROOT), os.path.realpath(str(PYTHON)))
    return repr([os.fsencode(path) for path in paths])


def digest(pins):
    """The sum of a file of pins and of what says how this project is installed."""
    files = (pins, SETUP_PINS, "pyproject.toml")
    texts = [(ROOT / name).read_bytes() for name in files]
    return hashlib.sha256(b"".join(texts)).hexdigest()


@contextmanager
def alone():
    """Held by one start.py of this folder at a time, and freed however it ends."""
    with open(str(LOCK), "a") as file:
        os.set_inheritable(file.fileno(), True)
        try:
            import fcntl
        except ImportError:  # Windows
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            tell("waiting")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def uv_command():
    """uv if it is there, else a pinned one for as long as the set-up takes."""
    tell("step", number=1, what=say("uv"))
    found = shutil.which("uv")
    if found:
        return [found]
    remove(TOOLS)
    pip = pip_command()
    options = ("--quiet", "--disable-pip-version-check", "--only-binary", ":all:")
    target = ("--target", TOOLS / "uv", "--require-hashes", "-r", SETUP_PINS)
    step(say("uv"), *pip, "install", *options, *target)
    return [TOOLS / "uv" / "bin" / ("uv.exe" if WINDOWS else "uv")]


def pip_command():
    """The pip of this Python, else one in an environment of its own by ensurepip."""
    # what a user has settled for pip may not go with --target
    for name in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"):
        os.environ.pop(name, None)
    os.environ["PIP_ROOT_USER_ACTION"] = "ignore"
    own = [sys.executable, "-m", "pip"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if find_spec("pip") and not run(*own, "--version", **quiet):
        return own
    try:
        import ensurepip  # noqa: F401
        import venv

        venv.create(str(TOOLS / "venv"), with_pip=True)
    except (ImportError, subprocess.CalledProcessError):
        mend = "apt" if os.path.exists("/etc/debian_version") else "python_org"
        raise Failed(say("no_pip", mend=say(mend))) from None
    return [TOOLS / "venv" / BIN.name / PYTHON.name, "-m", "pip"]


# tests


def test(options):
    """All the tests, or a part of them; what is asked for always runs to its end."""
    os.chdir(str(ROOT))
    parts = {
        "lint": lint,
        "suite": suite,
        "notebooks": notebooks,
        "docs": docs,
        "coverage": coverage,
    }
    part = options[0] if options else ""
    statuses = parts[part](options[1:]) if part in parts else everything(options)
    return max(map(abs, statuses))  # that of a process ended by a signal is negative


def everything(options):
    """The suite, which has the lint and the documents, and the notebooks."""
    return suite(options) + notebooks([])


def lint(options):
    """Format, lint, types, the project's own order."""
    files = ("tests/test_style.py", "tests/test_structure.py", "tests/test_pins.py")
    return [run(PYTHON, "-m", "pytest", *files, *options)]


def suite(options):
    """The package's tests; those that wait most begin first."""
    beside = (*BESIDE, "--no-loadscope-reorder")
    return [run(PYTHON, "-m", "pytest", *beside, *options)]


def docs(options):
    """What the documents say, run as it stands."""
    files = sorted(ROOT.glob("tests/test_docs*.py"))
    return [run(PYTHON, "-m", "pytest", *files, *options)]


def coverage(options):
    """The package's tests; which lines and branches they reach may not fall."""
    return suite(["--cov", "--cov-report=term:skip-covered", *options])


def notebooks(options):
    """Each notebook against a fresh run, language by language."""
    statuses = []
    chinese = set(ROOT.glob("notebooks/*_zh.ipynb"))
    english = set(ROOT.glob("notebooks/*.ipynb")) - chinese
    outputs = ("--nbval", "--nbval-sanitize-with", "tests/nbval.cfg")
    for spoken, stored in (("en", english), ("zh", chinese)):
        os.environ["CSCONTRACT_LANG"] = spoken
        command = (PYTHON, "-m", "pytest", *BESIDE, *outputs, *options)
        statuses.append(run(*command, *sorted(stored)))
    return statuses


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
