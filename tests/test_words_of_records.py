"""Channels and actions by their usual Chinese names are put as the agreement has them,
and told.
"""

import pytest

import cscontract as cs
from cscontract.core.language import in_language

import files

CHANNELS = {
    "官方聊天": "official_chat",
    "平台聊天": "official_chat",
    "旺旺": "official_chat",
    "阿里旺旺": "official_chat",
    "千牛": "official_chat",
    "京东咚咚": "official_chat",
    "苏宁云信": "official_chat",
    "电话": "telephone",
    "微信": "wechat",
    "短信": "sms",
}
OTHERS = {
    "QQ": "qq",
    "Official_Chat": "official_chat",
    "直播间": "直播间",
    "微信群": "微信群",
}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "typed"])
@pytest.mark.parametrize("name", [*CHANNELS, *OTHERS])
def test_a_channel_is_known_by_its_usual_name(tmp_path, kind, name):
    rows = files.with_row("sessions", channel=name)
    form = "parquet" if kind == "typed" else kind
    rows = files.typed("sessions", rows) if kind == "typed" else rows
    records = cs.read(files.write(tmp_path, "sessions", rows, form))
    known = CHANNELS | OTHERS
    assert known[name] == records.frame("sessions").set_index("session").channel["s3"]
    told = [note for note in records.notes if f"{name} read as" in note]
    assert (name in CHANNELS) == bool(told)
    if told:
        assert f"{name} 读作 {known[name]}" in in_language(told[0], "zh")


@pytest.mark.parametrize("name", ["退款", "仅退款", "退货退款", "refund", "Refund"])
def test_a_refund_is_known_by_its_usual_names(tmp_path, name):
    rows = files.with_row("actions", action=name)
    records = cs.read(files.write(tmp_path, "actions", rows))
    assert "refund" == records.actions[-1].action
    assert name.isascii() != any(
        f"{name} read as refund" in note for note in records.notes
    )


@pytest.mark.parametrize("name", ["补发", "退货", "退款咨询", "note"])
def test_other_actions_stay_as_they_are(tmp_path, name):
    rows = files.with_row("actions", action=name)
    records = cs.read(files.write(tmp_path, "actions", rows))
    assert name == records.actions[-1].action and not records.notes
