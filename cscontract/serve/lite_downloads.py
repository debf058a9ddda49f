"""What the site without installing takes from the registries.

Pinned, checked, kept in a folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cscontract.core.errors import bad
from cscontract.core.files import unwritable
from cscontract.core.language import Sentence
from cscontract.core.project import ROOT

#: the site's own files: what it is made of, its notebook, its extension
PARTS = Path(__file__).parent / "lite"
LOCKED = re.compile(
    r"^(\S.*) \\\n((?: +--hash=sha256:[0-9a-f]{64}[ \\]*\n)+)", re.MULTILINE
)


@dataclass(frozen=True)
class Pin:
    """A package at one version, with the SHA-256 sums that a file of it may have."""

    name: str
    version: str
    sums: frozenset[str]

    def found(self, folder: Path, ending: str = ".whl") -> Path | None:
        """Its file in a folder; one with another sum does not count."""
        near = folder.glob(f"*{self.version}*{ending}")
        named = (
            path for path in near if normal_name(path.name.split("-")[0]) == self.name
        )
        return next((path for path in named if sum_of(path) in self.sums), None)

    @property
    def line(self) -> str:
        """The package as pip reads it."""
        return f"{self.name}=={self.version} " + " ".join(
            f"--hash=sha256:{s}" for s in self.sums
        )


def sum_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def normal_name(name: str) -> str:
    """A package's name as the lock writes it: small letters, hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def site_parts() -> dict[str, Any]:
    """What the site is made of, as `site.toml` says."""
    return tomllib.loads((PARTS / "site.toml").read_text("utf-8"))


def pin_of(name: str) -> Pin:
    """A package that `site.toml` pins."""
    pinned = site_parts()[name]
    return Pin(name, pinned["version"], frozenset([pinned["sha256"]]))


def wheel_pins(locked: str) -> list[Pin]:
    """Every wheel of the site, most as the text of requirements.txt pins them."""
    wanted = [*site_parts()["panel"], *site_parts()["kernel"]]
    known = {pin.name: pin for pin in _locked(locked)}
    missing = [name for name in wanted if name not in known]
    if missing:
        fix = "run lock.py, or take them out of site.toml"
        value = Sentence("without {names}", names=", ".join(missing))
        raise bad("requirements.txt", value, "a pin of each", fix)
    return [*(known[name] for name in wanted), pin_of("micropip")]


def _locked(text: str) -> Iterator[Pin]:
    """The pins of a lock that hold for Pyodide's Python."""
    from packaging.requirements import Requirement

    python = site_parts()["python"]
    there = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "os_name": "posix",
    }
    for line, sums in LOCKED.findall(text):
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate(there):
            (pin,) = requirement.specifier
            found = frozenset(re.findall(r"[0-9a-f]{64}", sums))
            yield Pin(normal_name(requirement.name), pin.version, found)


def wheels(folder: Path) -> list[Path]:
    """The site's wheels, in the folder.

    Those that are not there yet are fetched with pip.
    """
    lock = ROOT / "requirements.txt"
    if not lock.is_file():
        fix = "run this in the project's folder"
        raise bad("requirements.txt", "not there", "the pinned packages", fix)
    pins = wheel_pins(lock.read_text("utf-8"))
    missing = [pin for pin in pins if not pin.found(folder)]
    if missing:
        _fetch_wheels(missing, folder)
    return [_kept(pin, folder) for pin in pins]


def pyodide(folder: Path) -> Path:
    """The archive of Pyodide, in the folder.

    Fetched with npm if it is not there yet.
    """
    pin = pin_of("pyodide")
    ending = ".tgz"
    if not pin.found(folder, ending):
        npm = shutil.which("npm")
        name = f"pyodide-{pin.version}.tgz"
        if not npm:
            sentence = (
                "install Node.js, which has it, or put {name} from npm into {folder}"
            )
            fix = Sentence(sentence, name=name, folder=str(folder))
            raise bad("npm", "not found", "npm, to fetch Pyodide", fix)
        pack = [
            npm,
            "pack",
            f"pyodide@{pin.version}",
            "--pack-destination",
            str(folder.resolve()),
        ]
        _run([*pack, "--loglevel=error"], f"pyodide {pin.version}", folder)
    return _kept(pin, folder, ending)


def _kept(pin: Pin, folder: Path, ending: str = ".whl") -> Path:
    """A pinned file that must be there by now."""
    path = pin.found(folder, ending)
    if path is None:
        others = ", ".join(
            f"{other.name} (SHA-256 {sum_of(other)})"
            for other in folder.glob(
                f"{pin.name.replace('-', '_')}-{pin.version}*{ending}"
            )
        )
        fix = "delete it and run this again; if it comes back, do not use it"
        raise bad(
            f"{pin.name} {pin.version}", others or "no file", "a file as pinned", fix
        )
    return path


def _fetch_wheels(pins: Sequence[Pin], folder: Path) -> None:
    """Fetch wheels for Pyodide's Python with pip, which checks their sums."""
    python = site_parts()["python"]
    for_pyodide = [
        f"--platform={site_parts()['platform']}",
        f"--python-version={python}",
        "--implementation=cp",
        f"--abi=cp{python.replace('.', '')}",
        "--only-binary=:all:",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        listed = Path(scratch) / "wheels.txt"
        listed.write_text("".join(f"{pin.line}\n" for pin in pins), "utf-8")
        command = [
            *_pip(folder),
            "download",
            "--no-deps",
            "--require-hashes",
            *for_pyodide,
        ]
        _run(
            [*command, "-d", str(folder), "-r", str(listed)],
            Sentence("{count} wheels", count=len(pins)),
            folder,
        )


def _pip(folder: Path) -> list[str]:
    """pip as a command: this environment's, or one made for it in the folder."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    own = folder / "pip"
    python = own / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        try:
            venv.create(own, with_pip=True)
        except (OSError, subprocess.CalledProcessError):
            fix = "install pip into this environment"
            raise bad("pip", "not found", "pip, to fetch the wheels", fix) from None
    return [str(python), "-m", "pip"]


def _run(command: Sequence[str], what: str, folder: Path) -> None:
    """Run a client of a registry; on a terminal it shows its own progress."""
    shown = sys.stderr.isatty()
    done = subprocess.run(
        command,
        cwd=folder,
        text=True,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        stdout=sys.stderr if shown else subprocess.PIPE,
    )
    if done.returncode:
        said = Sentence("see the lines above") if shown else _reason(done.stdout or "")
        fix = Sentence(
            "mend what it says, or put the files into {folder}", folder=str(folder)
        )
        value = Sentence("not fetched ({said})", said=said)
        raise bad(what, value, "a registry that gives them", fix)


def _reason(said: str) -> str:
    """Of what npm or pip said, the line that tells why it failed."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [
        line for line in lines if re.search(r"failed|ERROR|npm error 404 .*\w", line)
    ]
    if not lines:
        return Sentence("without a word")
    return [*lines, *telling][-1].removeprefix("npm error ")


def folder_for(downloads: Path) -> Path:
    """The folder of downloads, made if it is not there."""
    try:
        downloads.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(downloads, error) from None
    return downloads.resolve()
