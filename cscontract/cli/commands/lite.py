"""`lite`: the panel as a site that runs in the browser.

Nothing needs to be installed where it is opened.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cscontract.cli.arguments import add_language
from cscontract.cli.commands import add_command
from cscontract.cli.paths import Folder
from cscontract.core import user_folders


def add(commands: Any) -> None:
    """`lite`."""
    site = add_command(commands, "lite")
    place = "a new or empty folder, or a site built before"
    site.add_argument("--out", type=Folder, required=True, metavar="FOLDER", help=place)
    kept = "where downloads are kept (CSCONTRACT_CACHE)"
    site.add_argument("--cache", type=Folder, metavar="FOLDER", help=kept)
    add_language(site)
    site.set_defaults(run=run_lite)


def run_lite(options: argparse.Namespace) -> int:
    """`lite`: fetch what is pinned, lay the site out, build it; say how to see it."""
    from cscontract.core.language import say
    from cscontract.serve import lite_downloads, lite_site

    out = Path(options.out).resolve()
    refuse_other_folder(out)
    lite_site.installed_extensions()
    cache = Path(options.cache or user_folders.downloads()).resolve()
    refuse_cache_within(cache, out)
    downloads = lite_downloads.folder_for(cache)
    print_step(
        say("Pyodide and its packages, about 17 MB the first time …", options.lang)
    )
    fetched = lite_downloads.pyodide(downloads), lite_downloads.wheels(downloads)
    print_step(say("JupyterLite builds the site …", options.lang))
    make_site(out, *fetched)
    files = [path for path in out.rglob("*") if path.is_file()]
    size = round(sum(path.stat().st_size for path in files) / 1e6)
    sentence = "The site is in {folder}: {size} MB in {count} files."
    print(say(sentence, options.lang, folder=out, size=size, count=len(files)))
    command = f"python3 -m http.server --bind 127.0.0.1 -d {shlex.quote(str(out))}"
    sentence = "To see it, run {command} and open {address}"
    print(say(sentence, options.lang, command=command, address="http://127.0.0.1:8000"))
    return 0


def make_site(out: Path, archive: Path, wheels: Sequence[Path]) -> None:
    """The site from what was fetched.

    An older one goes only when the new one is whole.
    """
    from cscontract.core.files import unwritable
    from cscontract.serve import lite_site

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=out.parent, prefix=f".{out.name}."
        ) as scratch:
            laid_out = Path(scratch) / "lite"
            laid_out.mkdir()
            lite_site.lay_out(laid_out, archive, wheels)
            lite_site.put_site(lite_site.build_site(laid_out), out)
    except OSError as error:
        raise unwritable(out, error) from None


def refuse_other_folder(out: Path) -> None:
    """Refuse a place where something other than an older site stands."""
    from cscontract.core.errors import bad
    from cscontract.serve.lite_site import is_site

    is_free = out.is_dir() and (is_site(out) or not any(out.iterdir()))
    if out.exists() and not is_free:
        expected = "a new or empty folder, or a site built before"
        raise bad(
            str(out), "something else stands there", expected, "choose another folder"
        )


def refuse_cache_within(cache: Path, out: Path) -> None:
    """Refuse downloads within the site: they would go with an older one."""
    from cscontract.core.errors import bad

    if cache.is_relative_to(out):
        expected = "a folder outside the site"
        fix = "choose another folder"
        raise bad(str(cache), "within the folder of --out", expected, fix)


def print_step(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
