"""Results: what is read is never written, each in its own place, all of a command or
none; for every command.

The commands and their options are found in the parser, so that a new one cannot be left
out.
"""

import argparse
import os
import shutil
import stat
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from cscontract.cli import paths
from cscontract.cli.main import main, parser
from cscontract.core.errors import BadInput
from cscontract.core.files import open_output, read_bytes, write_whole, written

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
FILES = (paths.Result, paths.Output, paths.PictureFile)
FOLDERS = (paths.Folder, paths.FolderOrFile)
READ = (paths.Given, paths.GivenRounds, paths.RoundsFile)
#: what options take that is no path
PLAIN = {
    "FIGURE=VALUE",
    "PHRASE=READING",
    "DATE",
    "NAME",
    "CODE,…",
    "P1,P2",
    "FIGURE=LOW:HIGH:STEP",
    "FIGURE",
    "HASH",
    "NEW",
    "TEXT",
    "A",
    "B",
    "KIND",
    "SHOP",
}
#: each command that writes, on the files of `here`
RUNS = {
    "check": "ag.yaml rec",
    "explain": "ag.yaml rec --date 2020-08-31",
    "price": "ag.yaml rec --open bound",
    "dispute": "ag.yaml --phrase bound",
    "infer": "ag.yaml billed --open bound",
    "wording": "ag.yaml rec --settle bound=above",
    "compare": "ag.yaml other.yaml rec --scenario third.yaml",
    "sweep": "ag.yaml rec --vary volume.threshold=80:120:20",
    "trade": "ag.yaml rec --for fee.monthly --along volume.threshold=90:100:10",
    "parties": "ag.yaml rec --parties parties.yaml",
    "risk": "ag.yaml rec --paths 20",
    "rounds save": "ag.yaml --name a --file kept.db",
    "rounds branch": "b a --file kept.db",
    "rounds list": "--file kept.db",
    "rounds show": "a --file kept.db",
    "rounds diff": "a a rec --file kept.db",
    "rounds export": "exported --file kept.db",
    "rounds import": "rounds.json --file kept.db",
    "import": "report.csv --as generic --mapping mapping.yaml --out imported",
    "upgrade": "ag.yaml --out upgraded.yaml",
    "page": "run.ipynb --out pages",
    "lite": "--out site --cache cache",
}
#: what each command reads beside the customers' key; its results are none of them
MAPPING = "columns: {date: date, shop: shop, id: id, received: received, inquiring: inquiring}\n"


class Option(NamedTuple):
    """An option of a command that takes a path."""

    command: str
    flag: str
    type: object

    @property
    def suffix(self) -> str:
        return ".svg" if self.type is paths.PictureFile else ".out"

    def given(self, place: object) -> list[str]:
        """The command with the option as given; a positional argument takes the place
        of its own.
        """
        words = [*self.command.split(), *RUNS[self.command].split()]
        if self.flag in words:
            at = words.index(self.flag)
            words[at : at + 2] = []
        if self.flag.startswith("-"):
            return [*words, f"{self.flag}={place}"]
        return [str(place) if word == "exported" else word for word in words]


def leaves(top: argparse.ArgumentParser, name: str = ""):
    """Each command that can be run, with its parser."""
    below = [a for a in top._actions if isinstance(a, argparse._SubParsersAction)]
    if not below:
        yield name, top
    for action in below:
        for word, command in action.choices.items():
            yield from leaves(command, f"{name} {word}".strip())


def options(*types: object) -> list[Option]:
    """The options of those types, of every command."""
    return [
        Option(name, (action.option_strings or [action.dest])[0], action.type)
        for name, command in leaves(parser())
        for action in command._actions
        if action.type in types
    ]


