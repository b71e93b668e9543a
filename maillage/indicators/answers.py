"""How many teams answered, beside every sum of what they declare: none goes without it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.indicators.algebra import NONE, Periods
from maillage.indicators.declared import Declarations, month_rank
from maillage.indicators.definitions import ANY, Flow, Indicator, Ratio, Stock
from maillage.indicators.reach import within
from maillage.indicators.register import Register
from maillage.tallies.models import Response
from maillage.territory.perimeter import Perimeter


def _first_upper(text: str) -> str:
    """Return a text with its first letter in capital."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Say how many teams were waited for and told all, in how many months, and how many tallies told the count."""

    response: Response
    due: int  # months that waited for teams
    given: int  # of these, the months that they told
    tallies: int
    told: int

    def as_dict(self) -> dict[str, object]:
        """Return it as machines read it."""
        return {
            "expected": self.response.expected,
            "answered": self.response.answered,
            "months_expected": self.due,
            "months_told": self.given,
            "tallies": self.tallies,
            "told": self.told,
            "sentence": self.sentence,
        }

    @property
    def short(self) -> str:
        """Return in few words how many answered: of one month, teams; of several, months that teams told."""
        if self.due <= self.response.expected:
            return str(self.response)
        one, many = (
            _("%(given)s mois déclaré par les équipes, sur %(due)s attendus"),
            _("%(given)s mois déclarés par les équipes, sur %(due)s attendus"),
        )
        said = {"given": formats.number(self.given), "due": formats.number(self.due)}
        return formats.plural(self.given, one, many) % said

    @property
    def sentence(self) -> str:
        """Return what is printed beside the sum."""
        said = _first_upper(self.short) + "."
        if self.due > self.response.expected:
            told = {
                "answered": formats.number(self.response.answered),
                "expected": formats.number(self.response.expected),
            }
            one, many = (
                _(" %(answered)s équipe sur %(expected)s a tout déclaré."),
                _(" %(answered)s équipes sur %(expected)s ont tout déclaré."),
            )
            said += formats.plural(self.response.answered, one, many) % told
        if self.response.is_partial:
            said += _(" La somme ne porte que sur ce qui a été déclaré.")
        if (silent := self.tallies - self.told) > 0:
            one, many = (
                _(" %(silent)s relevé sur %(all)s ne dit rien de ce nombre : il reste inconnu."),
                _(" %(silent)s relevés sur %(all)s ne disent rien de ce nombre : il reste inconnu."),
            )
            words = formats.plural(silent, one, many)
            said += words % {"silent": formats.number(silent), "all": formats.number(self.tallies)}
        return said


def answers_of(
    figure: Indicator,
    register: Register,
    as_of: dt.date,
    perimeter: Perimeter,
    *,
    since: dt.date | None = None,
) -> Answers | None:
    """Return the answers behind a figure that teams declare; none for any other.

    A sum between two days waits for the months, or the quarters, that end between them; without a first day, from the
    first month that anyone declared. The state of a month waits for that month.
    """
    if not figure.declared or isinstance(figure, Ratio):
        return None
    declared = register.declarations
    if isinstance(figure, Flow):
        first = since.toordinal() if since else _first_day(declared)
        waited = _waited_between(declared, first, as_of)
        waited = within(waited, perimeter, figure=figure, register=register)
        days = declared.days.between(first, as_of.toordinal())
        rows = within(days, perimeter, figure=figure, register=register).attributes["row"]
    else:
        # A perimeter cuts periods: what holds a day is asked after it, and never before.
        waited, states = (
            within(held, perimeter, figure=figure, register=register).holding(as_of.toordinal())
            for held in (declared.waited, declared.states)
        )
        rows = np.unique(states.attributes["row"])
    lacking = waited.subject[waited.attributes["told"] == 0]
    told = np.ones(len(rows), np.bool_)
    if figure.declared != ANY:
        told = declared.tallies.counts[figure.declared][rows] != NONE
    return Answers(
        response=Response(
            expected=len(np.unique(waited.subject)), answered=len(np.setdiff1d(waited.subject, lacking))
        ),
        due=len(waited),
        given=int(waited.attributes["told"].sum()),
        tallies=len(rows),
        told=int(told.sum()),
    )


def estimate(figure: Indicator, value: int | Decimal | None, answers: Answers | None) -> str:
    """Say what a headcount might be if all had answered, labelled as such and with its method; nothing for the rest.

    The mean of the tallies that tell it, times the teams that were waited for: it supposes that the silent ones are
    like the others, which is not known.
    """
    if not (
        isinstance(figure, Stock) and figure.may_be_untold and answers and answers.told and value is not None
    ):
        return ""
    if not answers.response.is_partial:
        return ""
    guess = round(Fraction(int(value) * answers.response.expected, answers.told))
    return _(
        "Estimation, à ne pas confondre avec le chiffre : environ %(guess)s, si les équipes qui n'ont pas répondu "
        "ressemblent aux autres. Méthode : la moyenne des relevés qui disent ce nombre (%(value)s pour %(told)s), "
        "multipliée par les équipes attendues (%(expected)s)."
    ) % {
        "guess": formats.number(guess),
        "value": formats.number(value),
        "told": formats.number(answers.told),
        "expected": formats.number(answers.response.expected),
    }


def _first_day(declared: Declarations) -> int:
    """Return the day from which something is waited for: the end of the first period that anyone declared."""
    return int(declared.days.on.min()) if len(declared.tallies) else declared.known_on.toordinal()


def _waited_between(declared: Declarations, first: int, as_of: dt.date) -> Periods:
    """Return the months that end between two days, and that were due the day after the last one."""
    waited = declared.waited_months
    here = waited.keep((waited.start >= first) & (waited.start <= as_of.toordinal()))
    eve = declared.known_on - dt.timedelta(days=1)
    return here.keep(declared.is_due(here, month_rank(min(as_of, eve) + dt.timedelta(days=1))))
