"""Scenarios: changes to an agreement under a name, side by side on the same records,
and what each is worth.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cscontract.agreement.agreement import Agreement, read_agreement
from cscontract.agreement.composition import misread
from cscontract.agreement.kinds import kinds
from cscontract.core import money
from cscontract.core.control_characters import visible
from cscontract.core.errors import BadInput, Fault, bad, nearest, shown, within
from cscontract.core.language import Language, Sentence, say, spoken
from cscontract.core.pseudonyms import hidden
from cscontract.core.strict_yaml import read_yaml_file
from cscontract.questions.terms.differences import Change, changes
from cscontract.records.read import Records
from cscontract.verdict.check import Verdict, check, decimal
from cscontract.verdict.display import html

if TYPE_CHECKING:
    import pandas

#: the name of a scenario that nobody has named
UNNAMED = "other"


@dataclass(frozen=True)
class Scenario:
    """An agreement under a name, as of a date where one is given."""

    name: str
    agreement: Agreement
    on: date | None = None


@dataclass(frozen=True)
class Effect:
    """What a change does to the bill by itself: charged days and fen more, or why it
    cannot stand alone.
    """

    change: Change
    days: int | None
    fen: int | None

    def text(self, agreement: Agreement, language: Language | None = None) -> str:
        """“Limit 100 → 120: 14 fewer charged days, −1,400.00”."""
        language = language or spoken()
        told = self.change.text(agreement, language)
        if not self.change.is_in_both:
            return told
        if self.fen is None or self.days is None:
            return say("{change}: only together with the others", language, change=told)
        sentence = (
            {
                True: "{change}: {days} fewer charged days, {fen}",
                False: "{change}: {days} more charged days, {fen}",
            }[self.days < 0]
            if self.days
            else "{change}: {fen}"
        )
        fen = money.grouped(self.fen, signed=True)
        return say(sentence, language, change=told, days=abs(self.days), fen=fen)


@dataclass(frozen=True, eq=False)
class Comparison:
    """A base agreement and others on the same records. `verdicts`: by scenario name,
    the base apart.
    """

    base: Verdict
    verdicts: dict[str, Verdict]

    def difference(self, name: str) -> int:
        """By how many fen the scenario costs more than the base; 0 where nothing is
        changed.
        """
        return self.verdicts[name].charges.total - self.base.charges.total

    def changes(self, name: str) -> list[Change]:
        """What the scenario changes."""
        return changes(self.base.agreement, self.verdicts[name].agreement)

    def effects(self, name: str) -> list[Effect]:
        """What each change of the scenario does by itself."""
        return [
            _alone(self.base, self.verdicts[name].agreement, each)
            for each in self.changes(name)
        ]

    def clauses(self, name: str) -> dict[str, int]:
        """The difference in fen by clause."""
        before, after = (
            _by_clause(verdict) for verdict in (self.base, self.verdicts[name])
        )
        return {
            clause: after[clause] - before[clause] for clause in {**before, **after}
        }

    def titles(self, name: str) -> dict[str, str]:
        """By clause what its charges are called."""
        both = (self.base.charges, self.verdicts[name].charges)
        return {
            charges.clause(id).place: kinds()[charges.clause(id).kind].title
            for charges in both
            for id in charges.by_month
        }

    def months(self, name: str) -> dict[str, tuple[int, int]]:
        """Each month's total (fen) before and after; 0 for a month that one of them
        does not have.
        """
        before, after = (
            _by_month(verdict) for verdict in (self.base, self.verdicts[name])
        )
        labels = sorted({*before, *after})
        return {label: (before.get(label, 0), after.get(label, 0)) for label in labels}

    @cached_property
    def table(self) -> pandas.DataFrame:
        """A row a month and the total, a column the base and each scenario, then each
        difference (CNY).
        """
        import pandas

        before = _by_month(self.base)
        every = {n: _by_month(v) for n, v in self.verdicts.items()}
        labels = sorted(
            {*before, *(label for months in every.values() for label in months)}
        )
        columns = {"base": before, **every}
        rows = {
            name: [months.get(label, 0) for label in labels]
            for name, months in columns.items()
        }
        frame = {name: [*fen, sum(fen)] for name, fen in rows.items()}
        frame |= {
            f"{name} − base": [
                a - b for a, b in zip(frame[name], frame["base"], strict=True)
            ]
            for name in self.verdicts
        }
        index = pandas.Index([*labels, "total"], name="month")
        return pandas.DataFrame(
            {n: list(map(decimal, fen)) for n, fen in frame.items()}, index=index
        )

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON has it."""
        scenarios = [self._scenario(name) for name in self.verdicts]
        first = (
            {key: scenarios[0][key] for key in ("difference", "changes")}
            if scenarios
            else {}
        )
        other = {"other": scenarios[0]["total"]} if scenarios else {}
        total = money.yuan(self.base.charges.total)
        return {"total": total, **other, **first, "scenarios": scenarios}

    def _scenario(self, name: str) -> dict[str, Any]:
        verdict = self.verdicts[name]
        return {
            "name": name,
            "total": money.yuan(verdict.charges.total),
            "difference": money.yuan(self.difference(name)),
            "changes": [
                {
                    "key": each.change.key,
                    "from": each.change.plain(each.change.before),
                    "to": each.change.plain(each.change.after),
                    "days": each.days,
                    "difference": None if each.fen is None else money.yuan(each.fen),
                }
                for each in self.effects(name)
            ],
            "clauses": {
                clause: money.yuan(fen) for clause, fen in self.clauses(name).items()
            },
            "months": [
                {
                    "month": label,
                    "before": money.yuan(one),
                    "after": money.yuan(other),
                    "difference": money.yuan(other - one),
                }
                for label, (one, other) in self.months(name).items()
            ],
            "python": python_of(self.changes(name)),
            "command": command_of(self.changes(name)),
        }

    def _repr_html_(self) -> str | None:
        return html(self)


