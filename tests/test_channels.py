"""Chats over channels that are not allowed: each is a breach, and where they are many
it is told.
"""

import pytest
from folders import coded, counts, folder_of, judged
from test_counted import COMMANDS, chat

import cscontract as cs
from cscontract.cli.main import main
from cscontract.core.language import in_language
from cscontract.verdict.coverage import notices_of_coverage

import files


def chats(*channels, shop="jd", day="2020-08-03"):
    return [
        chat(number, day, shop=shop, channel=each)
        for number, each in enumerate(channels)
    ]


def told_of(folder):
    found = notices_of_coverage(cs.load(files.agreement_file()), cs.read(folder))
    return [note for note in found if "channel" in note]


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        (
            ["qq", "qq", "forum"],
            "none of 3 chats ran over an allowed channel (official_chat); "
            "counted: 0; channels found: qq 2, forum 1",
        ),
        (
            ["qq"],
            "none of 1 chat ran over an allowed channel (official_chat); "
            "counted: 0; channels found: qq 1",
        ),
        (
            ["qq", "official_chat"],
            "1 of 2 chats ran over no allowed channel (official_chat) and ",
        ),
        (["qq", "official_chat", "official_chat"], None),
        (["official_chat"], None),
    ],
)
def test_many_chats_over_channels_not_allowed_are_told(tmp_path, channels, told):
    found = told_of(folder_of(tmp_path, sessions=chats(*channels)))
    assert [True] * bool(told) == [told in note for note in found]


def test_thousands_of_chats_are_told_with_their_number_in_both_languages(tmp_path):
    rows = [
        chat(n, "2020-08-03", who=f"c{n}", shop="jd", channel="forum")
        for n in range(3720)
    ]
    (note,) = told_of(folder_of(tmp_path, sessions=rows))
    assert (
        "sessions.csv: none of 3,720 chats ran over an allowed channel (official_chat); "
        "counted: 0; channels found: forum 3,720" == note
    )
    assert "sessions.csv：3,720 次会话没有一次经由约定渠道" in in_language(note, "zh")


def test_chats_of_other_shops_and_outside_the_term_do_not_tip_the_half(tmp_path):
    others = [*chats("qq", "qq", shop="pdd"), *chats("qq", "qq", day="2021-01-04")]
    rows = [row.replace("s", f"s{n}", 1) for n, row in enumerate(others)]
    assert [] == told_of(folder_of(tmp_path, sessions=[*rows, *chats("official_chat")]))


@pytest.mark.parametrize("name", [*COMMANDS, "check", "risk"])
def test_every_command_tells_it(tmp_path, capsys, name):
    folder = folder_of(
        tmp_path,
        sessions=chats("qq", "qq"),
        receptions=counts_of_two_months(),
        bills=["2020-08,1500.00"],
    )
    options = {"check": [], "risk": ["--paths", "10"]}.get(name) or COMMANDS.get(
        name, []
    )
    capsys.readouterr()
    assert 0 == main([name, str(files.agreement_file()), str(folder), *options])
    assert "none of 2 chats ran over an allowed channel" in capsys.readouterr().err


def counts_of_two_months():
    from datetime import date

    return counts(date(2020, 8, 1), date(2020, 9, 30))


def test_each_chat_stays_a_breach_and_the_notice_stands_in_the_notes(tmp_path):
    result = judged(folder_of(tmp_path, sessions=chats("qq", "qq", "phone")))
    assert 3 == len(coded(result, "off_platform"))
    assert 1 == len([note for note in result["notes"] if "none of 3 chats" in note])
