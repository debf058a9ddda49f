"""Rounds of a negotiation: what was told as saved is never lost, changed or
overwritten, whatever happens.
"""

import doctest
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_personal_data import FORMS, PERSON, PHONE, leaks

import cscontract as cs
from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.cli.main import main
from cscontract.core import strict_yaml as plain_yaml
from cscontract.core.errors import BadInput, bad
from cscontract.core.strict_yaml import read_yaml, yaml_text
from cscontract.rounds import database as rounds_database
from cscontract.rounds.differences import differences, place_in_words, worth
from cscontract.rounds.round import round_of
from cscontract.rounds.rounds import Rounds, Taken
from cscontract.views.text.rounds_text import without_folder

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
AT = datetime(2020, 8, 3, 10, tzinfo=UTC)
OTHER = AGREEMENT.replace(
    volume__threshold=120, fee__monthly="1650.00", readings__bound="open"
)
FORKS = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="this system does not fork processes"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rounds.db"


@pytest.fixture
def rounds(path):
    with Rounds(path) as opened:
        yield opened


@pytest.fixture
def run(capsys, path):
    def command(*arguments):
        status = main(["rounds", *map(str, arguments), "--file", str(path)])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return command


def save(rounds, number=0, scenario="spring", author="client", parent=None, note=""):
    """An offer with its own limit, a day after the one before."""
    offer = AGREEMENT.replace(volume__threshold=100 + number)
    return rounds.save(
        offer, scenario, author, AT + timedelta(days=number), note, parent
    )


def texts(path):
    return rounds_database.texts_folder(path)


def refused(task, *given, **more):
    with pytest.raises(BadInput) as caught:
        task(*given, **more)
    return str(caught.value)


# an offer is kept as it was made


def test_an_offer_comes_back_as_it_was_made(rounds):
    saved = rounds.save(OTHER, "spring", "provider", AT, "by telephone")
    (kept,) = rounds.list()
    assert saved == kept == rounds.show(saved.hash)
    assert ("spring", "provider", AT, "by telephone", None) == (
        kept.scenario,
        kept.author,
        kept.at,
        kept.note,
        kept.parent,
    )
    assert OTHER == kept.agreement


def test_its_file_gives_the_same_verdict_to_the_fen(rounds, tmp_path):
    saved = rounds.save(OTHER.replace(fee__monthly="1666.67"), "spring", "provider", AT)
    (tmp_path / "again.yaml").write_text(saved.yaml, "utf-8")
    again = cs.load(tmp_path / "again.yaml")
    assert again == saved.agreement and () == again.notes
    assert (
        cs.check(again, RECORDS).to_dict()
        == cs.check(OTHER.replace(fee__monthly="1666.67"), RECORDS).to_dict()
    )


def test_an_own_calendar_is_kept(rounds):
    own = {2020: {"festival": None, "off": [AT.date()], "work": []}}
    offer = cs.load(SAMPLE / "agreement.yaml").replace(calendar=own)
    assert offer == rounds.save(offer, "spring", "both", AT).agreement


def test_the_hash_is_that_of_the_parents_hash_and_the_body(rounds):
    first, second = save(rounds), save(rounds, 1)
    assert first.hash == hashlib.sha256(f"\n{first.body}".encode()).hexdigest()
    assert first.hash == second.parent
    assert (
        second.hash
        == hashlib.sha256(f"{first.hash}\n{second.body}".encode()).hexdigest()
    )


def test_the_same_terms_in_another_order_are_the_same_body(rounds, tmp_path):
    turned = dict(reversed(AGREEMENT.plain().items()))
    turned["readings"] = dict(reversed(turned["readings"].items()))
    (tmp_path / "turned.yaml").write_text(yaml_text(turned), "utf-8")
    with Rounds(tmp_path / "beside.db") as beside:
        again = beside.save(cs.load(tmp_path / "turned.yaml"), "spring", "both", AT)
    assert again == rounds.save(AGREEMENT, "spring", "both", AT)


def test_times_are_kept_in_utc(rounds):
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    assert (
        "2020-08-03T10:00:00Z"
        == rounds.save(AGREEMENT, "a", "both", shanghai).to_dict()["at"]
    )


def test_a_round_is_a_value(rounds):
    with pytest.raises(FrozenInstanceError):
        save(rounds).note = "another"


def test_the_public_name():
    assert cs.Rounds is Rounds


# rows are only added


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE round SET note = 'other'",
        "UPDATE round SET number = number + 9",
        "DELETE FROM round",
        "INSERT OR REPLACE INTO round SELECT * FROM round",
        "INSERT OR REPLACE INTO round SELECT number, 'x', 'y', scenario, author, at, note, version, body FROM round",
        "INSERT OR REPLACE INTO round SELECT 9, 'x', parent, scenario, author, at, note, version, body FROM round",
    ],
)
def test_a_row_is_never_changed_replaced_or_deleted(rounds, path, statement):
    saved = save(rounds)
    with (
        closing(sqlite3.connect(path)) as other,
        pytest.raises(sqlite3.IntegrityError) as caught,
    ):
        other.execute(statement)
    assert "a round is never" in str(caught.value)
    assert (saved,) == rounds.list()