def compare(
    agreement: Agreement,
    others: Mapping[str, Agreement] | Sequence[Scenario],
    records: Records,
) -> Comparison:
    """An agreement and any number of others on the same records. BadInput for a name
    that stands twice.
    """
    named = (
        dict(others)
        if isinstance(others, Mapping)
        else {s.name: s.agreement for s in others}
    )
    named = {_name(name): each for name, each in named.items()}
    if len(named) < len(others):
        raise bad(
            "scenario", None, "each name once", "give every scenario a name of its own"
        )
    return Comparison(
        check(agreement, records),
        {name: check(each, records) for name, each in named.items()},
    )


def _name(name: str) -> str:
    """The name of a scenario as it is shown: no number of a person in it, all of it to
    be seen.
    """
    return visible(hidden(name))


def _alone(base: Verdict, after: Agreement, change: Change) -> Effect:
    """The effect of one change by itself, on the base agreement."""
    try:
        if not change.is_in_both or not (change.figure or change.phrase):
            return Effect(change, None, None)
        changed = check(_with_change(base.agreement, change), base.records)
    except BadInput:
        return Effect(change, None, None)
    charged = changed.charges.days_charged.total() - base.charges.days_charged.total()
    return Effect(change, charged, changed.charges.total - base.charges.total)


def _with_change(agreement: Agreement, change: Change) -> Agreement:
    if change.figure:
        return agreement.with_figures({change.key: change.after})
    return agreement.replace(readings={**agreement.readings, change.key: change.after})


def _by_clause(verdict: Verdict) -> dict[str, int]:
    """Fen by clause, by its number in the contract, prices first."""
    charges = verdict.charges
    found = Counter[str]()
    for id in sorted(
        charges.by_month, key=lambda id: kinds()[charges.clause(id).kind].stage
    ):
        found[charges.clause(id).place] += sum(charges.by_month[id])
    return found


def _by_month(verdict: Verdict) -> dict[str, int]:
    return {month.month.label: month.total for month in verdict.charges.months}