def shown(option: Option) -> str:
    return f"{option.command} {option.flag}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A folder with all that the commands read."""
    folder = tmp_path_factory.mktemp("prepared")
    for name in ("ag.yaml", "other.yaml", "third.yaml"):
        shutil.copyfile(SAMPLE / "agreement.yaml", folder / name)
    shutil.copyfile(SAMPLE / "parties.yaml", folder / "parties.yaml")
    for name in ("rec", "billed"):
        shutil.copytree(SAMPLE / "records", folder / name)
    shutil.copyfile(
        SAMPLE / "all_records" / "bills.csv", folder / "billed" / "bills.csv"
    )
    rows = "date,shop,id,received,inquiring\n2020-08-01,jd,jd-01,3,2\n"
    (folder / "report.csv").write_text(rows, "utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, "utf-8")
    cell = nbformat.v4.new_code_cell("1", execution_count=1, id="one")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# One", id="t"), cell]
    )
    nbformat.write(notebook, folder / "run.ipynb")
    kept = ["--file", str(folder / "kept.db")]
    offer = [str(folder / "ag.yaml"), "--name", "a", "--at", "2020-08-03T10:00"]
    assert 0 == main(["rounds", "save", *offer, *kept])
    assert 0 == main(["rounds", "export", str(folder / "rounds.json"), *kept])
    return folder


@pytest.fixture
def here(prepared, tmp_path, monkeypatch):
    """The current folder, with all that the commands read and nothing else."""
    folder = tmp_path / "here"
    shutil.copytree(prepared, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CSCONTRACT_CONFIG", str(tmp_path / "configuration"))
    return folder


def state(folder: Path) -> dict[str, bytes | str]:
    """All that is in a folder: files with what is in them, links with where
    they lead.
    """
    return {
        path.relative_to(folder).as_posix(): os.readlink(path)
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else "a folder or a pipe"
        for path in sorted(folder.rglob("*"))
    }


def refused(arguments: list[str], capsys) -> str:
    """What is said of a command that is refused with 2, and that leaves everything as
    it was.
    """
    before = state(Path.cwd())
    try:
        status = main(arguments)
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    assert (2, "") == (status, out), err
    assert "Traceback" not in err
    assert before == state(Path.cwd())
    return err


# the parser


def test_every_option_that_takes_a_path_says_so():
    """A new option either has a type, of a path or another, or takes one of the known
    things that are none.
    """
    unknown = [
        f"{name} {action.dest} {action.metavar}"
        for name, command in leaves(parser())
        for action in command._actions
        if action.nargs != 0 and not action.choices and action.type is None
        if (action.metavar or action.dest.upper()) not in PLAIN
    ]
    assert [] == unknown


def test_every_command_that_writes_is_tried():
    assert {option.command for option in options(*FILES, *FOLDERS)} == RUNS.keys()


# places that are refused


@pytest.mark.parametrize("option", options(*FILES, *FOLDERS, *READ), ids=shown)
def test_an_empty_path_is_refused(option, here, capsys):
    if not option.flag.startswith("-"):
        words = [*option.command.split(), *([""] * 3)]
    elif option.command in RUNS:
        words = option.given("")
    else:
        words = [*option.command.split(), f"{option.flag}="]
    assert "an empty path; name a file or a folder" in refused(words, capsys)


def inputs(option: Option) -> list[str]:
    """The files that a command is run on."""
    read = {"rec": "rec/receptions.csv", "billed": "billed/bills.csv"}
    words = [read.get(word, word) for word in RUNS[option.command].split()]
    return [
        *(word for word in words if Path(word).is_file()),
        *(["kept.db-wal"] if "kept.db" in words else []),
    ]


WAYS = {
    "by its name": lambda source, place: source,
    "by another name": lambda source, place: Path("rec", "..", source),
    "by a link": lambda source, place: place.symlink_to(source),
    "by a second name of it": lambda source, place: place.hardlink_to(source),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("option", options(*FILES), ids=shown)
def test_an_input_is_never_a_result(option, way, here, capsys):
    (here / "kept.db-wal").touch()
    for source in inputs(option):
        is_made = way in ("by a link", "by a second name of it")
        place = Path(f"result{len(source)}{option.suffix}")
        with suppress(FileExistsError):
            place = WAYS[way](source, place) or place
        err = refused(option.given(place), capsys)
        if option.type is paths.PictureFile and not is_made:
            assert "a file name that ends with .svg or .png" in err
        else:
            assert (
                f"{place}: " in err
                and "expected a place of its own for a result" in err
            )


@pytest.mark.parametrize("option", options(*FILES), ids=shown)
def test_the_key_of_customers_is_never_a_result(option, here, capsys):
    key = here.parent / "configuration" / "customers.key"
    key.parent.mkdir()
    key.write_bytes(b"k" * 32)
    place = here / f"result{option.suffix}"
    place.symlink_to(key)
    assert "the key of customers" in refused(option.given(place), capsys)
    assert b"k" * 32 == key.read_bytes()


@pytest.mark.parametrize("option", options(*FILES), ids=shown)
def test_a_file_that_is_read_only_is_left_alone(option, here, capsys):
    place = here / f"kept{option.suffix}"
    place.write_bytes(b"kept")
    place.chmod(0o444)
    err = refused(option.given(place), capsys)
    assert "read-only; expected" in err or "a file that is not there yet" in err


@pytest.mark.parametrize("option", options(*FILES), ids=shown)
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("no/x", "No such file or directory"),
        ("rec", ""),
        ("ag.yaml/x", "Not a directory"),
        ("n" * 300, "File name too long"),
    ],
)
def test_a_place_that_cannot_be_a_file_is_refused_before_anything_is_made(
    option, place, told, here, capsys
):
    if option.type is paths.PictureFile:
        place += option.suffix
        (here / f"rec{option.suffix}").mkdir()
    err = refused(option.given(place), capsys)
    assert told in err and "expected" in err


