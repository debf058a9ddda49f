"""The site without installing, laid out and built.

JupyterLite with Pyodide, one notebook, the sample.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cscontract import __version__
from cscontract.core.errors import bad
from cscontract.core.language import Sentence
from cscontract.core.project import SAMPLE
from cscontract.serve.lite_downloads import PARTS, normal_name, site_parts, sum_of

NOTEBOOK = "what_if.ipynb"
EXTENSION = "cscontract-run-at-once"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
#: what of Pyodide's archive a browser loads
PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
#: kept in memory, so that every visit begins anew and leaves nothing in the browser
FORGETFUL = {
    "enableMemoryStorage": True,
    **{
        f"{what}StorageDrivers": ["memoryStorageDriver"]
        for what in ("contents", "settings", "workspaces")
    },
}
BUILD = {
    "LiteBuildConfig": {
        "apps": ["notebooks"],
        "contents": ["files"],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": "../site",
    },
    "FederatedExtensionAddon": {"extra_labextensions_path": ["labextensions"]},
}
#: no row with a logo above the menus
OVERRIDES = {"@jupyter-notebook/application-extension:top": {"visible": "no"}}
#: files have one time of change, so that two builds are the same
EPOCH = "315532800"
#: the page at the site's root; JupyterLite reads its settings through it
FRONT = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>What if? 如果……？</title>
<meta http-equiv="refresh" content="0; url=notebooks/index.html?path={NOTEBOOK}">
<link rel="icon" href="favicon.ico">
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{{}}</script></head>
<body><a href="notebooks/index.html?path={NOTEBOOK}">What if? <span lang="zh-CN">如果……？</span></a></body></html>
"""


def installed_extensions() -> list[Path]:
    """The folders of the JupyterLab extensions of the site.

    BadInput where one is not installed.
    """
    missing = [
        name
        for name in ("jupyterlite_core", "jupyterlite_pyodide_kernel")
        if not find_spec(name)
    ]
    found = {name: _extension(name) for name in site_parts()["extensions"]}
    missing += [name for name, folder in found.items() if folder is None]
    if missing:
        fix = "run python3 start.py setup, or pip install 'cscontract[lite]'"
        value = Sentence("without {names}", names=", ".join(missing))
        raise bad("lite", value, "JupyterLite with its kernel", fix)
    return [folder for folder in found.values() if folder]


def _extension(name: str) -> Path | None:
    from jupyter_core.paths import jupyter_path

    folders = (Path(place) / name for place in jupyter_path("labextensions"))
    return next(
        (folder for folder in folders if (folder / "package.json").is_file()), None
    )


def lay_out(folder: Path, archive: Path, wheels: Sequence[Path]) -> None:
    """Everything from which JupyterLite builds the site, in a folder."""
    extensions = installed_extensions()
    _copy_extensions(folder / "labextensions", extensions)
    packed = folder / "static" / "pyodide"
    _unpack(archive, packed)
    kernel = next(each for each in extensions if each.as_posix().endswith(KERNEL))
    own = kernel.glob("static/pypi/*.whl")
    kernels = [path for path in own if not path.name.startswith("widgetsnbextension")]
    for wheel in (*wheels, *kernels):
        shutil.copyfile(wheel, packed / wheel.name)
    pack_wheel(packed)
    packages = lock_packages(packed)
    _copy_contents(folder / "files")
    _write_json(folder / "jupyter-lite.json", lite_settings(packages))
    _write_json(folder / "jupyter_lite_config.json", BUILD)
    _write_json(folder / "overrides.json", OVERRIDES)


def lite_settings(packages: Iterable[str]) -> dict[str, Any]:
    """JupyterLite's settings: no other hosts, all packages at once, nothing kept."""
    kernel = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(packages)},
    }
    data = {
        "appName": "cscontract",
        **FORGETFUL,
        "litePluginSettings": {f"{KERNEL}:kernel": kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def is_site(folder: Path) -> bool:
    """Whether a folder holds a site that was built before."""
    try:
        told = json.loads((folder / "jupyter-lite.json").read_text("utf-8"))
        return bool(told["jupyter-config-data"]["appName"] == "cscontract")
    except (OSError, ValueError, LookupError, TypeError):
        return False


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True), "utf-8")


