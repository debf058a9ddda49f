#!/usr/bin/env python3
"""Set everything up, then open the workbook. Standard library only; Linux, macOS and Windows.

python3 start.py              set up, then open the workbook in JupyterLab
python3 start.py test         set up, then run every test
python3 start.py setup        set up, nothing else
python3 start.py check …      set up, then any cscontract command
"""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
#: with -P, so that no file of the folder where it is started is taken for a module
CSCONTRACT = (PYTHON, "-P", "-m", "cscontract")
DONE = VENV / "set-up-for.txt"
NEEDED = (3, 11)
UV = "uv==0.13.9"


def main(arguments):
    """Set up, then do what is asked; returns the exit status."""
    if sys.version_info < NEEDED:
        found = ".".join(map(str, sys.version_info[:2]))
        print(
            f"Python {found} is too old; fix: run this with Python 3.11 or newer", file=sys.stderr
        )
        return 2
    try:
        set_up()
    except (subprocess.CalledProcessError, OSError) as error:
        print(
            f"set-up failed: {error}; fix: see the lines above, then run this again",
            file=sys.stderr,
        )
        return 2
    match arguments:
        case ["setup"]:
            return 0
        case ["test", *options]:
            return test(options)
        case []:
            return run(*CSCONTRACT, "lab")
        case _:
            return run(*CSCONTRACT, *arguments)


def run(*command):
    """Run a command here and give its exit status; a keyboard interrupt ends it quietly."""
    try:
        return subprocess.run([str(part) for part in command], cwd=os.getcwd()).returncode
    except KeyboardInterrupt:
        return 130


def set_up():
    """The environment `.venv` as requirements.txt pins it, and this project in it; quick when done."""
    wanted = hashlib.sha256(
        b"".join((ROOT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml"))
    ).hexdigest()
    if PYTHON.exists() and DONE.exists() and DONE.read_text() == wanted:
        return
    print("Setting up .venv (a minute or less the first time) …", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        venv.create(VENV, clear=VENV.exists())
    uv = uv_command()
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    # compiled at once, so that the first command is as quick as the later ones
    sync = ("sync", "--quiet", "--compile-bytecode", "--require-hashes", ROOT / "requirements.txt")
    install = ("install", "--quiet", "--no-deps", "--editable", ROOT)
    for step in (sync, install):
        subprocess.run([*uv, "pip", *map(str, step)], check=True, env=environment)
    compileall.compile_dir(ROOT / "cscontract", quiet=1)
    DONE.write_text(wanted)


def uv_command():
    """uv if it is there, else a pinned one of our own beside the environment."""
    if found := shutil.which("uv"):
        return [found]
    own = VENV / "uv"
    if not own.exists():
        install = ("pip", "install", "--quiet", "--target", str(own), UV)
        for module in (("ensurepip",), install):
            output = subprocess.DEVNULL if module == ("ensurepip",) else None
            subprocess.run([str(PYTHON), "-m", *module], check=True, stdout=output)
    name = "uv.exe" if os.name == "nt" else "uv"
    return [str(own / "bin" / name)]


def test(options):
    """Every test: the package's, then each notebook's outputs against a fresh run. All of them always run."""
    os.chdir(ROOT)
    statuses = [run(PYTHON, "-m", "pytest", *options)]
    chinese = set(ROOT.glob("notebooks/*_zh.ipynb"))
    english = set(ROOT.glob("notebooks/*.ipynb")) - chinese
    outputs = ("--nbval", "--nbval-sanitize-with", "tests/nbval.cfg")
    for language, notebooks in (("en", english), ("zh", chinese)):
        os.environ["CSCONTRACT_LANG"] = language
        statuses.append(run(PYTHON, "-m", "pytest", *outputs, *sorted(notebooks)))
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