@pytest.mark.parametrize("option", options(*FOLDERS), ids=shown)
def test_a_file_is_no_folder_for_results(option, here, capsys):
    assert "Not a directory" in refused(option.given("ag.yaml/below"), capsys)


@pytest.mark.parametrize(
    "option", [o for o in options(*FILES) if o.flag != "--json"], ids=shown
)
def test_two_results_are_never_one_file(option, here, capsys):
    twice = [f"--json={Path('rec', '..', f'one{option.suffix}')}"]
    one = option.given(f"one{option.suffix}")
    assert "expected one result in each file" in refused([*one, *twice], capsys)
    (here / f"link{option.suffix}").symlink_to(f"one{option.suffix}")
    twice = [f"--json=link{option.suffix}"]
    assert "expected one result in each file" in refused([*one, *twice], capsys)


@pytest.mark.parametrize(
    "name", ["new.xlsx", "receptions.html", "receptions/x.html", "seats-2.ics"]
)
def test_a_result_is_not_put_among_the_records(name, here, capsys):
    (here / "rec" / "receptions").mkdir()
    words = ["check", "ag.yaml", "rec", f"--html=rec/{name}"]
    assert "among the records" in refused(words, capsys)


def test_a_result_that_no_reader_of_records_looks_at_may_stand_beside_them(
    here, capsys
):
    """Those who keep all in one folder can write their reports there, and again."""
    shutil.copyfile("ag.yaml", here / "rec" / "ag.yaml")
    words = [
        "check",
        "rec/ag.yaml",
        "rec",
        "--html=rec/report.html",
        "--json=rec/report.json",
    ]
    assert 0 == main(words)
    first = capsys.readouterr()
    assert 0 == main(words)
    assert first == capsys.readouterr() and "report" not in first.err


@pytest.mark.parametrize("what", ["show a --out", "list --json", "export"])
@pytest.mark.parametrize(
    "place", ["kept.db-texts/x.json", "kept.db-shm", "kept.db-journal"]
)
def test_the_texts_and_parts_of_the_rounds_are_no_place_for_results(
    what, place, here, capsys
):
    words = ["rounds", *what.split(), place, "--file", "kept.db"]
    if what == "export" and not place.endswith(".json"):
        pytest.skip("a folder of that name")
    assert "the file of rounds, or a part of it" in refused(words, capsys)


def test_a_result_is_not_put_where_the_next_import_would_read_it(here, capsys):
    words = [
        "rounds",
        "import",
        "kept.db-texts",
        "--file",
        "new.db",
        "--json",
        "exported/x.json",
    ]
    assert 0 == main(["rounds", "export", "exported", "--file", "kept.db"])
    capsys.readouterr()
    words[2] = "exported"
    assert "among the texts of rounds" in refused(words, capsys)


