"""Where a user's own files are kept: the folders that each system has for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APPLICATION = "cscontract"


def configuration() -> Path:
    """The folder of what a user keeps: CSCONTRACT_CONFIG, or the system's.

    On macOS it was ~/.config before; where that is there and the system's is not, it
    stays.
    """
    from platformdirs import user_config_path

    if own := os.environ.get("CSCONTRACT_CONFIG"):
        return Path(own)
    usual = user_config_path(APPLICATION, appauthor=False, roaming=True)
    return _first_there(usual, Path.home() / ".config" / APPLICATION)


def downloads() -> Path:
    """The folder of what can be fetched again: CSCONTRACT_CACHE, or the system's.

    On macOS it was ~/.cache before; where that is there and the system's is not, it
    stays.
    """
    from platformdirs import user_cache_path

    if own := os.environ.get("CSCONTRACT_CACHE"):
        return Path(own)
    usual = user_cache_path(APPLICATION, appauthor=False, opinion=False)
    return _first_there(usual, Path.home() / ".cache" / APPLICATION)


def _first_there(usual: Path, former: Path) -> Path:
    """The former folder only on macOS, and where it alone is there."""
    is_former = sys.platform == "darwin" and former.exists() and not usual.exists()
    return former if is_former else usual