def test_saved_is_told_only_after_the_commit_with_every_write_on_the_disk(
    path, monkeypatch
):
    done, connected = [], rounds_database._connected

    def listening(*given):
        connection = connected(*given)
        connection.set_trace_callback(done.append)
        return connection

    monkeypatch.setattr(rounds_database, "_connected", listening)
    with Rounds(path) as rounds:
        save(rounds)
        del done[:]
        save(rounds, 1)
        kinds = dict.fromkeys(step.split()[0] for step in done)
        assert ["BEGIN", "SELECT", "INSERT", "COMMIT"] == [
            kind for kind in kinds if kind != "--"
        ]
        assert "BEGIN IMMEDIATE" in done
        asked = [
            rounds._kept._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode")
        ]
    assert [2, "wal"] == asked


def test_the_same_offer_saved_again_is_one_round(rounds):
    first = save(rounds)
    again = save(rounds, 1, parent=first.hash)
    assert again == save(rounds, 1, parent=first.hash) and 2 == len(rounds.list())


# two who answer the same round


def test_the_second_saver_is_told_and_offered_a_branch(path):
    with Rounds(path) as mine, Rounds(path) as theirs:
        first = save(mine)
        quicker = save(mine, 1, author="client", parent=first.hash)
        with pytest.raises(Taken) as caught:
            save(theirs, 2, author="provider", parent=first.hash)
        for word in (
            first.hash[:10],
            quicker.hash[:10],
            "of client",
            "--branch",
            "--parent",
        ):
            assert word in str(caught.value)
        beside = save(
            theirs, 2, scenario="second", author="provider", parent=first.hash
        )
        assert (first, quicker, beside) == mine.list() and beside.parent == first.hash


def test_a_scenario_begins_once_and_goes_on_from_its_last_round(rounds):
    first, second = save(rounds), save(rounds, 1)
    other = save(rounds, 2, scenario="autumn")
    assert (None, first.hash, None) == (first.parent, second.parent, other.parent)
    with pytest.raises(Taken):
        save(rounds, 3, scenario="autumn", parent=second.hash)
    assert other.hash == save(rounds, 3, scenario="autumn").parent


def test_a_branch_begins_with_the_offer_of_a_round(rounds):
    first = save(rounds, author="provider")
    save(rounds, 1)
    begun = rounds.branch("milder", first.hash, AT)
    assert ("milder", first.hash, "provider") == (
        begun.scenario,
        begun.parent,
        begun.author,
    )
    assert first.agreement == begun.agreement
    with pytest.raises(Taken):
        rounds.branch("spring", first.hash, AT)
    with pytest.raises(Taken):
        rounds.branch("milder", begun.hash, AT)


def test_a_parent_must_be_here(rounds):
    save(rounds)
    assert "rounds list" in refused(save, rounds, 1, parent="f" * 64)


# what is asked for, and what is wrong with it


def test_a_round_is_found_by_the_beginning_of_its_hash_or_by_its_scenario(rounds):
    first, second = save(rounds), save(rounds, 1)
    other = save(rounds, scenario=second.hash[:6])
    assert first == rounds.show(first.hash[:4]) and second == rounds.show("spring")
    assert (other,) == rounds.list(other.scenario)
    assert "give more of it" in refused(rounds.show, other.scenario)
    for wrong in (first.hash[:3], "nope", first.hash + "0", "%", ""):
        assert "the hash of one round" in refused(rounds.show, wrong)


STRANGE = [
    "",
    "..",
    "../x",
    "a/b",
    "/etc",
    "C:",
    "a\\b",
    "a\0",
    "CON",
    "nul",
    "Com1",
    "\u202ea",
    "a b",
    "a.b",
]


@pytest.mark.parametrize("name", [*STRANGE, "x" * 61, PHONE, "199-1234-5678", PERSON])
def test_a_name_that_could_be_anything_but_a_name_is_refused(rounds, name):
    """Row 75."""
    told = refused(save, rounds, scenario=name)
    assert told.startswith("name: ") and not leaks(told)


@pytest.mark.parametrize(
    "name", ["a", "首次报价", "Offer_2-b", "x" * 60, "console", "中" * 60]
)
def test_other_names_will_do(rounds, name):
    assert (save(rounds, scenario=name),) == rounds.list(name)
    assert 1 == len(list(texts(rounds.path).iterdir()))


def test_everything_wrong_with_an_offer_is_told_at_once(rounds, path):
    told = refused(
        rounds.save, AGREEMENT, "a b", "client ", AT.replace(tzinfo=None), "two\nlines"
    )
    assert ["name", "author", "time", "note"] == [
        line.split(":")[0] for line in told.split("\n")
    ]
    assert "shorten it" in refused(rounds.save, AGREEMENT, "a", "both", AT, "x" * 1001)
    early = datetime.min.replace(tzinfo=timezone(timedelta(hours=8)))
    assert "a time with its offset" in refused(
        rounds.save, AGREEMENT, "a", "both", early
    )
    assert not list(path.parent.iterdir())


def test_rounds_that_are_not_there_are_not_made_by_looking(rounds, path):
    assert f"{path}: not there; expected a file of rounds" in refused(rounds.list)
    assert not list(path.parent.iterdir())


# no telephone or identity number is kept


def everything(folder):
    """All that stands in the files of a folder, and their names."""
    found = [file for file in folder.rglob("*") if file.is_file()]
    return "\n".join(
        f"{file.name}\n{file.read_bytes().decode('utf-8', 'ignore')}" for file in found
    )