def test_a_file_that_standard_output_goes_to_is_no_result(here, monkeypatch, capsys):
    with open("out.txt", "w") as out:
        before = os.dup(1)
        os.dup2(out.fileno(), 1)
        try:
            assert 2 == main(["check", "ag.yaml", "rec", "--html", "out.txt"])
        finally:
            os.dup2(before, 1)
            os.close(before)
    assert "one result in each file" in capsys.readouterr().err


# places that are written


def tried(option: Option) -> bool:
    return option.command != "lite"  # it fetches


@pytest.mark.skipif(os.name == "nt", reason="links and modes of POSIX")
@pytest.mark.parametrize("option", [o for o in options(*FILES) if tried(o)], ids=shown)
def test_a_link_is_followed_and_the_umask_holds(option, here, capsys):
    link, place = here / f"link{option.suffix}", here / f"real{option.suffix}"
    link.symlink_to(place)
    before = os.umask(0o077)
    try:
        assert 0 == main(option.given(link)), capsys.readouterr().err
    finally:
        os.umask(before)
    assert link.is_symlink() and place.stat().st_size
    assert 0o600 == stat.S_IMODE(place.stat().st_mode)
    assert not [*here.glob(".*")]


@pytest.mark.skipif(
    not os.path.exists("/dev/fd"), reason="no names of open outputs here"
)
@pytest.mark.parametrize("option", [o for o in options(*FILES) if tried(o)], ids=shown)
def test_a_pipe_is_written_through(option, here, capsys):
    if option.type is paths.PictureFile:
        (here / "pipe.svg").symlink_to("fifo")
    os.mkfifo("fifo")
    got: list[bytes] = []
    reader = threading.Thread(
        target=lambda: got.append(Path("fifo").read_bytes()), daemon=True
    )
    reader.start()
    place = "pipe.svg" if option.type is paths.PictureFile else "fifo"
    assert 0 == main(option.given(place)), capsys.readouterr().err
    reader.join(timeout=30)
    assert got and got[0]
    assert stat.S_ISFIFO(os.stat("fifo").st_mode)


@pytest.mark.skipif(
    not os.path.exists("/dev/fd"), reason="no names of open outputs here"
)
@pytest.mark.parametrize(
    "option", [o for o in options(paths.Output) if tried(o)], ids=shown
)
def test_the_name_of_standard_output_is_standard_output(option, here, capsysbinary):
    main(option.given("-"))
    plain = capsysbinary.readouterr().out
    (here / "link").symlink_to("/dev/stdout")
    if option.command in ("rounds save", "rounds branch"):
        return  # a second offer has another hash; that it is one is known by the type
    for name in ("/dev/stdout", "/dev/fd/1", "link"):
        assert 0 == main(option.given(name))
        assert plain == capsysbinary.readouterr().out


BESIDE_JSON = [o for o in options(*FILES) if o.flag not in ("--json", "--template")]


@pytest.mark.parametrize("option", BESIDE_JSON, ids=shown)
def test_a_result_that_cannot_be_written_leaves_no_other(
    option, here, monkeypatch, capsys
):
    """The second of two places fails when it is renamed: the first is as it was."""
    first, second = here / f"first{option.suffix}", here / "second.json"
    first.write_bytes(b"before")
    first.chmod(0o640)
    rename = os.replace

    def fails(source, target):
        if Path(target) == second:
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "replace", fails)
    before = state(here)
    assert 2 == main([*option.given(first), f"--json={second}"])
    out, err = capsys.readouterr()
    assert "" == out and "second.json: No space left on device" in err
    assert before == state(here) and 0o640 == stat.S_IMODE(first.stat().st_mode)


