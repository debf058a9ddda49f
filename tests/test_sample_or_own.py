"""The sample is used only where no path is given, and said; one of two paths is
refused, with the mend.
"""

import json
import shlex
from pathlib import Path

import pytest

from cscontract.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
AGREEMENT = ROOT / "sample_data" / "agreement.yaml"
RECORDS = ROOT / "sample_data" / "records"
#: every command on an agreement and records, with what it needs beside them
BOTH = {
    "check": (),
    "explain": ("--date", "2020-08-31"),
    "price": ("--open", "bound"),
    "wording": ("--settle", "bound=above"),
    "compare": ("--set", "volume.threshold=120"),
    "sweep": ("--vary", "volume.threshold=100:120:20"),
    "trade": ("--give", "volume.threshold=120", "--for", "fee.monthly"),
    "risk": ("--paths", "50"),
}


@pytest.fixture
def run(capsys):
    def command(*arguments):
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


@pytest.mark.parametrize("command", BOTH)
def test_without_a_path_the_sample_is_used_and_said_first(run, command):
    for language, said in (("en", "(the sample)\n"), ("zh", "（示例数据）\n")):
        status, out, _ = run(command, *BOTH[command], "--lang", language)
        assert 0 == status and out.startswith(said)


@pytest.mark.parametrize("command", BOTH)
def test_in_json_the_sample_has_a_key_and_is_said_beside_it(run, command):
    status, out, err = run(command, *BOTH[command], "--json", "-")
    assert 0 == status and json.loads(out)["sample"] is True
    assert err.startswith("(the sample)\n")


@pytest.mark.parametrize("command", BOTH)
def test_with_both_paths_nothing_is_of_the_sample(run, command):
    for form in ((), ("--json", "-")):
        others = ("--set", "volume.threshold=110") if command == "compare" else ()
        status, out, err = run(
            command,
            AGREEMENT,
            RECORDS,
            *BOTH[command][: 0 if others else None],
            *others,
            *form,
        )
        assert 0 == status and "(the sample)" not in out + err and '"sample"' not in out


@pytest.mark.parametrize("command", [*BOTH, "infer", "app"])
def test_one_path_of_two_is_refused_and_names_the_other(run, command):
    more = BOTH.get(command, ())
    status, out, err = run(command, AGREEMENT, *more)
    assert (2, "") == (status, out)
    assert err.startswith("RECORDS: not given; expected a folder of records after ")
    assert f"fix: run cscontract {command} {AGREEMENT} RECORDS" in err
    status, out, err = run(command, RECORDS, *more)
    assert (2, "") == (status, out)
    assert f"fix: run cscontract {command} AGREEMENT {RECORDS}" in err
    status, out, err = run(command, RECORDS, AGREEMENT, *more)
    assert (2, "") == (status, out)
    assert f"fix: run cscontract {command} {AGREEMENT} {RECORDS}" in err


@pytest.mark.parametrize("paths", [("",), ("", RECORDS), (AGREEMENT, "")])
def test_an_empty_path_is_refused_and_no_sample_stands_in_for_it(run, paths, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("check", *paths)
    assert "an empty path" in capsys.readouterr().err


def test_the_faults_of_the_half_that_is_given_are_told_as_well(run, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        AGREEMENT.read_text("utf-8").replace("threshold: 100,", "threshold: 0,")
    )
    _, _, err = run("check", path, "--set", "fee=1")
    assert ["mine.yaml, line 11, volume.threshold", "--set", "RECORDS"] == [
        line.partition(": ")[0] for line in err.splitlines()
    ]


def test_of_compare_a_second_path_that_is_a_folder_is_the_records(run):
    status, out, _ = run("compare", AGREEMENT, RECORDS, "--set", "volume.threshold=120")
    assert 0 == status and "(the sample)" not in out
    status, _, err = run("compare", AGREEMENT, AGREEMENT)
    assert (
        2 == status and f"run cscontract compare {AGREEMENT} {AGREEMENT} RECORDS" in err
    )


def test_a_command_on_an_agreement_alone_says_the_sample(run, tmp_path):
    rounds = ("--file", tmp_path / "rounds.db")
    status, out, _ = run("dispute", "--phrase", "bound")
    assert 0 == status and out.startswith("(the sample)\n")
    status, out, _ = run("dispute", AGREEMENT, "--phrase", "bound")
    assert 0 == status and "(the sample)" not in out
    status, out, _ = run("rounds", "save", "--name", "one", *rounds)
    assert 0 == status and out.startswith("(the sample)\n")
    status, out, _ = run("rounds", "save", AGREEMENT, "--name", "two", *rounds)
    assert 0 == status and "(the sample)" not in out


def test_what_bills_say_is_asked_of_the_same_sample(run):
    status, out, err = run("infer")
    assert (2, "") == (status, out)
    (fault,) = err.splitlines()
    assert fault.startswith("bills: no record; expected what the provi")
    command = fault.partition("fix: run cscontract ")[2]
    folder = AGREEMENT.parent / "all_records"
    assert ["infer", str(AGREEMENT), str(folder)] == shlex.split(command)
    assert 0 == run(*shlex.split(command), "--open", "bound")[0]
    status, _, err = run("infer", AGREEMENT, RECORDS)
    assert (
        2 == status
        and "fix: add bills.csv (month, amount)" in err
        and "sample)" not in err
    )


def test_parties_with_one_path_names_the_path_that_is_missing_first(run):
    for given, missing in ((AGREEMENT, "RECORDS"), (RECORDS, "AGREEMENT")):
        status, out, err = run("parties", given)
        assert (2, "") == (status, out)
        assert f"{missing}: not given" in err.splitlines()[0]
    own = run("parties", AGREEMENT, AGREEMENT.parent / "all_records")[2]
    faults = [line for line in own.splitlines() if not line.startswith("note: ")]
    assert 1 == len(faults) and faults[0].startswith("--parties: ")


@pytest.mark.parametrize(
    ("command", "called"),
    [(["dispute"], "dispute"), (["rounds", "save", "--name", "x"], "rounds save")],
)
def test_a_folder_is_no_agreement_and_that_is_told_in_words(
    run, tmp_path, command, called
):
    rounds = ["--file", tmp_path / "rounds.db"] if command[0] == "rounds" else []
    status, out, err = run(*command, RECORDS, *rounds)
    assert (2, "") == (status, out)
    told = f"expected the agreement's .yaml file, not the folder {RECORDS}; fix: run cscontract {called}"
    assert f"AGREEMENT: not given; {told} AGREEMENT\n" == err
    status, _, err = run(*command, AGREEMENT.parent / "none.yaml", *rounds)
    assert 2 == status and "check the path" in err


def test_nothing_is_said_where_a_result_cannot_be_written(run, tmp_path):
    assert (2, "") == run("check", "--json", tmp_path / "none" / "a.json")[:2]
