"""The tests' own modules (build, files, oracle) and lock.py are imported by name."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# how long an example takes says how busy the machine is: several workers run at once
BUSY = [HealthCheck.too_slow]
settings.register_profile("beside", deadline=None, suppress_health_check=BUSY)
settings.load_profile("beside")
os.environ.pop("CSCONTRACT_LANG", None)  # the tests say which language they ask for
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "benchmarks")]


@pytest.fixture(scope="session", autouse=True)
def own_configuration(tmp_path_factory):
    """A configuration folder of the tests' own: the key of customers of whoever runs
    them stays as it is.
    """
    from cscontract.core import pseudonyms

    folder = tmp_path_factory.mktemp("configuration")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSCONTRACT_CONFIG", str(folder))
        pseudonyms.key.cache_clear()
        pseudonyms.pseudonym.cache_clear()
        yield folder


@pytest.fixture(autouse=True)
def environment_as_it_was():
    """A command that is run within the tests may set variables for its own children:
    none of later tests.
    """
    before = dict(os.environ)
    yield
    changed = {name for name, _ in before.items() ^ os.environ.items()} - {
        "PYTEST_CURRENT_TEST"
    }
    for name in changed:
        os.environ.pop(name, None)
        if name in before:
            os.environ[name] = before[name]


@pytest.fixture(scope="module")
def chromium(request):
    """A browser; it keeps what pages forbid where the module says that it is STRICT."""
    import in_browser

    if not in_browser.chromium():
        pytest.skip(
            "no Chromium on this machine; install it or name one in CSCONTRACT_CHROMIUM"
        )
    with in_browser.browser(strict=getattr(request.module, "STRICT", False)) as browser:
        yield browser


#: files whose tests wait most, for browsers, servers, kernels: they begin first, so
#: that the last of several workers has no long one left
FIRST = ("app_lasts", "app_readers", "stale", "dispute", "browser", "pages", "app")


def pytest_collection_modifyitems(items):
    """Files of FIRST before all others, each of them as it stands."""
    ranks = {f"test_{name}.py": rank for rank, name in enumerate(FIRST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(FIRST)))


def pytest_sessionfinish(session):
    """What one of several workers measured goes to the run that tells it."""
    import measured

    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["measured"] = measured.ROWS


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Keep what a worker measured."""
    import measured

    rows = getattr(node, "workeroutput", {}).get("measured", ())
    measured.ROWS.extend(tuple(row) for row in rows)


def pytest_terminal_summary(terminalreporter):
    """What was measured on the way, after everything else, whatever the options."""
    import measured

    if measured.ROWS:
        terminalreporter.section("measured")
        for line in measured.table():
            terminalreporter.write_line(line)


@pytest.fixture
def named_readings():
    """Of the sample's phrases there are the readings of `pinned` alone, whichever come
    later.
    """
    import pinned

    with pinned.only_named():
        yield
