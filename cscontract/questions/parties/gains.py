"""What each party gains: the provider's margin, and what the client saves against its
cheapest alternative.

The provider receives the statement and pays agents and overhead. Without the agreement
the client would employ agents of its own, or pay others for each person received; over
the whole term it would take the cheaper of the two. All over the days that the
agreement governs, by its own readings.

The agreement says that the client must add seats, not who employs the agents who sit
there: they are a cost of whoever serves, and what the agreement charges for them is
part of the statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cscontract.agreement.agreement import Agreement
from cscontract.agreement.parties_figures import BothParties
from cscontract.core import days, money
from cscontract.core.money import half_up
from cscontract.questions.parties.staffing import Staffing
from cscontract.records.counting import daily
from cscontract.records.read import Records
from cscontract.verdict.charges import Charges, MonthCharge
from cscontract.verdict.check import charge, decimal
from cscontract.verdict.display import html

if TYPE_CHECKING:
    import pandas

#: what the client can do instead
ALTERNATIVES = ("own_staff", "market")
COLUMNS = ("revenue", "wages", "overhead", "margin", "own_staff", "market")


@dataclass(frozen=True, slots=True)
class MonthOfParties:
    """A month in fen: what the provider receives, its agents' wages and overhead; the
    client's alternatives.
    """

    label: str
    revenue: int
    wages: int
    overhead: int
    own_staff: int
    market: int

    @property
    def margin(self) -> int:
        """What is left to the provider."""
        return self.revenue - self.wages - self.overhead

    @property
    def cheapest(self) -> str:
        """The client's cheapest way in this month alone: agreement, own_staff or
        market; ties in that order.
        """
        ways = {
            "agreement": self.revenue,
            "own_staff": self.own_staff,
            "market": self.market,
        }
        return min(ways, key=lambda way: ways[way])


@dataclass(frozen=True, eq=False)
class Gains:
    """What the agreement leaves to each party on the records, with both parties' own
    figures; fen.
    """

    charges: Charges
    parties: BothParties

    @cached_property
    def provider(self) -> Staffing:
        """The provider's agents."""
        return Staffing(self.charges, self.parties.provider)

    @cached_property
    def client(self) -> Staffing:
        """The agents that the client would employ itself."""
        return Staffing(self.charges, self.parties.client)

    @cached_property
    def months(self) -> tuple[MonthOfParties, ...]:
        return tuple(map(self._month, self.charges.months))

    def _month(self, month: MonthCharge) -> MonthOfParties:
        label = month.month.label
        own_staff = self.client.cost[label] + self._by_days(
            self.parties.client.setup, month
        )
        return MonthOfParties(
            label,
            month.total,
            self.provider.cost[label],
            self._by_days(self.parties.provider.overhead, month),
            own_staff,
            self.parties.market.reception * self._received(month),
        )

    def _by_days(self, monthly: int, month: MonthCharge) -> int:
        """A cost a month for the month's days that are governed, half a fen up: against
        whoever bears it.
        """
        governed = month.month.days & self.charges.governed
        return half_up(monthly * governed.bit_count(), month.month.length)

    def _received(self, month: MonthCharge) -> int:
        """Persons received on the month's service days, over all shops and IDs."""
        served = self.charges.served & self.charges.governed
        received = self.charges.daily.all_ids["received"]
        return sum(received[day] for day in days.each(month.month.days & served))

    def total(self, column: str) -> int:
        """The term's sum of a column of the months."""
        return sum(getattr(month, column) for month in self.months)

    @property
    def cost(self) -> int:
        """What the service costs the provider over the term."""
        return self.total("wages") + self.total("overhead")

    @property
    def margin(self) -> int:
        """What is left to the provider over the term."""
        return self.charges.total - self.cost

    @property
    def alternative(self) -> str:
        """The client's cheaper alternative over the whole term: own_staff or market;
        own_staff of equals.
        """
        return min(ALTERNATIVES, key=self.total)

    @property
    def best(self) -> int:
        """What the client's cheaper alternative costs over the term."""
        return self.total(self.alternative)

    @property
    def saving(self) -> int:
        """By how much the agreement is cheaper to the client than its alternative, over
        the term.
        """
        return self.best - self.charges.total

    @property
    def frame(self) -> pandas.DataFrame:
        """A row a month: revenue, wages, overhead, margin, own_staff, market (CNY), and
        the cheapest way.
        """
        import pandas

        rows = [
            [m.label, *(decimal(getattr(m, column)) for column in COLUMNS), m.cheapest]
            for m in self.months
        ]
        return pandas.DataFrame(rows, columns=["month", *COLUMNS, "cheapest"])

    def to_dict(self) -> dict[str, Any]:
        """The gains as JSON has them."""
        return {
            "provider": {
                **{
                    name: money.yuan(self.total(name))
                    for name in ("revenue", "wages", "overhead")
                },
                "margin": money.yuan(self.margin),
            },
            "client": {
                "agreement": money.yuan(self.charges.total),
                **{name: money.yuan(self.total(name)) for name in ALTERNATIVES},
                "alternative": self.alternative,
                "saving": money.yuan(self.saving),
            },
            "months": [_plain(month) for month in self.months],
            "seats": {
                side: _seats(getattr(self, side)) for side in ("provider", "client")
            },
        }

    def _repr_html_(self) -> str | None:
        return html(self)

    def __repr__(self) -> str:
        margin, saving = (money.grouped(fen) for fen in (self.margin, self.saving))
        return f"<Gains: provider {margin} CNY, client {saving} CNY>"


def _plain(month: MonthOfParties) -> dict[str, str]:
    amounts = {column: money.yuan(getattr(month, column)) for column in COLUMNS}
    return {"month": month.label, **amounts, "cheapest": month.cheapest}


def _seats(side: Staffing) -> list[dict[str, Any]]:
    return [
        {
            "month": label,
            "most_seats": most,
            "seat_days": seat_days,
            "agents": str(agents),
            "wages": money.yuan(fen),
        }
        for label, most, seat_days, agents, fen in side.by_month()
    ]


def gains(agreement: Agreement, records: Records, parties: BothParties) -> Gains:
    """What the agreement leaves to each party on the records.

    Open phrases stand at their default reading. BadInput where the records do not fit
    the agreement.
    """
    return Gains(charge(agreement, daily(agreement, records)), parties)