def test_numbers_are_hidden_before_anything_is_written(rounds, run, tmp_path):
    plain = AGREEMENT.plain()
    offers = []
    for number, text in enumerate(filter(str.isprintable, FORMS.values())):
        parties = {
            **plain["parties"],
            "client": f"甲方 {text}",
            "provider": f"tel {text}",
        }
        pay = {**plain["payment"], "methods": ["wechat", f"transfer, {text}"]}
        duties = {**plain["duties"], "channels": [f"chat {text}"]}
        shops = [{"id": "jd", "platform": f"JD {text}"}]
        offer = AGREEMENT.replace(
            parties=parties, payment=pay, duties=duties, shops=shops
        )
        offers.append(
            rounds.save(offer, f"offer{number}", "both", AT, f"call {text} at noon")
        )
    assert all(
        round.note.startswith("call ") and "‹hidden›" in round.note for round in offers
    )
    out = [
        run("list"),
        run("show", "offer0"),
        run("show", "offer1", "--json", tmp_path / "j.json"),
    ]
    out += [
        run("show", "offer2", "--out", tmp_path / "a.yaml"),
        run("diff", "offer0", "offer9"),
    ]
    out += [run("export", tmp_path / "e.json"), run("export", tmp_path / f"to {PHONE}")]
    note = ("--note", f"tel {PHONE}", "--json", "-")
    out += [run("save", "--name", "last", *note), run("save", "--name", PHONE, *note)]
    assert [0] * 8 + [2] == [status for status, *_ in out]
    (tmp_path / f"to {PHONE}").rename(tmp_path / "to")
    for found in (everything(tmp_path), *(text for _, *shown in out for text in shown)):
        assert [] == leaks(found)


def test_a_shop_called_by_a_number_is_kept_under_a_keyed_name(rounds):
    plain = AGREEMENT.plain()
    offer = AGREEMENT.replace(shops=[*plain["shops"], {"id": PHONE, "platform": "JD"}])
    saved = rounds.save(offer, "a", "both", AT)
    assert offer.shops[-1].id.startswith("hidden-") and not leaks(saved.body)
    assert (
        offer.plain() == saved.agreement.plain() == rounds.show("a").agreement.plain()
    )


# text files beside the database


