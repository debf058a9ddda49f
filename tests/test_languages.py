"""`--lang` and the environment decide alike; help and refusals of options are in the
language.
"""

import json
import re
from pathlib import Path

import pytest

from cscontract.cli.arguments import language_asked, wrapped
from cscontract.cli.commands import COMMANDS
from cscontract.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def run(capsys):
    def command(*arguments):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            status = ended.code
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return command


@pytest.mark.parametrize(
    ("arguments", "variable", "language"),
    [
        (["check"], None, "en"),
        (["check"], "zh", "zh"),
        (["check"], "zh_CN.UTF-8", "zh"),
        (["check"], "ZH", "zh"),
        (["check"], "de", "en"),
        (["check", "--lang", "zh"], None, "zh"),
        (["check", "--lang=zh"], None, "zh"),
        (["check", "--la", "zh"], None, "zh"),
        (["--lang", "zh", "check"], "en", "zh"),
        (["check", "--lang", "en"], "zh", "en"),
        (["check", "--lang", "zh", "--lang", "en"], None, "en"),
        (["page", "--lang", "both"], "zh", "zh"),
        (["check", "--lang"], "zh", "zh"),
        (["check", "--lang", "fr"], "zh", "zh"),
        ([], "zh", "zh"),
    ],
)
def test_the_arguments_come_before_the_environment(
    monkeypatch, arguments, variable, language
):
    if variable is not None:
        monkeypatch.setenv("CSCONTRACT_LANG", variable)
    assert language == language_asked(arguments)


def test_the_environment_and_the_option_give_the_same(run, monkeypatch):
    told = {}
    for language in ("en", "zh"):
        monkeypatch.delenv("CSCONTRACT_LANG", raising=False)
        told[language] = run("check", "--lang", language)
        monkeypatch.setenv("CSCONTRACT_LANG", language)
        assert told[language] == run("check")
        monkeypatch.setenv("CSCONTRACT_LANG", {"en": "zh", "zh": "en"}[language])
        assert told[language] == run("check", "--lang", language)
    assert told["en"] != told["zh"]


def test_without_a_command_help_is_shown(run):
    for arguments, words in (
        ((), "Not legal advice."),
        (("--lang", "zh"), "本文不构成法律意见。"),
    ):
        status, out, err = run(*arguments)
        assert (0, "") == (status, err) and words in out


def names_of_commands(run):
    _, out, _ = run("--help")
    return re.findall(r"^    (\w+) ", out, re.M)


def test_every_command_takes_a_language_and_tells_exit_statuses(run):
    names = names_of_commands(run)
    assert len(names) >= len(COMMANDS)
    for name in names:
        status, out, _ = run(name, "--help")
        assert (
            0 == status and "--lang" in out and "130" in out.split("Exit status:")[1]
        ), name


@pytest.mark.parametrize(
    "way", ["list", "show", "diff", "export", "import", "save", "branch"]
)
def test_every_way_with_rounds_takes_a_language(run, way):
    assert "--lang" in run("rounds", way, "--help")[1]


#: what stands in help as it is: options, what they take, names of files, places and
#: programs
NAMES = re.compile(
    r"--?[a-z][a-z-]*|[A-Z][A-Z0-9_=:,\[\]]+|\{[a-z,]+\}|`[a-z]+`|\b(cscontract|check|explain|price|dispute|"
    r"infer|wording|compare|sweep|trade|parties|risk|rounds|import|upgrade|page|lab|app|lite|list|show|diff|export|save|"
    r"branch|all|bound|both|csv|xlsx|svg|png|yaml|json|db|pages|html|JSON|HTML|Markdown|Jupyter(Lab|Lite)?|jupyter|"
    r"Voilà|taobao|jd|agency|generic|renewal_week|rolling_mean|seven_days_each|date|Ctrl|offline|bill_differs|breach|due|gap|notice|arguable)\b"
)


def left_in_english(text):
    return re.findall(r"[A-Za-zà]{3,}", NAMES.sub(" ", text))