@pytest.mark.parametrize(
    "what", ["dispute ag.yaml --phrase bound --out", "rounds export --file kept.db"]
)
def test_a_folder_of_results_that_cannot_be_whole_is_not_there(
    what, here, monkeypatch, capsys
):
    rename = os.replace

    def fails(source, target):
        if Path(target).name == "second.json":
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "replace", fails)
    words = [*what.split(), "made/below", "--json=second.json"]
    before = state(here)
    assert 2 == main(words)
    assert "second.json: No space left on device" in capsys.readouterr().err
    assert before == state(here)


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("rounds save ag.yaml --name b --file kept.db", "Saved: Round "),
        ("rounds branch b a --file kept.db", "Saved: Round "),
        ("rounds import rounds.json --file new.db", "Rounds taken in: 1"),
        (
            "import report.csv --as generic --mapping mapping.yaml --out made",
            "made/receptions.csv",
        ),
    ],
)
@pytest.mark.parametrize("form", ["", "--json=full"])
def test_what_is_done_for_good_is_told_where_its_result_cannot_be(
    words, done, form, here, monkeypatch, capsys
):
    class Full:
        encoding = "utf-8"

        def write(self, _):
            raise OSError(28, "No space left on device")

        def flush(self):
            """Nothing was taken."""

        def fileno(self):
            return silent

    if form and words.startswith("import"):
        pytest.skip("without JSON")
    with open(os.devnull, "w") as nowhere:
        silent = os.dup(nowhere.fileno())
        if form:
            (here / "full").symlink_to("/dev/full")
        else:
            monkeypatch.setattr("sys.stdout", Full())
        status = main([*words.split(), *([form] if form else [])])
        os.close(silent)
    err = capsys.readouterr().err
    assert 2 == status and done in err and "No space left on device" in err


# pipes and devices as inputs


@pytest.mark.skipif(os.name == "nt", reason="pipes with names")
@pytest.mark.parametrize(
    "words",
    [
        "check fifo rec",
        "check ag.yaml fifo",
        "compare ag.yaml fifo rec",
        "compare ag.yaml rec --scenario fifo",
        "parties ag.yaml rec --parties fifo",
        "rounds list --file fifo",
        "rounds save ag.yaml --name a --file fifo",
        "rounds save fifo --name a --file new.db",
        "rounds import fifo --file new.db",
        "rounds import rounds.json --file fifo",
        "page fifo",
        "page --out fifo",
        "lite --out fifo",
        "import fifo --as generic --mapping mapping.yaml --out new",
        "import report.csv --as generic --mapping fifo --out new",
        "check /dev/zero rec",
        "rounds import /dev/zero --file new.db",
        "rounds save ag.yaml --name a --file /dev/null",
    ],
)
def test_a_pipe_or_a_device_is_no_input_and_is_not_waited_for(words, here, capsys):
    os.mkfifo("fifo")
    told = ("a pipe or a device", "0 bytes", "not there", "Not a directory")
    assert any(each in refused(words.split(), capsys) for each in told)


# rights


def without_rights() -> list[str] | None:
    """What begins a command so that rights hold for it; None where they cannot be made
    to.
    """
    if os.name == "nt" or not hasattr(os, "geteuid"):
        return None
    if os.geteuid():
        return []
    lost = "-dac_override,-dac_read_search,-fowner"
    wrapped = ["setpriv", f"--bounding-set={lost}", f"--inh-caps={lost}"]
    with suppress(OSError):
        if not subprocess.run([*wrapped, "true"], capture_output=True).returncode:
            return wrapped
    return None


@pytest.mark.skipif(
    without_rights() is None, reason="all rights, and no way to give them up"
)
@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("check ag.yaml locked/rec", "locked/rec"),
        ("check ag.yaml locked", "locked"),
        ("compare ag.yaml locked/ag.yaml rec", "locked/ag.yaml"),
        ("rounds list --file locked/kept.db", "locked/kept.db-texts"),
        ("rounds save ag.yaml --name a --file locked/kept.db", "locked/kept.db"),
        ("rounds save ag.yaml --name a --file closed/new.db", "closed/new.db"),
        ("rounds import locked --file new.db", "locked"),
        ("rounds export closed/out --file kept.db", "closed/out"),
        ("rounds export closed/out.json --file kept.db", "closed/out.json"),
        ("page run.ipynb --out locked/pages", "locked/pages"),
        ("page run.ipynb --out closed/pages", "closed/pages"),
        ("lite --out closed/site", "closed/site"),
        ("dispute ag.yaml --phrase bound --out closed/out", "closed/out"),
        ("check ag.yaml rec --html closed/a.html --json made.json", "closed/a.html"),
        ("parties --template locked/parties.yaml", "locked/parties.yaml"),
        (
            "import report.csv --as generic --mapping mapping.yaml --out closed",
            "closed",
        ),
    ],
)
def test_what_there_are_no_rights_to_is_told_in_words(words, place, here):
    (here / "closed").mkdir()
    shutil.copytree("rec", here / "locked" / "rec")
    shutil.copyfile("ag.yaml", here / "locked" / "ag.yaml")
    before = state(here)
    (here / "closed").chmod(0o555)
    (here / "locked").chmod(0)
    command = [
        *(without_rights() or []),
        sys.executable,
        "-m",
        "cscontract",
        *words.split(),
    ]
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(
            command, env=told, capture_output=True, text=True, timeout=120
        )
    finally:
        (here / "closed").chmod(0o755)
        (here / "locked").chmod(0o755)
    assert (2, "") == (done.returncode, done.stdout)
    assert f"{place}: " in done.stderr and "expected" in done.stderr
    assert "Traceback" not in done.stderr
    assert before == state(here)