def test_every_round_is_also_a_text_whose_hash_can_be_verified(rounds, path):
    saved = [save(rounds, number, note="注 “a”") for number in range(3)]
    for round in saved:
        text = json.loads(
            (texts(path) / f"spring-{round.hash[:16]}.json").read_text("utf-8")
        )
        body = json.dumps(
            text["round"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        own = hashlib.sha256(f"{text['parent'] or ''}\n{body}".encode()).hexdigest()
        assert round.hash == text["hash"] == own
    assert 3 == len(list(texts(path).iterdir()))


def test_the_database_is_rebuilt_from_the_texts(rounds, path):
    saved = [save(rounds, number) for number in range(3)]
    saved.append(rounds.branch("other", saved[1].hash, AT))
    rounds.close()
    path.unlink()
    for task in (rounds.list, lambda: save(rounds, 9)):
        told = refused(task)
        assert (
            "not there, but rounds.db-texts is there" in told
            and "rounds import" in told
        )
    assert 4 == len(rounds.import_(texts(path)).added)
    assert set(saved) == set(rounds.list()) and saved[2] == rounds.show("spring")
    assert saved[2].hash == save(rounds, 9).parent


def test_a_text_that_a_kill_left_out_is_written_by_the_next_save(rounds, path):
    saved = [save(rounds, number) for number in range(2)]
    rounds.close()
    missing = texts(path) / f"spring-{saved[0].hash[:16]}.json"
    whole = missing.read_bytes()
    missing.rename(missing.with_name(f".{missing.name}.abc"))
    save(rounds, 2)
    assert whole == missing.read_bytes() and 4 == len(list(texts(path).iterdir()))
    rounds.close()
    save(rounds, 3)
    assert 4 == len(list(texts(path).iterdir()))  # what the kill left is gone


def test_a_round_is_saved_although_its_text_cannot_be_written(rounds, path):
    texts(path).write_text("in the way", "utf-8")
    first = save(rounds)
    assert "text file follows with the next save" in rounds.notes[0]
    texts(path).unlink()
    save(rounds, 1)
    assert 2 == len(list(texts(path).iterdir())) and first in rounds.list()


def test_rounds_that_only_their_texts_have_are_told_and_nothing_is_saved_over_them(
    rounds, path
):
    first = save(rounds)
    before = path.parent / "before.db"
    rounds.close()
    shutil.copy(path, before)
    second = save(rounds, 1)
    rounds.close()
    shutil.copy(before, path)
    assert (first,) == rounds.list()
    assert "without 1 of the rounds in rounds.db-texts" in rounds.notes[0]
    assert "rounds import" in refused(save, rounds, 2)
    assert (second,) == rounds.import_(texts(path)).added
    assert second.hash == save(rounds, 2).parent


def test_an_import_of_others_does_not_hide_that_texts_are_left(rounds, path, tmp_path):
    first = save(rounds)
    rounds.close()
    path.unlink()
    with Rounds(tmp_path / "others.db") as others:
        save(others, 1, scenario="other")
    rounds.import_(tmp_path / "others.db")
    assert "without 1 of the rounds" in refused(save, rounds, 2)
    rounds.import_(texts(path))
    assert first.hash == save(rounds, 2).parent


# to the other party and back


@pytest.mark.parametrize("target", ["folder", "all.json", "rounds.db"])
def test_an_export_taken_in_elsewhere_has_the_same_hashes(rounds, tmp_path, target):
    saved = [save(rounds, number, note="注") for number in range(3)]
    saved += [
        rounds.branch("other", saved[0].hash, AT),
        save(rounds, 5, scenario="other"),
    ]
    if target != "rounds.db":
        assert tuple(saved) == rounds.export(tmp_path / target)
    with Rounds(tmp_path / "elsewhere.db") as elsewhere:
        done = elsewhere.import_(tmp_path / target)
        assert (set(saved), 0) == (set(done.added), done.known)
        assert {round.hash: round for round in saved} == {
            r.hash: r for r in elsewhere.list()
        }
        again = elsewhere.import_(tmp_path / target)
        assert ((), 5) == (again.added, again.known)
        assert saved[2] == elsewhere.show("spring")


def test_the_export_of_a_scenario_has_what_it_answers_and_nothing_else(
    rounds, tmp_path
):
    first = save(rounds)
    save(rounds, 1)
    begun = rounds.branch("other", first.hash, AT)
    save(rounds, 2, scenario="own_plans")
    assert (first, begun) == rounds.export(tmp_path / "other.json", "other")
    assert "own_plans" not in (tmp_path / "other.json").read_text("utf-8")
    with Rounds(tmp_path / "elsewhere.db") as elsewhere:
        assert (first, begun) == elsewhere.import_(tmp_path / "other.json").added
    assert "rounds list" in refused(rounds.export, tmp_path / "no.json", "no")


def both_sides(tmp_path):
    """Two who have the same first round and each answer it, one twice and with a
    branch.
    """
    mine, theirs = Rounds(tmp_path / "mine.db"), Rounds(tmp_path / "theirs.db")
    first = save(mine)
    theirs.import_(tmp_path / "mine.db")
    own = save(mine, 1, author="client")
    answers = [save(theirs, number, author="provider") for number in (2, 3)]
    answers.append(theirs.branch("offshoot", answers[1].hash, AT))
    return mine, theirs, first, own, answers


def test_two_answers_to_one_round_meet_as_a_branch(tmp_path):
    mine, theirs, first, own, answers = both_sides(tmp_path)
    told = refused(mine.import_, tmp_path / "theirs.db")
    assert "is answered by" in told and "--branch" in told
    assert (first, own) == mine.list()
    done = mine.import_(tmp_path / "theirs.db", "theirs")
    assert [
        ("theirs", first.hash),
        ("theirs", done.added[0].hash),
        ("offshoot", done.added[1].hash),
    ] == [(round.scenario, round.parent) for round in done.added]
    assert [r.agreement for r in answers] == [r.agreement for r in done.added]
    assert [(r.at, r.author) for r in answers] == [(r.at, r.author) for r in done.added]
    later = save(theirs, 4, author="provider")
    again = mine.import_(tmp_path / "theirs.db", "theirs")
    assert ([later.agreement], 4) == ([r.agreement for r in again.added], again.known)
    assert own == mine.show("spring")
    assert "a name of 1 to 60" in refused(mine.import_, tmp_path / "theirs.db", "a b")


def test_a_round_whose_parent_is_nowhere_is_not_taken_in(rounds, tmp_path):
    first, second = save(rounds), save(rounds, 1)
    (texts(rounds.path) / f"spring-{first.hash[:16]}.json").unlink()
    with Rounds(tmp_path / "elsewhere.db") as elsewhere:
        told = refused(elsewhere.import_, texts(rounds.path))
        assert second.hash[:10] in told and "which is not here" in told
    assert not list(tmp_path.glob("elsewhere*"))


def forged(content, parent=None):
    """A text whose hash is right, whatever its content."""
    body = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    hash = hashlib.sha256(f"{parent or ''}\n{body}".encode()).hexdigest()
    return json.dumps({"hash": hash, "parent": parent, "round": content})


def with_content(**changes):
    """A change of a text's content with the hash made anew."""
    return lambda text: forged({**text["round"], **changes}, text["parent"])


def with_terms(**changes):
    """A change of the agreement within it, with the hash made anew."""
    return lambda text: forged(
        {**text["round"], "agreement": {**text["round"]["agreement"], **changes}}
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda text: json.dumps({**text, "hash": "0" * 64}),
            "text and hash belong together",
        ),
        (
            lambda text: json.dumps({**text, "parent": "0" * 64}),
            "text and hash belong together",
        ),
        (
            lambda text: json.dumps({**text, "parent": 5}),
            "text and hash belong together",
        ),
        (
            lambda text: json.dumps({**text, "round": []}),
            "text and hash belong together",
        ),
        (
            lambda text: json.dumps(text).replace('"client"', '"provider"'),
            "text and hash",
        ),
        (lambda text: json.dumps(text).replace("1500.00", "1500.01"), "text and hash"),
        (lambda text: json.dumps(text)[:-9], "a text file of rounds (JSON)"),
        (lambda text: json.dumps(text).replace("100,", "NaN,", 1), "text and hash"),
        (lambda text: "[" * 100_000, "a text file of rounds (JSON)"),
        (lambda text: "[1, 2]", "text and hash belong together"),
        (lambda text: "\udcff", "a text file of rounds (JSON)"),
        (with_content(version=2), "version 2; expected version 1 or older"),
        (with_content(version="1"), "text and hash belong together"),
        (with_content(version=True), "text and hash belong together"),
        (with_content(scenario="../x"), "a name of 1 to 60"),
        (with_content(scenario=5), "text and hash belong together"),
        (with_content(author="nobody"), "one of client, provider, both"),
        (with_content(at="2020-08-03T10:00:00"), "a time with its offset"),
        (with_content(at="2020-08-03T10:00:00+08:00"), "text and hash belong together"),
        (with_content(at="soon"), "text and hash belong together"),
        (with_content(note=f"call {PHONE}"), "text and hash belong together"),
        (with_content(note="two\nlines"), "readable signs"),
        (with_content(more="x"), "text and hash belong together"),
        (with_content(agreement=None), "an agreement as keys and values"),
        (
            with_terms(duties={"channels": [PHONE], "refund_limit": None}),
            "text and hash",
        ),
        (
            with_terms(
                volume={"threshold": 0, "run_days": 2, "step": 1, "surcharge": "1.00"}
            ),
            "1 to 100,000",
        ),
        (with_terms(extra=1), "a known key"),
        (with_terms(calendar={"2020": {"off": ["2020-02-30"]}}), "a date"),
    ],
)
def test_what_is_not_as_it_was_made_is_not_taken_in(rounds, tmp_path, change, words):
    """Nor is any of the sound rounds beside it: all, or none."""
    save(rounds)
    rounds.export(tmp_path / "out")
    save(rounds, 1, "other")
    rounds.export(tmp_path / "out")
    (file,) = (tmp_path / "out").glob("spring-*")
    changed = change(json.loads(file.read_text("utf-8")))
    file.write_bytes(changed.encode("utf-8", "surrogateescape"))
    with Rounds(tmp_path / "elsewhere.db") as elsewhere:
        told = refused(elsewhere.import_, tmp_path / "out")
        assert (
            words in told and file.name in told and "fix: " in told and not leaks(told)
        )
        assert not (tmp_path / "elsewhere.db").exists()


