"""A user's folders: the system's own, and what was kept elsewhere before is still
found.
"""

from pathlib import Path

import platformdirs
import pytest

from cscontract.core import user_folders


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A machine whose folders are those of macOS, without any file yet."""
    library = tmp_path / "Library"
    for variable in ("CSCONTRACT_CONFIG", "CSCONTRACT_CACHE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    usual = {
        "user_config_path": library / "Application Support" / "cscontract",
        "user_cache_path": library / "Caches" / "cscontract",
    }
    for name, folder in usual.items():
        monkeypatch.setattr(platformdirs, name, lambda *_, folder=folder, **__: folder)
    return tmp_path


FOLDERS = [
    (user_folders.configuration, ".config", "Library/Application Support/cscontract"),
    (user_folders.downloads, ".cache", "Library/Caches/cscontract"),
]


@pytest.mark.parametrize(("folder", "former", "usual"), FOLDERS)
def test_a_new_users_folder_is_the_systems(home, folder, former, usual):
    assert home / usual == folder()


@pytest.mark.parametrize(("folder", "former", "usual"), FOLDERS)
def test_what_was_kept_in_the_former_place_is_found(home, folder, former, usual):
    (home / former / "cscontract").mkdir(parents=True)
    assert home / former / "cscontract" == folder()


@pytest.mark.parametrize(("folder", "former", "usual"), FOLDERS)
def test_the_systems_folder_is_used_once_it_is_there(home, folder, former, usual):
    (home / former / "cscontract").mkdir(parents=True)
    (home / usual).mkdir(parents=True)
    assert home / usual == folder()


@pytest.mark.parametrize(
    ("folder", "variable"),
    [
        (user_folders.configuration, "CSCONTRACT_CONFIG"),
        (user_folders.downloads, "CSCONTRACT_CACHE"),
    ],
)
def test_the_environment_names_a_folder_of_ones_own(
    home, folder, variable, monkeypatch
):
    monkeypatch.setenv(variable, str(home / "own"))
    assert home / "own" == folder()
