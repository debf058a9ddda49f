"""`page`: the notebooks as pages to read without a kernel, each one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cscontract.cli.paths import Folder, Given
from cscontract.core.project import ROOT


def add(commands: Any) -> None:
    """`page`, of all notebooks or of those given."""
    help = "the notebooks as pages to read without a kernel"
    command = commands.add_parser("page", help=help, description=help)
    which = "notebooks that have been run; without any, those of the workbook"
    command.add_argument(
        "notebooks", type=Given, nargs="*", metavar="NOTEBOOK", help=which
    )
    where = "where to (pages)"
    command.add_argument(
        "--out", type=Folder, default="pages", metavar="FOLDER", help=where
    )
    which = "the notebooks of one language, or of both (both)"
    command.add_argument(
        "--lang", choices=("en", "zh", "both"), default="both", help=which
    )
    command.set_defaults(run=page)


def page(options: argparse.Namespace) -> int:
    """`page`: one HTML file for each notebook, and an index in each language
    asked for.
    """
    from tqdm import tqdm

    from cscontract.core.files import written
    from cscontract.core.language import LANGUAGES, say, spoken
    from cscontract.views.pages.index import Pages
    from cscontract.views.pages.notebooks import in_languages, read_notebooks
    from cscontract.views.pages.pages import rendered

    given = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    notebooks = read_notebooks(in_languages(map(Path, given), options.lang))
    pages = Pages(
        notebooks, [each for each in LANGUAGES if options.lang in (each, "both")]
    )
    made = rendered(
        pages,
        lambda parts: tqdm(
            parts, desc=say("pages", spoken()), unit="", disable=None, leave=False
        ),
    )
    out = Path(options.out)
    sentence = "pages made: {count}; open {place}"
    first = str(out / pages.index(spoken()))
    with written({out / name: data for name, data in made.items()}, with_folders=True):
        print(say(sentence, spoken(), count=len(notebooks), place=first), flush=True)
    return 0
