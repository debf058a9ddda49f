"""Two panels on one file of rounds: an offer answers only what its maker was shown; the
second saver is told.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import cscontract as cs
from cscontract.rounds.rounds import Rounds
from cscontract.views.panel.panel import Panel

SAMPLE = Path(__file__).resolve().parent.parent / "sample_data"
AGREEMENT = cs.load(SAMPLE / "agreement.yaml")
RECORDS = cs.read(SAMPLE / "records")
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rounds.db"


@pytest.fixture
def open_panel(path):
    """A function that opens a panel on the file at its tab for offers."""

    def opened(limit, author, now=lambda: NOON, language="en"):
        panel = Panel(AGREEMENT, RECORDS, language, rounds=path, now=now)
        box = panel.select("Negotiate").saving
        panel.control("volume.threshold").value = limit
        box.name.value, box.author.value = "spring", author
        return panel, box

    return opened


@pytest.fixture
def client(open_panel):
    return open_panel(110, "client")


@pytest.fixture
def provider(open_panel):
    return open_panel(120, "provider")


def saved(path):
    with Rounds(path) as rounds:
        return rounds.list()


def shown(box):
    return [hash for _, hash in box.kept.options]


def is_asked(box):
    return box.choice.layout.display is None


def test_of_two_first_offers_of_one_name_the_second_is_told(client, provider, path):
    client[1].save_offer()
    box = provider[1]
    box.note.value = "mine"
    box.save_offer()
    (only,) = saved(path)
    assert ("client", None) == (only.author, only.parent)
    assert 'role="alert"' in box.status.value
    assert f"spring begins with {only.hash[:10]} of client" in box.status.value
    assert "Your offer is still in the panel" in box.status.value
    assert "<li>Limit (persons a day): 110 → 120</li>" in box.status.value
    assert [only.hash] == shown(box) and only.hash == box.kept.value
    assert (120, "provider", "mine") == (
        provider[0].agreement.volume.threshold,
        box.author.value,
        box.note.value,
    )


def test_of_two_answers_to_one_round_the_second_is_told(client, open_panel, path):
    client[1].save_offer()
    (first,) = saved(path)
    one, other = open_panel(120, "provider")[1], open_panel(130, "provider")[1]
    one.save_offer()
    other.save_offer()
    assert [None, first.hash] == [round.parent for round in saved(path)]
    told = f"{first.hash[:10]} is answered by {saved(path)[1].hash[:10]} of provider"
    assert told in other.status.value


def test_a_second_click_saves_no_more_than_the_first(client, provider, path):
    client[1].save_offer()
    for _ in range(3):
        provider[1].save_offer()
    assert 1 == len(saved(path)) and is_asked(provider[1])


def test_the_second_may_answer_the_round_once_it_was_shown(client, provider, path):
    client[1].save_offer()
    box = provider[1]
    box.save_offer()
    assert saved(path)[0].hash[:10] in box.answer.description
    box.answer.click()
    first, second = saved(path)
    assert (first.hash, "provider", 120) == (
        second.parent,
        second.author,
        second.agreement.volume.threshold,
    )
    assert not is_asked(box) and second.hash == box.kept.value


def test_the_second_may_save_beside_it_under_a_free_name(client, provider, path):
    client[1].save_offer()
    box = provider[1]
    box.save_offer()
    assert "Save mine beside it, as spring_2" == box.beside.description
    box.beside.click()
    first, second = saved(path)
    assert ("spring", None, "spring_2", None) == (
        first.scenario,
        first.parent,
        second.scenario,
        second.parent,
    )
    assert "spring_2" == box.name.value and not is_asked(box)
    box.save_offer()
    assert [None, None, second.hash] == [round.parent for round in saved(path)]


def test_an_answer_saved_beside_answers_the_round_that_was_shown(
    client, open_panel, path
):
    client[1].save_offer()
    one, other = open_panel(120, "provider")[1], open_panel(130, "provider")[1]
    one.save_offer()
    other.save_offer()
    other.beside.click()
    first, _, branch = saved(path)
    assert ("spring_2", first.hash, 130) == (
        branch.scenario,
        branch.parent,
        branch.agreement.volume.threshold,
    )


def test_a_third_who_is_quicker_than_the_second_is_told_of_too(
    client, provider, open_panel, path
):
    client[1].save_offer()
    box = provider[1]
    box.save_offer()
    open_panel(130, "client")[1].save_offer()
    box.answer.click()
    assert 2 == len(saved(path)) and saved(path)[1].hash[:10] in box.answer.description
    box.answer.click()
    assert [round.hash for round in saved(path)][:2] == [r.parent for r in saved(path)][
        1:
    ]


def test_another_name_is_another_line_of_rounds(client, provider, path):
    client[1].save_offer()
    box = provider[1]
    box.save_offer()
    box.name.value = "autumn"
    assert not is_asked(box)
    box.save_offer()
    assert ["spring", "autumn"] == [round.scenario for round in saved(path)]


def test_the_list_is_renewed_when_the_tab_is_opened(client, provider, path):
    client[1].save_offer()
    panel, box = provider
    assert [] == shown(box)
    panel.answers.selected_index = 0
    panel.select("Negotiate")
    assert [saved(path)[0].hash] == shown(box)
    box.save_offer()
    assert saved(path)[0].hash == saved(path)[1].parent


def test_the_list_is_renewed_on_demand_and_after_a_save(client, provider, path):
    client[1].save_offer()
    provider[1].renewing.click()
    assert [saved(path)[0].hash] == shown(provider[1])
    provider[1].save_offer()
    client[1].name.value = "summer"
    client[1].save_offer()
    assert [round.hash for round in saved(path)][::-1] == shown(client[1])


def test_moving_a_control_or_changing_the_language_shows_nothing_new(
    client, provider, path
):
    """A list that is renewed unseen would have the next offer answer what nobody looked
    at.
    """
    client[1].save_offer()
    panel, box = provider
    panel.control("volume.threshold").value = 125
    panel.speak("zh")
    assert [] == shown(box)
    box.save_offer()
    assert 1 == len(saved(path))


def test_what_is_saved_is_told_with_who_offers_and_what_it_answers(
    client, provider, path
):
    client[1].save_offer()
    assert "offered by: client" in client[1].status.value
    provider[1].renew()
    provider[1].save_offer()
    first, second = saved(path)
    told = provider[1].status.value
    assert f"Saved: Round {second.hash[:10]} of spring" in told
    assert "offered by: provider" in told and f"answers {first.hash[:10]}" in told


def test_everything_is_told_in_chinese(client, open_panel, path):
    client[1].save_offer()
    box = open_panel(120, "provider", language="zh")[1]
    with Rounds(path) as rounds:
        rounds.save(AGREEMENT, "spring", "client", NOON, "更早", rounds.list()[0].hash)
    box.save_offer()
    assert "未保存" in box.status.value and "本方案仍在面板中" in box.status.value
    assert "与之并存" in box.beside.description
    box.name.value = "../etc"
    box.save_offer()
    assert "应为" in box.status.value


def test_a_fault_names_the_file_and_not_its_place_on_the_server(open_panel, path):
    path.write_bytes(b"x" * 2_000)
    box = open_panel(110, "client")[1]
    assert "rounds.db: damaged" in box.status.value
    box.save_offer()
    assert 'role="alert"' in box.status.value and "rounds.db" in box.status.value
    assert str(path.parent) not in box.status.value


def test_an_offer_older_than_what_it_answers_is_saved_and_told(
    client, open_panel, path
):
    client[1].save_offer()
    box = open_panel(120, "provider", now=lambda: NOON - timedelta(hours=1))[1]
    box.save_offer()
    assert 2 == len(saved(path))
    assert "Saved: " in box.status.value
    assert (
        "is of 2026-11-01T11:00:00Z, before the round that it answers"
        in box.status.value
    )


@pytest.mark.parametrize("name", ["a" * 60, "春" * 60])
def test_a_name_of_any_length_has_one_beside_it(name, client, provider, path):
    for _, box in (client, provider):
        box.name.value = name
        box.save_offer()
    provider[1].beside.click()
    assert [name, f"{name[:57]}_2"] == [round.scenario for round in saved(path)]
