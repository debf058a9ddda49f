"""Every record, and all that is said of it, in one place.

To add a record, add the type of its rows to `rows.py`, and a field here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, fields, replace
from typing import TYPE_CHECKING

from cscontract.records.cells import further_types, text_and_numbers
from cscontract.records.checks.counts import disordered, in_doubt
from cscontract.records.checks.duplicates import Same, alike, once
from cscontract.records.messages import HANDED_ON
from cscontract.records.rows import (
    Action,
    AddedSeats,
    Bill,
    Outage,
    Payment,
    Presence,
    Reception,
    Session,
)
from cscontract.records.schema import FIVE_YEARS, Schema, read_as, record

if TYPE_CHECKING:
    from cscontract.records.engine_tables import Log

SHOP = read_as(text_and_numbers.shop, "店铺", "店铺名称", "网店")
ID = read_as(text_and_numbers.name, "客服", "客服账号", "客服昵称", "账号", "旺旺昵称")
CUSTOMERS = (
    "顾客",
    "客户",
    "买家",
    "顾客昵称",
    "客户昵称",
    "买家昵称",
    "顾客账号",
    "客户账号",
    "买家账号",
)
SEATS = (
    "加派坐席",
    "增派坐席",
    "加派坐席数",
    "增派坐席数",
    "新增坐席",
    "新增坐席数",
)
FROM_TO = "{shop} {started_at} – {ended_at}"


@dataclass(frozen=True, eq=False)
class Recorded:
    """What was recorded: a record a field, a tuple of its rows or a log.

    The order is that in which findings and faults of several records are told.
    """

    receptions: tuple[Reception, ...] | None = record(
        Reception,
        {
            "date": read_as(text_and_numbers.day, "日期", "接待日期"),
            "shop": SHOP,
            "id": ID,
            "asked": read_as(text_and_numbers.persons, "咨询人数", "咨询人次"),
            "received": read_as(text_and_numbers.persons, "接待人数", "接待人次"),
            "inquiring": read_as(text_and_numbers.persons, "询单人数"),
        },
        began="date",
        same=once("date", "shop", "id", expected="each date, shop and ID once"),
        sound=disordered,
        doubtful=in_doubt,
        counts_persons=True,
        is_report=True,
    )
    seats: tuple[AddedSeats, ...] | None = record(
        AddedSeats,
        {
            "date": read_as(text_and_numbers.day, "日期", "生效日期", "起始日期"),
            "added": read_as(text_and_numbers.persons, *SEATS),
        },
        began="date",
        happens=False,  # it may be a plan
        same=once("date", expected="each date once"),
    )
    _: KW_ONLY
    sessions: Log | None = record(
        Session,
        {
            "session": read_as(
                text_and_numbers.name, "会话", "会话编号", "会话号", "会话ID", "编号"
            ),
            "shop": SHOP,
            "id": ID,
            "customer": read_as(further_types.customer, *CUSTOMERS),
            "channel": read_as(further_types.channel, "渠道", "沟通渠道", "聊天渠道"),
            "started_at": read_as(
                further_types.begin, "开始时间", "会话开始时间", "接入时间"
            ),
            "ended_at": read_as(further_types.end, "结束时间", "会话结束时间"),
            "received": read_as(further_types.flag, "是否接待", "已接待", "接待"),
            "inquiring": read_as(further_types.flag, "是否询单", "已询单", "询单"),
            "problem": read_as(further_types.flag, "是否有问题", "有问题", "问题"),
            "problem_recorded": read_as(
                further_types.flag, "问题已登记", "是否登记", "已登记", "问题登记"
            ),
        },
        began="started_at",
        ended="ended_at",
        may_be_brief=True,  # somebody wrote
        same=once("session", expected="each session once", mend=HANDED_ON),
        is_log=True,
        counts_persons=True,
    )
    presence: Log | None = record(
        Presence,
        {
            "shop": SHOP,
            "id": ID,
            "online_at": read_as(
                further_types.begin, "上线时间", "登录时间", "签到时间"
            ),
            "offline_at": read_as(
                further_types.end,
                "下线时间",
                "离线时间",
                "登出时间",
                "退出时间",
                "签退时间",
            ),
        },
        began="online_at",
        ended="offline_at",
        joined=True,
        same=Same(("shop", "id", "online_at"), "each login once", in_one_file=False),
        is_log=True,
    )
    actions: tuple[Action, ...] | None = record(
        Action,
        {
            "at": read_as(further_types.begin, "时间", "操作时间", "处理时间"),
            "shop": SHOP,
            "id": ID,
            "action": read_as(further_types.action, "操作", "动作", "事项", "处理方式"),
            "amount": read_as(
                further_types.amount_if_any, "金额", "涉及金额", "退款金额"
            ),
            "authorised": read_as(further_types.flag, "是否授权", "已授权", "授权"),
        },
        began="at",
        same=alike(*Action._fields[1:], words="{at} {shop} {id} {action}"),
    )
    payments: tuple[Payment, ...] | None = record(
        Payment,
        {
            "paid_on": read_as(text_and_numbers.day, "支付日期", "付款日期", "日期"),
            "amount": read_as(further_types.amount, "金额", "支付金额", "付款金额"),
            "method": read_as(further_types.method, "方式", "支付方式", "付款方式"),
            "month": read_as(
                further_types.month_if_any, "月份", "所属月份", "费用月份"
            ),
        },
        began="paid_on",
        late=FIVE_YEARS,
        same=alike("paid_on", "amount", "method", blank="month"),
    )
    outages: tuple[Outage, ...] | None = record(
        Outage,
        {
            "shop": SHOP,
            "started_at": read_as(further_types.begin, "开始时间", "故障开始时间"),
            "ended_at": read_as(
                further_types.end, "结束时间", "故障结束时间", "恢复时间"
            ),
        },
        began="started_at",
        ended="ended_at",
        same=alike("shop", "started_at", "ended_at", words=FROM_TO),
    )
    bills: tuple[Bill, ...] | None = record(
        Bill,
        {
            "month": read_as(further_types.month, "月份", "账单月份", "结算月份"),
            "amount": read_as(further_types.amount, "金额", "账单金额", "应付金额"),
        },
        same=once("month", expected="each month once"),
    )


def _schemas() -> Iterator[Schema]:
    """The schema of each record, with its name."""
    for each in fields(Recorded):
        yield replace(each.metadata["schema"], name=each.name)


SCHEMAS: Mapping[str, Schema] = {schema.name: schema for schema in _schemas()}
RECORDS = tuple(SCHEMAS)
#: records whose rows are of shops, and of a time
NAMING_SHOPS = tuple(
    name for name, schema in SCHEMAS.items() if schema.names_shops and schema.began
)