# the writer itself


def test_all_files_are_there_or_none(tmp_path):
    old, new = tmp_path / "old", tmp_path / "below" / "new"
    old.write_bytes(b"before")
    with (
        pytest.raises(ZeroDivisionError),
        written({old: b"1", new: b"2"}, with_folders=True),
    ):
        assert (b"1", b"2") == (old.read_bytes(), new.read_bytes())
        raise ZeroDivisionError
    assert {"old": b"before"} == state(tmp_path)
    with written({old: b"1", new: b"2"}, with_folders=True):
        pass
    assert {"below": "a folder or a pipe", "below/new": b"2", "old": b"1"} == state(
        tmp_path
    )


def test_a_reader_who_has_enough_keeps_the_files(tmp_path):
    with pytest.raises(BrokenPipeError), written({tmp_path / "a": b"1"}):
        raise BrokenPipeError
    assert {"a": b"1"} == state(tmp_path)


def test_where_the_disk_has_no_second_names_a_copy_is_put_back(tmp_path, monkeypatch):
    def refuses(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuses)
    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), written({tmp_path / "a": b"1"}):
        raise ZeroDivisionError
    assert {"a": b"before"} == state(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="modes and owners of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path, mode):
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    write_whole(path, b"1")
    assert (mode, b"1") == (stat.S_IMODE(path.stat().st_mode), path.read_bytes())


@pytest.mark.skipif(os.name == "nt", reason="modes and owners of POSIX")
def test_a_file_of_another_is_refused_where_it_would_be_lost_to_him(
    tmp_path, monkeypatch
):
    def refuses(*_):
        raise PermissionError(1, "Operation not permitted")

    path = tmp_path / "a"
    path.write_bytes(b"before")
    own = os.fstat
    monkeypatch.setattr(os, "fchown", refuses)
    monkeypatch.setattr(os, "fstat", lambda fd: Other(own(fd)))
    with pytest.raises(BadInput, match="of another user or group"):
        write_whole(path, b"1")
    assert {"a": b"before"} == state(tmp_path)


class Other:
    """A state of a file that is another's."""

    def __init__(self, known: os.stat_result):
        self.known = known

    def __getattr__(self, name: str) -> int:
        return self.known.st_uid + 1 if name == "st_uid" else getattr(self.known, name)


def test_names_as_long_as_can_be_are_written(tmp_path):
    for name in ("n" * 255, "名" * 85):
        write_whole(tmp_path / name, b"1")
        assert b"1" == (tmp_path / name).read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="pipes with names")
def test_a_pipe_is_refused_where_a_file_is_read_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(OSError, match="a pipe or a device"):
        read_bytes(tmp_path / "fifo")


def test_an_open_output_is_known_by_all_its_names(tmp_path):
    if not os.path.exists("/dev/fd"):
        pytest.skip("no names of open outputs here")
    (tmp_path / "one").symlink_to("/dev/fd/7")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "loop").symlink_to("loop")
    assert 7 == open_output("/dev/fd/7") == open_output(tmp_path / "two")
    assert None is open_output(tmp_path / "loop") is open_output(tmp_path / "7")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_device_leaves_no_other_result(here, capsys):
    words = ["check", "ag.yaml", "rec", "--html", "a.html", "--json", "/dev/full"]
    assert "/dev/full: No space left on device" in refused(words, capsys)
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)
