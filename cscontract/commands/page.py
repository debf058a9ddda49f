"""`page`: the notebooks as pages to read without a kernel, each one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cscontract.commands.options import ROOT


def add(commands: Any) -> None:
    """`page`, of all notebooks or of those given."""
    help = "the notebooks as pages to read without a kernel"
    command = commands.add_parser("page", help=help, description=help)
    which = "notebooks that have been run; without any, those of the workbook"
    command.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help=which)
    command.add_argument("--out", default="pages", metavar="FOLDER", help="where to (pages)")
    which = "the notebooks of one language, or of both (both)"
    command.add_argument("--lang", choices=("en", "zh", "both"), default="both", help=which)
    command.set_defaults(run=page)


def page(options: argparse.Namespace) -> int:
    """`page`: one HTML file for each notebook, and an index in each language asked for."""
    from tqdm import tqdm

    from cscontract.terms.files import write_whole
    from cscontract.terms.language import LANGUAGES, say, spoken
    from cscontract.views.pages import rendered
    from cscontract.views.pages_index import Pages
    from cscontract.views.pages_read import in_languages, read_all

    given = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    notebooks = read_all(in_languages(map(Path, given), options.lang))
    pages = Pages(notebooks, [each for each in LANGUAGES if options.lang in (each, "both")])
    made = rendered(
        pages,
        lambda all: tqdm(all, desc=say("pages", spoken()), unit="", disable=None, leave=False),
    )
    out = folder(options.out)
    for name, data in made.items():
        write_whole(out / name, data)
    sentence, first = "pages made: {count}; open {place}", str(out / pages.index(spoken()))
    print(say(sentence, spoken(), count=len(notebooks), place=first))
    return 0


def folder(name: str) -> Path:
    """The folder of that name, which is made where it is not there. BadInput where it cannot be."""
    from cscontract.terms.faults import bad

    path = Path(name)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fix = "choose another folder with --out"
        raise bad(name, error.strerror, "a folder that can be written", fix) from None
    return path
