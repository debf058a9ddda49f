"""Cut the charts' Chinese font from Noto Sans CJK: only the characters that the program says.

    python cscontract/views/fonts/make.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

Run it again when a sentence with a new character comes into `chinese.toml`; a test tells.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
WORDS = HERE.parent.parent / "terms" / "chinese.toml"

if __name__ == "__main__":
    signs = "".join(sorted(set(WORDS.read_text("utf-8")) | set("0123456789年月日")))
    subprocess.run(
        [
            *(sys.executable, "-m", "fontTools.subset", sys.argv[1], "--font-number=2"),
            *(f"--text={signs}", f"--output-file={HERE / 'NotoSansSC-subset.otf'}"),
            *("--name-IDs=*", "--no-hinting", "--desubroutinize", "--layout-features="),
        ],
        check=True,
    )
