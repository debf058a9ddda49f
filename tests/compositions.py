"""Agreements of version 2 for tests: the sample's clauses, others, and what a piece put
otherwise makes of them.
"""

from __future__ import annotations

HEAD = """\
agreement: customer-service-outsourcing
version: 2
parties: {client: 甲方网店, provider: 乙方客服, drafter: both}
shops: [{id: taobao, platform: Taobao}, {id: jd, platform: JD}, {id: suning, platform: Suning}]
term: {start: 2020-08-01, end: 2020-12-31, at: "3"}
clauses:
"""
SCOPE = '  - {kind: scope, id: scope, at: "1.1", channels: [official_chat]}\n'
SHIFTS = '{name: early, start: "09:00", end: "18:00"}, {name: late, start: "18:00", end: "22:00"}'
BREAKS = '{name: noon, start: "12:30", end: "13:00"}, {name: evening, start: "19:00", end: "19:30"}'
HOURS = (
    f'  - {{kind: hours, id: hours, at: "1.3", shifts: [{SHIFTS}], breaks: [{BREAKS}], '
    "closed: spring_festival}\n"
)
VOLUME = (
    '  - {kind: daily_surcharge, id: volume, at: "1.4(2)b", threshold: 100, run_days: 2, '
    'surcharge: "100.00", step: 100}\n'
)
SEATS = (
    '  - {kind: added_seats, id: seats, at: "1.4(2)a", of: volume, within_days: null, '
    "monthly_fee: null}\n"
)
RENEWAL = (
    '  - {kind: new_agreement, id: renewal, at: "1.4(2)c", of: fee, threshold: 200, days: 7, '
    "new_monthly_fee: null}\n"
)
DUTIES = '  - {kind: authority, id: duties, at: "1.5", refund_limit: null}\n'
PAYMENT = (
    '  - {kind: payment, id: payment, at: "2.1", day: 15, month: same, roll: null, '
    "methods: [wechat, alipay, bank_transfer]}\n"
)
FEE = '  - {kind: monthly_fee, id: fee, at: "2.2", monthly: "1500.00", in_words: 壹仟伍佰元}\n'
READINGS = "readings: {bound: above, surcharge_days: whole_run}\n"
#: the sample agreement as a composition
SEED = (
    HEAD + SCOPE + HOURS + VOLUME + SEATS + RENEWAL + DUTIES + PAYMENT + FEE + READINGS
)
#: the share of those received: the kind of tests/kinds
SHARE = '  - {kind: received_share, id: share, at: "2.3", of: fee, least: 89, deducted: 5}\n'


def otherwise(*pairs: tuple[str, str], text: str = SEED) -> str:
    """The seed's text with pieces put otherwise, each of which stands in it once."""
    for old, new in pairs:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text
