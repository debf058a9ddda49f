"""Cut the charts' Chinese font from Noto Sans CJK: only the characters that the program
says.

    python cscontract/views/charts/fonts/make.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

Run it again when a sentence with a new character comes into a catalogue (`.po`), a
phrase's words or a reading's label into `phrases.toml`, or a figure's label or unit
into `figures.toml` or `parties.toml`; a test tells.
"""

import subprocess
import sys
from pathlib import Path

from cscontract.agreement.figures import figures_of
from cscontract.agreement.head import GROUND
from cscontract.agreement.kinds import kinds, register
from cscontract.agreement.parties_figures import parties_figures
from cscontract.agreement.phrases import Phrase, Texts
from cscontract.core.language import chinese

HERE = Path(__file__).parent


def labels(phrase: Phrase) -> list[Texts]:
    """A phrase's words and the labels of its readings."""
    return [phrase.words, *(reading.label for reading in phrase.readings.values())]


if __name__ == "__main__":
    shown = [text["zh"] for p in register().values() for text in labels(p)]
    ours = [figure for kind in kinds().values() for figure in kind.figures.values()]
    ours += figures_of(GROUND).values()
    for figure in (*ours, *parties_figures().values()):
        shown += [figure.label["zh"], figure.unit["zh"]]
    said = "".join((*chinese(), *chinese().values()))
    signs = "".join(sorted(set(said).union("0123456789年月日", *shown)))
    subprocess.run(
        [
            *(sys.executable, "-m", "fontTools.subset", sys.argv[1], "--font-number=2"),
            *(f"--text={signs}", f"--output-file={HERE / 'NotoSansSC-subset.otf'}"),
            *("--name-IDs=*", "--no-hinting", "--desubroutinize", "--layout-features="),
        ],
        check=True,
    )