def test_a_source_without_rounds_is_told(rounds, tmp_path):
    (tmp_path / "none").mkdir()
    assert "no rounds" in refused(rounds.import_, tmp_path / "none")
    assert "check the path" in refused(rounds.import_, tmp_path / "nowhere.json")


# damage


def damage(path, data):
    """The file with other bytes, and nothing of the old one's log."""
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(data)


def test_a_flipped_byte_is_told_or_changes_nothing(rounds, path):
    saved = tuple(save(rounds, number) for number in range(4))
    rounds.close()
    data, draw, told = path.read_bytes(), random.Random(1), 0
    for place in [*range(0, 100, 2), *(draw.randrange(len(data)) for _ in range(250))]:
        flipped = bytearray(data)
        flipped[place] ^= 1 << draw.randrange(8)
        damage(path, flipped)
        try:
            with Rounds(path) as again:
                assert saved == again.list() and () == again.notes
        except BadInput as error:
            told += 1
            assert str(path) in str(error) and "fix: " in str(error)
    assert told > 50


def test_a_byte_flipped_in_an_offer_is_told_before_anything_is_saved_on_it(
    rounds, path
):
    save(rounds)
    save(rounds, 1)
    rounds.close()
    data = path.read_bytes()
    damage(path, data.replace(b'"threshold":100', b'"threshold":300', 1))
    for task in (rounds.list, lambda: save(rounds, 2)):
        told = refused(task)
        assert "damaged" in told and "rounds import" in told
    path.unlink()
    assert 2 == len(rounds.import_(texts(path)).added)


def test_a_byte_flipped_in_an_index_is_told(rounds, path):
    first, _ = save(rounds), save(rounds, 1)
    rounds.close()
    data = path.read_bytes()
    places = [
        place
        for place in range(len(data))
        if data.startswith(first.hash.encode(), place)
    ]
    assert 4 == len(places)  # its row, the next one's, and an index of each
    for place in places:
        flipped = bytearray(data)
        flipped[place + 9] ^= 1
        damage(path, flipped)
        assert "damaged" in refused(rounds.list)


def test_a_file_without_its_guards_is_told(rounds, path):
    save(rounds)
    rounds.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TRIGGER round_is_never_deleted")
    assert "damaged" in refused(rounds.list)


@pytest.mark.parametrize("part", [0, 1, 50, 511, 512, 4096, 0.5, 0.99])
def test_a_truncated_file_is_told_and_rebuilt_from_its_texts(rounds, path, part):
    saved = {save(rounds, number) for number in range(4)}
    rounds.close()
    data = path.read_bytes()
    damage(path, data[: part if isinstance(part, int) else int(part * len(data))])
    for task in (rounds.list, lambda: save(rounds, 9)):
        assert "rounds import" in refused(task)
    path.unlink()
    rounds.import_(texts(path))
    assert saved == set(rounds.list())


def test_a_file_of_a_newer_version_is_left_alone(rounds, path):
    save(rounds)
    rounds.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version=2")
    before = path.read_bytes()
    for task in (
        rounds.list,
        lambda: save(rounds, 1),
        lambda: rounds.import_(texts(path)),
    ):
        assert (
            f"{path}: version 2; expected version 1 or older; fix: use the newer"
            in refused(task)
        )
    assert before == path.read_bytes()