def _copy_extensions(folder: Path, extensions: Iterable[Path]) -> None:
    """The installed extensions, and the site's own, which runs the notebook at once."""
    for extension in extensions:
        shutil.copytree(extension, folder / extension.parent.name / extension.name)
    own = folder / EXTENSION
    (own / "static").mkdir(parents=True)
    shutil.copyfile(PARTS / "run_at_once.js", own / "static" / "run_at_once.js")
    load = {"load": "static/run_at_once.js", "extension": "./extension"}
    described = {"name": EXTENSION, "version": __version__}
    _write_json(own / "package.json", {**described, "jupyterlab": {"_build": load}})


def _unpack(archive: Path, folder: Path) -> None:
    """What a browser needs of Pyodide's archive."""
    folder.mkdir(parents=True)
    with tarfile.open(archive) as packed:
        for name in PYODIDE:
            file = packed.extractfile(f"package/{name}")
            assert file is not None
            (folder / name).write_bytes(file.read())


def pack_wheel(folder: Path) -> Path:
    """This package as a wheel for the browser.

    Modules, their tables and Chinese, no fonts or commands.
    """
    name = f"cscontract-{__version__}"
    package = Path(__file__).parent.parent
    with ZipFile(folder / f"{name}-py3-none-any.whl", "w", ZIP_DEFLATED) as wheel:
        for path in sorted(package.rglob("*")):
            place = path.relative_to(package.parent)
            if path.suffix in (".py", ".toml", ".po") and place.parts[1] not in (
                "cli",
                "serve",
            ):
                _add(wheel, place.as_posix(), path.read_bytes())
        told = f"Metadata-Version: 2.1\nName: cscontract\nVersion: {__version__}\n"
        _add(wheel, f"{name}.dist-info/METADATA", told.encode())
        kind = "Wheel-Version: 1.0\nGenerator: cscontract\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        _add(wheel, f"{name}.dist-info/WHEEL", kind.encode())
        _add(wheel, f"{name}.dist-info/RECORD", b"")
    return folder / f"{name}-py3-none-any.whl"


def _add(archive: ZipFile, name: str, data: bytes) -> None:
    archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)


def lock_packages(folder: Path) -> list[str]:
    """Have Pyodide know the wheels beside it and no other package.

    Gives their names.
    """
    path = folder / "pyodide-lock.json"
    lock = json.loads(path.read_text("utf-8"))
    wheels = [_locked(wheel) for wheel in sorted(folder.glob("*.whl"))]
    lock["packages"] = {wheel["name"]: wheel for wheel in wheels}
    _write_json(path, lock)
    return sorted(lock["packages"])


def _locked(wheel: Path) -> dict[str, Any]:
    """A wheel as Pyodide's lock names it.

    All are loaded at once, so that none says what it needs.
    """
    name, version = wheel.name.split("-")[:2]
    return {
        "name": normal_name(name),
        "version": version,
        "file_name": wheel.name,
        "sha256": sum_of(wheel),
        "install_dir": "site",
        "package_type": "package",
        "imports": [],
        "depends": [],
        "unvendored_tests": False,
    }


def _copy_contents(folder: Path) -> None:
    """The notebook, and of the sample what it reads."""
    records = folder / "sample_data" / "records"
    records.mkdir(parents=True)
    shutil.copyfile(PARTS / NOTEBOOK, folder / NOTEBOOK)
    shutil.copyfile(SAMPLE / "agreement.yaml", records.parent / "agreement.yaml")
    for name in ("receptions.csv", "seats.csv"):
        shutil.copyfile(SAMPLE / "records" / name, records / name)


def build_site(folder: Path) -> Path:
    """Have JupyterLite build the site beside the folder where it is laid out."""
    told = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", "build"],
        cwd=folder,
        env=told,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    site = folder.parent / "site"
    if done.returncode or not is_site(site):
        last = done.stdout.strip().split("\n")[-1]
        fix = "run python3 start.py setup, then this again"
        value = Sentence("no site ({said})", said=last)
        raise bad("JupyterLite", value, "a site built from what is here", fix)
    (site / "index.html").write_text(FRONT, "utf-8")
    shutil.copyfile(site / "notebooks" / "favicon.ico", site / "favicon.ico")
    return site


def put_site(site: Path, out: Path) -> None:
    """Move a built site to its place.

    One that was there before goes only when the new one is whole.
    """
    aside = site.parent / "before"
    if out.exists():
        os.rename(out, aside)
    try:
        os.rename(site, out)
    except BaseException:
        if aside.exists():
            os.rename(aside, out)
        raise