def test_help_is_whole_in_chinese(run):
    every = [(name,) for name in names_of_commands(run)]
    every += [
        ("rounds", w)
        for w in ("list", "show", "diff", "export", "import", "save", "branch")
    ]
    for command in [(), *every]:
        _, out, _ = run(*command, "--help", "--lang", "zh")
        assert [] == left_in_english(out), command


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("chek",), "无效的选择 'chek'"),
        (("check", "--nope"), "无法识别的参数：--nope"),
        (("check", "--as-of"), "须给出一个值"),
        (("check", "--as-of", "1988-12-31"), "'1988-12-31' 超出范围"),
        (("check", "--as-of", "2102-01-01"), "'2102-01-01' 超出范围"),
        (
            ("check", "--as-of", "0020-08-01"),
            "应为 1989-01-01 至 2101-12-31 之间的日期",
        ),
        (("check", "--as-of", "20x"), "'20x' 不是日期；写法如 2020-08-03"),
        (("explain",), "参数 --date --month 须给出其一"),
        (("check", "--lang", "fr", "--lang", "zh"), "无效的选择 'fr'"),
        (("check", "--strict=1"), "此参数不取值"),
        (("check", "--s"), "选项 --s 不明确"),
        (("risk", "--paths", "1.5"), "'1.5' 不是整数"),
        (("app", "--port", "x"), "'x' 不是整数"),
        (("app", "--ip", "x"), "'x' 不是形如 127.0.0.1 的地址"),
        (("app", "--token", "x"), "应为 16 个以上的字母"),
        (("app", "--idle", "0"), "'0' 不是大于 0 的整秒数"),
        (("rounds",), "缺少必需的参数：WHAT"),
        (("rounds", "save", "--name", "a", "--at", "x"), "'x' 不是时间"),
    ],
)
def test_what_is_wrong_with_options_is_told_in_chinese(run, arguments, told):
    status, out, err = run(*arguments, "--lang", "zh")
    assert (2, "") == (status, out) and told in err
    assert err.startswith("用法：cscontract") and "错误：" in err
    assert [] == left_in_english(
        err.split("错误：")[1].replace("chek", "").replace("--nope", "")
    )


def test_the_bounds_of_a_date_are_allowed_themselves(run):
    for edge in ("1989-01-01", "2101-12-31"):
        assert (
            0
            == run(
                "check", SAMPLE / "agreement.yaml", SAMPLE / "records", "--as-of", edge
            )[0]
        )


def test_after_a_command_python_itself_speaks_as_before(run):
    import argparse

    before = argparse._
    run("check", "--lang", "zh", "--nope")
    assert before is argparse._


def test_an_interrupted_command_ends_with_130(run, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("cscontract.verdict.check.check", interrupted)
    assert (130, "") == run("check")[:2]


def test_lines_are_broken_by_the_width_of_their_signs():
    assert ["one two", "three"] == wrapped("one two three", 8)
    assert ["协议与", "记录。"] == wrapped("协议与记录。", 6)
    assert ["（", "a）"] != wrapped("（a）", 4)
    assert [""] == wrapped("", 10)


def test_json_is_in_the_language_too(run, monkeypatch):
    told = {}
    for language in ("en", "zh"):
        _, out, _ = run("risk", "--paths", "50", "--json", "-", "--lang", language)
        told[language] = json.loads(out)["notes"]
    assert not any(map(CHINESE.search, told["en"]))
    assert all(map(CHINESE.search, told["zh"]))


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (("chek",), "check"),
        (("rounds", "lst"), "list"),
        (("check", "--jsn", "-"), "--json"),
        (("check", "extra", "rows", "more", "--fail_on=due"), "--fail-on"),
        (("check", "--lang", "zhh"), "zh"),
    ],
)
def test_the_nearest_name_is_suggested(run, monkeypatch, arguments, nearest):
    for language, asked in (("en", "did you mean {}?"), ("zh", "；是否为 {}？")):
        monkeypatch.setenv("CSCONTRACT_LANG", language)
        status, out, err = run(*arguments)
        assert (2, "") == (status, out)
        assert err.rstrip().endswith(asked.format(nearest))


@pytest.mark.parametrize(
    "arguments", [("check", "--zzz"), ("check", "a", "b", "c"), ("zzz",)]
)
def test_no_name_is_suggested_where_none_is_near(run, arguments):
    assert "did you mean" not in run(*arguments)[2]


def test_the_usage_beside_a_refusal_is_that_of_the_command(run):
    assert "usage: cscontract rounds list" in run("rounds", "list", "--nope")[2]


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("explain", "--month", "2020-11"),
        ("price",),
        ("dispute", "--phrase", "headcount"),
    ],
    ids=" ".join,
)
def test_json_is_the_same_by_option_and_by_environment(run, monkeypatch, command):
    """The option decides, whatever the environment says; without it the environment
    does.
    """
    monkeypatch.setenv("CSCONTRACT_LANG", "zh")
    by_environment = run(*command, "--json", "-")
    english = run(*command, "--json", "-", "--lang", "en")
    monkeypatch.setenv("CSCONTRACT_LANG", "en")
    assert by_environment == run(*command, "--json", "-", "--lang", "zh")
    assert english == run(*command, "--json", "-")
    assert 0 == english[0] and by_environment != english
