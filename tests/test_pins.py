"""Nothing is fetched that is not pinned by a hash: packages, for conda too, and
actions.
"""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import lock
import start

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def yaml(path):
    return YAML(typ="safe").load(path)


@pytest.mark.parametrize("name", lock.PINNED)
def test_every_single_pin_has_hashes_of_its_own(name):
    text = (ROOT / name).read_text("utf-8")
    pins = re.split(r"(?m)^(?=[A-Za-z0-9])", text)[1:]
    assert pins
    assert [] == [
        pin
        for pin in pins
        if not re.match(r"[\w.-]+==\S+( ; .+)? \\\n +--hash=sha256:[0-9a-f]{64}\b", pin)
    ]


def test_what_conda_has_pip_install_is_every_pin_by_its_hash():
    told = yaml(ROOT / "environment.yml")
    (pip,) = (part["pip"] for part in told["dependencies"] if isinstance(part, dict))
    assert ["--require-hashes", f"-r {start.PINS}", f"-r {start.SETUP_PINS}"] == pip
    assert f"python={lock.PYTHON}" in told["dependencies"]


def test_the_project_itself_is_built_by_what_is_pinned():
    built = (ROOT / "postBuild").read_text("utf-8")
    assert {"--no-build-isolation", "--no-deps", "--no-index"} <= set(built.split())
    pinned = {
        re.split("[>=<]", need)[0]
        for need in lock.project()["build-system"]["requires"]
    }
    assert pinned <= lock.locked(start.SETUP_PINS).keys()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_may_only_read(path):
    text = path.read_text("utf-8")
    uses = re.findall(r"uses: (\S+)(.*)", text)
    assert uses
    for action, remark in uses:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", remark), action
    told = yaml(path)
    assert {"contents": "read"} == told["permissions"]
    for job in told["jobs"].values():
        assert 0 < job["timeout-minutes"] <= 60 and "permissions" not in job


def test_there_are_workflows():
    assert WORKFLOWS