# how to have the same again


def python_of(found: Sequence[Change]) -> str:
    """The Python that makes the same changes:
    agreement.replace(fee__monthly="1800.00").

    A term that only one agreement has is left out: no change of a figure or a reading
    brings it.
    """
    parts = []
    for change in filter(lambda change: change.is_in_both, found):
        if change.figure:
            shown = change.plain(change.after)
            is_date = change.figure.kind == "date"
            value = f"date.fromisoformat({shown!r})" if is_date else repr(shown)
            parts.append(f"{change.key.replace('.', '__')}={value}")
        elif change.phrase:
            parts.append(f"readings__{change.key}={change.after!r}")
    return f"agreement.replace({', '.join(parts)})"


def command_of(found: Sequence[Change]) -> str:
    """The command that judges the changed agreement: cscontract check --set
    fee.monthly=1800.00.
    """
    parts = ["cscontract", "check"]
    for change in filter(lambda change: change.is_in_both, found):
        if change.figure:
            parts += ["--set", f"{change.key}={change.figure.show(change.after)}"]
        elif change.phrase:
            parts += ["--reading", f"{change.key}={change.after}"]
    return shlex.join(parts)


# a file


def load_scenario(path: str | Path, base: Agreement) -> Scenario:
    """The scenario of a YAML file: an agreement, or the changes to one.

    scenario: a name; date: 2020-09-01; set: {a figure: 120}; readings: {a phrase: its
    reading}. An agreement file's scenario has the file's name. BadInput names every
    fault.
    """
    path = Path(path)
    fix = "check the path; give an agreement or a scenario, a .yaml file"
    data, lines = read_yaml_file(path, "a file that can be read", fix)
    if not isinstance(data, dict) or "scenario" not in data:
        return Scenario(_name(path.stem), read_agreement(data, path.name, lines))
    if faults := list(_faults(data, path.name, base)):
        raise BadInput(faults)
    changes = {
        **(data.get("set") or {}),
        "readings": {**base.readings, **(data.get("readings") or {})},
    }
    return Scenario(
        _name(data["scenario"]), base.with_figures(changes), data.get("date")
    )


def _is_text(key: Any) -> bool:
    return isinstance(key, str)


def _faults(data: dict[str, Any], name: str, base: Agreement) -> Iterator[Fault]:
    """What is wrong with the keys of a scenario file; wrong values are told by
    `replace`.
    """
    known = ("scenario", "date", "set", "readings")
    for key in data:
        if key not in known:
            expected = Sentence("one of {values}", values=", ".join(known))
            yield Fault(name, shown(key), expected, nearest(key, known))
    if not isinstance(data["scenario"], str) or not data["scenario"].strip():
        yield Fault(
            within(name, "scenario"),
            shown(data["scenario"]),
            "a name",
            "write a short name",
        )
    if not isinstance(data.get("date", date.min), date):
        yield Fault(
            within(name, "date"),
            shown(data["date"]),
            "a date",
            "write it like 2020-09-01",
        )
    for section in ("set", "readings"):
        yield from _faults_of(section, data.get(section) or {}, name, base)


def _faults_of(section: str, found: Any, name: str, base: Agreement) -> Iterator[Fault]:
    """What is wrong with a scenario's figures or readings."""
    phrases = base.phrases_with(filter(_is_text, found))
    names = phrases if section == "readings" else base.figures
    if not isinstance(found, dict):
        example = f"{section}: {{{next(iter(names))}: …}}"
        mend = Sentence("write {value}", value=example)
        yield Fault(within(name, section), shown(found), "keys and values", mend)
        return
    for key, value in found.items():
        wrong = misread(phrases, key, value) if section == "readings" else None
        if (base.canonical(key) if _is_text(key) else key) not in names:
            fix = nearest(key, names)
            yield Fault(within(name, section), shown(key), "a known key", fix)
        elif wrong:
            yield Fault(within(name, f"{section}.{key}"), shown(wrong[0]), *wrong[1:])
