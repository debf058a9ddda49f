#!/usr/bin/env python3
"""Pin the environment anew: requirements.txt by uv from pyproject.toml, environment.yml from both.

.venv/bin/python lock.py            pin anew (needs uv)
.venv/bin/python lock.py --check    say whether environment.yml is what the two others make
"""

import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent
PYTHON = "3.11"
COMPILE = "uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --all-extras -q"


def environment_yml() -> str:
    """environment.yml: Python, pip, the direct dependencies at their locked versions, this project."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    names = sorted({Requirement(line).name.lower() for line in wanted})
    pins = locked()
    lines = ["# Made by lock.py from pyproject.toml and requirements.txt; not to be edited.",
             "name: cscontract", "channels: [conda-forge]", "dependencies:", f"  - python={PYTHON}",
             "  - pip", "  - pip:", "    - -e ."]  # fmt: skip
    return (
        "\n".join([*lines, *(f"    - {name}=={pins[name.replace('.', '-')]}" for name in names)])
        + "\n"
    )


def locked() -> dict[str, str]:
    """Version by package name, as locked for the Python of environment.yml."""
    pins = {}
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            here = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.0"}
            if requirement.marker is None or requirement.marker.evaluate(here):
                (pin,) = requirement.specifier
                pins[requirement.name.lower().replace(".", "-")] = pin.version
    return pins


if __name__ == "__main__":
    if "--check" not in sys.argv:
        subprocess.run([*COMPILE.split(), "-o", "requirements.txt"], cwd=ROOT, check=True)
        (ROOT / "environment.yml").write_text(environment_yml(), "utf-8")
    sys.exit((ROOT / "environment.yml").read_text("utf-8") != environment_yml())