def test_what_is_no_file_of_rounds_is_left_alone(rounds, path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE mine (x)")
        other.commit()
    before = path.read_bytes()
    assert "a database of something else" in refused(save, rounds)
    path.write_text("agreement: mine\n" * 99, "utf-8")
    assert "a file of something else" in refused(save, rounds)
    path.unlink()
    path.mkdir()
    assert "choose another place" in refused(save, rounds) and len(before)


def test_another_program_that_never_ends_writing_is_told(rounds, path, monkeypatch):
    monkeypatch.setattr(rounds_database, "PATIENCE", 0.1)
    save(rounds)
    rounds.close()
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        Rounds(path) as second,
    ):
        second._open("save")
        other.execute("BEGIN IMMEDIATE")
        assert "another program is writing" in refused(save, second, 1)
        other.execute("ROLLBACK")
        assert save(second, 1) in second.list()


# kills, writers at once, no room


def outcome(what, amount):
    """What `saving.py` finds, in a process of its own."""
    command = [sys.executable, str(ROOT / "tests" / "saving.py"), what, str(amount)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@FORKS
def test_a_writer_killed_again_and_again_loses_nothing_that_was_acknowledged():
    """15 times; benchmarks/kills.py does it 200 times."""
    found = outcome("kills", 15)
    assert (0, 0) == (found["lost"], found["corrupt"])
    assert found["kept"] >= found["acknowledged"] > 0


@FORKS
def test_of_several_at_once_one_that_is_killed_takes_nothing_with_it():
    found = outcome("crowd", 10)
    assert (0, 0) == (found["lost"], found["corrupt"])
    assert found["kept"] >= found["acknowledged"] > 0


@FORKS
def test_of_two_writers_at_once_the_slower_is_told_and_nothing_is_lost():
    found = outcome("writers", 2)
    assert 0 == found["lost"] and found["unbroken"]
    assert found["kept"] == found["acknowledged"] + 1 > 2 and found["told"] > 0


@FORKS
def test_a_file_that_may_not_grow_keeps_what_it_has():
    found = outcome("full", 200_000)
    assert found["still"] and found["anew"] and found["acknowledged"] > 0
    assert "make room and save again" in found["refusal"]


@contextmanager
def small_disk(folder):
    """A disk of 400 KB mounted there; skipped where that is not allowed."""
    try:
        mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", None) or str(error).encode()
        pytest.skip(
            f"no small disk can be mounted here: {why.decode(errors='replace').strip()}"
        )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def used_up(folder):
    """Write until not a byte is left."""
    with (folder / "filling").open("wb", buffering=0) as file, pytest.raises(OSError):
        while True:
            file.write(bytes(256))


def test_a_full_disk_is_told_and_what_was_saved_can_be_read(tmp_path):
    with small_disk(tmp_path):
        from saving import fill

        found = fill(tmp_path / "rounds.db")
        assert found["still"] and found["anew"] and found["acknowledged"] > 2
        assert (
            "the disk is full; expected room to save; fix: make room"
            in found["refusal"]
        )


def test_not_a_byte_left_and_still_everything_can_be_read_and_saving_goes_on_with_room(
    tmp_path,
):
    with small_disk(tmp_path):
        with Rounds(tmp_path / "rounds.db") as rounds:
            saved = tuple(save(rounds, number) for number in range(3))
        used_up(tmp_path)
        with Rounds(tmp_path / "rounds.db") as rounds:
            assert saved == rounds.list() and saved[1] == rounds.show(saved[1].hash)
            assert "make room" in refused(save, rounds, 3)
            assert saved == rounds.list()
            (tmp_path / "filling").unlink()
            last = save(rounds, 3)
            assert (*saved, last) == rounds.list() and () == rounds.notes
        assert 4 == len(list(texts(tmp_path / "rounds.db").iterdir()))


# what is between two offers


def test_differences_are_told_in_both_languages(rounds):
    first = rounds.save(AGREEMENT, "spring", "client", AT)
    later = OTHER.replace(renewal__new_monthly_fee="3000.00", hours__breaks=[])
    second = rounds.save(later, "spring", "provider", AT)
    found = rounds.diff(first.hash, second.hash)
    breaks = '[{name: "noon", start: "12:30", end: "13:00"}, {name: "evening", start: "19:00", end: "19:30"}]'
    assert [
        "Limit (persons a day): 100 → 120",
        "Fee (CNY a month): 1,500.00 → 1,650.00",
        "New fee (CNY a month): not agreed → 3,000.00",
        "“above 100 / 200”: more than 100 only → open",
        f"Breaks: {breaks} → []",
    ] == [each.text() for each in found]
    chinese = "\n".join(each.text("zh") for each in found)
    assert (
        "加收门槛" in chinese and "未约定 → 3,000.00" in chinese and "→ 未定" in chinese
    )
    assert () == rounds.diff(first.hash, first.hash)


def test_a_readings_words_have_the_figures_of_their_own_offer():
    later = AGREEMENT.replace(volume__threshold=120, readings__bound="at_least")
    (bound,) = [each for each in differences(AGREEMENT, later) if each.key == "bound"]
    assert "100" in bound.before["en"] and "120" in bound.after["en"]


def test_every_place_of_an_agreement_is_called_something_in_words():
    plain = AGREEMENT.plain()
    places = {
        f"{section}.{key}"
        for section, inner in plain.items()
        if isinstance(inner, dict)
        for key in inner
    }
    places |= {"shops", "calendar.2027.off"}
    others = {
        place for place in places - figures().keys() if not place.startswith("readings")
    }
    assert {"fee.in_words", "fee.currency"} == {
        p for p in others if p == place_in_words(p, "en")
    }
    assert "自定日历 2027.off" == place_in_words("calendar.2027.off", "zh")
    assert register()


def test_what_it_is_worth_is_the_difference_of_the_two_totals():
    found = worth(AGREEMENT, OTHER, RECORDS).to_dict()
    one, other = cs.check(AGREEMENT, RECORDS), cs.check(OTHER, RECORDS)
    assert str(other.total - one.total) == found["difference"]
    assert (str(one.total), str(other.total)) == (
        found["from"]["total"],
        found["to"]["total"],
    )
    assert {"total"} == found["from"].keys() and str(other.high) == found["to"]["high"]


# the agreement's file


def test_the_examples_in_the_words_of_the_writer_run():
    assert 0 == doctest.testmod(plain_yaml).failed


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner)
    ),
    max_leaves=9,
)


