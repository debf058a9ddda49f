#!/usr/bin/env python3
"""Pin the environments anew by uv, with hashes and without addresses.

requirements.txt        what a user of the workbook needs, app and site included
requirements-test.txt   what the tests need besides; what both pin they pin alike
requirements-setup.txt  what start.py itself fetches: uv, and what builds this

.venv/bin/python lock.py    pin anew (needs uv); environment.yml refers to the files
"""

import subprocess
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent
PYTHON = "3.11"
COMPILE = "uv pip compile --universal --generate-hashes --no-emit-index-url -q"
USERS = ("app", "lite")
UV = "uv==0.13.9"
#: file of pins → what uv compiles it from
PINNED = {
    "requirements.txt": [
        "pyproject.toml",
        *(f"--extra={extra}" for extra in USERS),
    ],
    "requirements-test.txt": ["--group=test", "--constraint=requirements.txt"],
    "requirements-setup.txt": ["-"],
}


def project() -> dict:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def locked(name: str = "requirements.txt") -> dict[str, str]:
    """Version by name, as a file of pins has it for the Python of environment.yml."""
    pins = {}
    here = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.0"}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            if requirement.marker is None or requirement.marker.evaluate(here):
                (pin,) = requirement.specifier
                pins[requirement.name.lower().replace(".", "-")] = pin.version
    return pins


def pin(name: str) -> None:
    """Write a file of pins anew."""
    build = "\n".join([UV, *project()["build-system"]["requires"]])
    command = [*COMPILE.split(), *PINNED[name], "-o", name]
    given = build if "-" in PINNED[name] else ""
    subprocess.run(command, cwd=ROOT, check=True, input=given, text=True)


if __name__ == "__main__":
    for file in PINNED:
        pin(file)
