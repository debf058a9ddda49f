"""A share of the damaged and odd files of `fuzz_readers.py`: each is read, or refused
in words.
"""

import threading

import fuzz_readers
import pytest

#: files of a reader; the engine takes its time over logs
COUNT = {"parquet": 60, "masked": 60}


@pytest.mark.parametrize("reader", fuzz_readers.READERS)
def test_damaged_and_odd_files_are_read_or_refused_in_words(reader):
    found = [
        fuzz_readers.outcome(reader, seed) for seed in range(COUNT.get(reader, 100))
    ]
    wrong = {
        seed: came
        for seed, came in enumerate(found)
        if came.what not in ("read", "refused")
    }
    assert {} == wrong
    assert {"read", "refused"} == {came.what for came in found}


def test_what_hangs_and_what_is_raised_is_found_out(monkeypatch):
    def hang(path, rng):
        threading.Event().wait()

    def fail(path, rng):
        raise LookupError

    for read, what in ((hang, "too long"), (fail, "LookupError")):
        reader = fuzz_readers.READERS["csv"]._replace(read=read)
        monkeypatch.setitem(fuzz_readers.READERS, "csv", reader)
        assert what == fuzz_readers.outcome("csv", 0, 0.05).what