@given(st.dictionaries(st.sampled_from("abcd"), PLAIN))
def test_any_plain_value_is_read_back_as_it_was_written(value):
    assert (
        value == read_yaml(yaml_text(value).encode("utf-8"), "test")[0] or value == {}
    )


# the command


def test_an_offer_is_saved_listed_shown_and_compared(run, tmp_path, capsys):
    status, out, err = run(
        "save",
        "--name",
        "spring",
        "--by",
        "client",
        "--note",
        f"tel {PHONE}",
        "--at",
        "2020-08-03T18:00+08:00",
    )
    assert (
        0 == status
        and "note: a telephone or identity number in the note is hidden\n" == err
    )
    assert (
        out.startswith("(the sample)\nSaved: Round ")
        and "2020-08-03T10:00:00Z, offered by: client" in out
    )
    _, out, _ = run(
        "save",
        SAMPLE / "agreement.yaml",
        "--name",
        "spring",
        "--by",
        "provider",
        "--set",
        "volume.threshold=120",
        "--reading",
        "bound=at_least",
        "--json",
        "-",
    )
    second = json.loads(out)
    _, out, _ = run("list", "--json", "-")
    first, listed = json.loads(out)["rounds"]
    assert second == listed and first["hash"] == second["parent"]
    _, out, _ = run("list", "--lang", "zh")
    assert "提出方" in out and first["hash"][:10] in out and "甲方" in out
    status, out, _ = run("show", second["hash"], "--out", tmp_path / "offer.yaml")
    assert (
        second["hash"] in out
        and 120 == cs.load(tmp_path / "offer.yaml").volume.threshold
    )
    _, out, _ = run("show", "spring", "--out", "-")
    assert out == (tmp_path / "offer.yaml").read_text("utf-8")
    _, out, _ = run("diff", first["hash"][:8], "spring")
    assert "Limit (persons a day): 100 → 120" in out and "On these records" not in out
    _, out, _ = run("diff", first["hash"][:8], "spring", SAMPLE / "records")
    assert "CNY 11,200.00 for the term" in out and "difference  −" in out
    _, out, _ = run(
        "diff", first["hash"][:8], "spring", SAMPLE / "records", "--json", "-"
    )
    result = json.loads(out)
    assert {"volume.threshold", "bound"} == {
        each["key"] for each in result["differences"]
    }
    assert "11200.00" == result["worth"]["from"]["total"]
    _, out, _ = run("diff", "spring", "spring", "--lang", "zh")
    assert "两份方案相同。\n" == out


def test_the_second_saver_at_the_command_line_may_branch(run):
    run("save", "--name", "spring")
    _, out, _ = run("list", "--json", "-")
    (first,) = (each["hash"] for each in json.loads(out)["rounds"])
    run("save", "--name", "spring", "--set", "volume.threshold=110")
    late = (
        "save",
        "--name",
        "spring",
        "--parent",
        first[:8],
        "--set",
        "volume.threshold=120",
    )
    status, out, err = run(*late)
    assert (2, "") == (status, out) and "--branch" in err
    assert 0 == run(*late, "--branch", "milder")[0]
    assert 0 == run("branch", "wilder", "milder", "--note", "from there")[0]
    _, out, _ = run("list", "--name", "wilder")
    assert "from there" in out and "spring" not in out


def test_rounds_go_out_and_come_in_at_the_command_line(run, tmp_path, capsys):
    run("save", "--name", "spring")
    status, out, _ = run("export", tmp_path / "all.json", "--json", "-")
    assert 0 == status and 1 == len(json.loads(out)["exported"])
    assert (
        f"Rounds written to {tmp_path / 'one'}: 1\n"
        == run("export", tmp_path / "one")[1]
    )
    elsewhere = ("--file", str(tmp_path / "elsewhere.db"))
    assert 0 == main(
        ["rounds", "import", str(tmp_path / "all.json"), *elsewhere, "--lang", "zh"]
    )
    assert "导入轮次：1；原已在内：0\n" == capsys.readouterr().out
    assert 0 == main(
        ["rounds", "import", str(tmp_path / "one"), *elsewhere, "--json", "-"]
    )
    assert {"added": [], "known": 1} == json.loads(capsys.readouterr().out)


