"""The tests' own modules (build, files, oracle) and lock.py are imported by name."""

import os
import sys
from pathlib import Path

import pytest

os.environ.pop("CSCONTRACT_LANG", None)  # the tests say which language they ask for
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]


@pytest.fixture(scope="session", autouse=True)
def own_configuration(tmp_path_factory):
    """A configuration folder of the tests' own: the key of customers of whoever runs them stays as it is."""
    from cscontract.terms import customers

    folder = tmp_path_factory.mktemp("configuration")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSCONTRACT_CONFIG", str(folder))
        customers.key.cache_clear()
        customers.pseudonym.cache_clear()
        yield folder


def pytest_terminal_summary(terminalreporter):
    """What was measured on the way, after everything else, whatever the options."""
    import measured

    if measured.ROWS:
        terminalreporter.section("measured")
        for line in measured.table():
            terminalreporter.write_line(line)
