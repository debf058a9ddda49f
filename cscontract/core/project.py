"""Where the project lies, and the sample in it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: one agreement with its records
SAMPLE = ROOT / "sample_data"