def test_an_offer_that_says_it_is_older_than_what_it_answers_is_told(
    run, tmp_path, capsys
):
    run("save", "--name", "spring", "--at", "2020-08-03T10:00")
    status, out, err = run("save", "--name", "spring", "--at", "2020-08-03T09:59:59")
    assert 0 == status and "Saved: " in out
    assert "is of 2020-08-03T09:59:59Z, before the round that it answers" in err
    _, _, err = run(
        "save", "--name", "spring", "--at", "2020-08-03T09:59:59", "--note", "later"
    )
    assert "before the round" not in err
    run("export", tmp_path / "all.json")
    capsys.readouterr()
    elsewhere = ("--file", str(tmp_path / "elsewhere.db"))
    assert 0 == main(
        ["rounds", "import", str(tmp_path / "all.json"), *elsewhere, "--lang", "zh"]
    )
    assert "早于其所答复的轮次" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        ("save", "--name", "../x"),
        ("save", "--name", "con"),
        ("save", "--name", "a", "--note", "x" * 1001),
        ("save", "--name", "a", "--parent", "abcd"),
        ("branch", "a", "b"),
    ],
)
def test_a_refused_first_offer_leaves_no_file_of_rounds(run, given, tmp_path):
    assert 2 == run(*given)[0]
    assert [] == [path.name for path in tmp_path.rglob("*") if "db" in path.name]


def test_an_offer_may_say_that_it_answers_nothing(rounds):
    first = rounds.save(AGREEMENT, "spring", "client", AT, "", "")
    assert None is first.parent
    with pytest.raises(Taken, match="spring begins with"):
        rounds.save(AGREEMENT, "spring", "provider", AT, "other", "")
    assert (first,) == rounds.list()


def test_without_a_time_the_clock_of_the_command_is_taken(run):
    before = datetime.now(UTC).replace(microsecond=0)
    _, out, _ = run("save", "--name", "spring", "--json", "-")
    assert before <= datetime.fromisoformat(json.loads(out)["at"]) <= datetime.now(UTC)


def test_nothing_below_the_commands_asks_the_clock():
    for file in (ROOT / "cscontract" / "rounds").glob("*.py"):
        text = file.read_text("utf-8")
        assert not [
            word
            for word in (".now(", "time.time", "today(", "monotonic")
            if word in text
        ]


def test_where_the_rounds_are_without_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSCONTRACT_ROUNDS", raising=False)
    assert 0 == main(["rounds", "save", "--name", "spring"])
    monkeypatch.setenv("CSCONTRACT_ROUNDS", str(tmp_path / "deal.db"))
    assert 0 == main(["rounds", "save", "--name", "spring"])
    assert (tmp_path / "rounds.db").exists() and (tmp_path / "deal.db").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("save", "--name", "../x"), "a name of 1 to 60"),
        (("save", "--name", "a", "--set", "volume.threshold=0"), "1 to 100,000"),
        (("save", "no.yaml", "--name", "a"), "no.yaml"),
        (("show", "nope"), "a file of rounds"),
        (("list",), "a file of rounds"),
        (("export", "out"), "a file of rounds"),
        (("import", "nowhere"), "check the path"),
        (("branch", "a", "b"), "a file of rounds"),
    ],
)
def test_bad_input_is_told_and_ends_with_2(run, given, words):
    status, out, err = run(*given)
    assert (2, "") == (status, out) and words in err and "Traceback" not in err


def test_a_strange_time_is_refused(run):
    with pytest.raises(SystemExit) as caught:
        run("save", "--name", "a", "--at", "yesterday")
    assert 2 == caught.value.code


def test_a_body_is_all_that_a_round_is_made_of(rounds):
    saved = save(rounds, note="a")
    assert saved == round_of(None, saved.body)
    assert saved != replace(saved, note="b")


@pytest.mark.parametrize(
    "words",
    [
        "save --name ../x",
        "save --name p13800138000",
        "save --name a --parent abcdef",
        "save --name a --branch b",
        "branch b abcdef",
        "import TEXT --branch ../x",
        "import ORPHAN",
    ],
)
def test_what_is_refused_leaves_no_file_of_rounds(
    words, rounds, path, tmp_path, capsys
):
    _, second = save(rounds), save(rounds, 1)
    made = sorted(texts(path).iterdir())
    (orphan,) = [each for each in made if second.hash[:16] in each.name]
    words = (
        words.replace("TEXT", str(texts(path))).replace("ORPHAN", str(orphan)).split()
    )
    new = tmp_path / "new" / "rounds.db"
    new.parent.mkdir()
    assert 2 == main(["rounds", *words, "--file", str(new)])
    assert [] == list(new.parent.iterdir())
    assert "Traceback" not in capsys.readouterr().err


def test_a_refusal_for_readers_elsewhere_names_the_file_without_its_folder(path):
    fault = bad(str(path), "empty", "rounds", f'run x --file "{path}"')
    assert (
        without_folder(fault, path)
        == 'rounds.db: empty; expected rounds; fix: run x --file "rounds.db"'
    )
    near = Path("rounds.db")
    assert "a.b: empty" in without_folder(bad("a.b", "empty", "rounds", "wait"), near)


def test_texts_that_cannot_be_listed_are_no_empty_folder(rounds, path, monkeypatch):
    save(rounds)
    rounds.close()

    def refuses(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuses)
    for refusal in (
        refused(rounds.list),
        refused(rounds.save, AGREEMENT, "a", "both", AT),
    ):
        assert f"{texts(path)}: Permission denied" in refusal
