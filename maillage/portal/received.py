"""What a cooperation, a team or an organisation received from the network, year by year."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from maillage.common.formats import LEAST, counted, euros, small_count
from maillage.common.formats import day as written_day
from maillage.network.models import Cooperation, Organisation, Team
from maillage.portal.moment import Moment
from maillage.supports.models import (
    AidPayment,
    Award,
    Deployment,
    ExchangeHeld,
    ExchangePresence,
    Holding,
    Trained,
)

KINDS: dict[str, type[Cooperation] | type[Team] | type[Organisation]] = {
    "cooperations": Cooperation,
    "equipes": Team,
    "organisations": Organisation,
}
Subject = Cooperation | Team | Organisation


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Hold an aid that was awarded: how much, and how much is paid."""

    name: str
    url: str
    words: str


@dataclass(kw_only=True)
class Year:
    """Hold what was received in a year."""

    year: int
    curricula: Counter[str] = field(default_factory=Counter)
    people: set[int] = field(default_factory=set)
    grants: list[Grant] = field(default_factory=list)
    meetings: dict[int, str] = field(default_factory=dict)  # of exchange: what each was about
    peers: set[int] = field(default_factory=set)

    @property
    def sessions(self) -> int:
        """Return how many sessions there were."""
        return self.curricula.total()

    @property
    def taught(self) -> list[tuple[str, int]]:
        """Return what was taught, and in how many sessions, by name."""
        return sorted(self.curricula.items())

    @property
    def sentence(self) -> str:
        """Say how many sessions and people; a few are not told of one team, nor of one organisation."""
        if not self.sessions:
            return ""
        said = counted(self.sessions, _("session de formation"), _("sessions de formation"))
        return said + _and_people(
            len(self.people), _("personne formée"), _("personnes formées"), _("%s personnes formées")
        )

    @property
    def exchanged(self) -> str:
        """Say how many meetings of exchange, and people there; a few are not told either."""
        if not self.meetings:
            return ""
        said = counted(len(self.meetings), _("rencontre d'échange"), _("rencontres d'échange"))
        return said + _and_people(
            len(self.peers), _("personne venue"), _("personnes venues"), _("%s personnes venues")
        )

    @property
    def talked_of(self) -> list[str]:
        """Return what the meetings were about, by name."""
        return sorted(self.meetings.values())


def _and_people(count: int, one: str, many: str, few: str) -> str:
    """Return the end of a sentence that counts people; a few are not told."""
    if count >= LEAST:
        return ", " + counted(count, one, many) + "."
    return ", " + few % small_count() + "." if count else "."


def received(subject: Subject, moment: Moment) -> list[Year]:
    """Return what a subject received until a day, as known at a moment, the last year first."""
    years: dict[int, Year] = {}

    def of(day: dt.date) -> Year:
        return years.setdefault(day.year, Year(year=day.year))

    trained = list(_trained(subject, moment))
    for on, _session, _name, person in trained:
        of(on).people.add(person)
    held = {(session, on, name) for on, session, name, _person in trained}
    if isinstance(subject, Cooperation):
        held |= set(_held(subject, moment))
    for _session, on, name in held:
        of(on).curricula[name] += 1
    for on, meeting, theme, peer in _met(subject, moment):
        of(on).meetings[meeting] = theme
        if peer:
            of(on).peers.add(peer)
    for on, grant in _grants(subject, moment):
        of(on).grants.append(grant)
    return sorted(years.values(), key=lambda year: -year.year)


def _trained(subject: Subject, moment: Moment) -> Iterable[tuple[dt.date, int, str, int]]:
    """Return who was trained: the day, the session, what was taught, the person."""
    rows = Trained.objects.known_at(moment.known_at).helping(subject, moment.as_of)
    return rows.order_by("pk").values_list(
        "on", "holding__session", "holding__session__taught__curriculum__name", "trainee"
    )


def _held(subject: Cooperation, moment: Moment) -> Iterable[tuple[int, dt.date, str]]:
    """Return the sessions that a cooperation held: the session, the day, what was taught."""
    rows = Holding.objects.known_at(moment.known_at).helping(subject, moment.as_of)
    return rows.order_by("pk").values_list("session", "held_on", "session__taught__curriculum__name")


def _met(subject: Subject, moment: Moment) -> Iterable[tuple[dt.date, int, str, int | None]]:
    """Yield who came to which meeting: its day, its number, its theme, the person; nobody where it is only held."""
    came = ExchangePresence.objects.known_at(moment.known_at).helping(subject, moment.as_of)
    yield from came.order_by("pk").values_list("on", "held__meeting", "held__meeting__theme", "participant")
    if isinstance(subject, Cooperation):
        held = ExchangeHeld.objects.known_at(moment.known_at).of_series_of(subject, moment.as_of)
        for on, meeting, theme in held.order_by("pk").values_list("held_on", "meeting", "meeting__theme"):
            yield on, meeting, theme, None


def _grants(subject: Subject, moment: Moment) -> Iterable[tuple[dt.date, Grant]]:
    """Yield the aids that were awarded, with what is paid of each."""
    paid: Counter[int] = Counter()
    payments = AidPayment.objects.known_at(moment.known_at).helping(subject, moment.as_of)
    for application, cents in payments.order_by("pk").values_list("application", "amount_cents"):
        paid[application] += cents
    for award in Award.objects.known_at(moment.known_at).helping(subject, moment.as_of):
        scheme, cents = award.application.scheme, paid[award.application_id]
        told = {"amount": euros(award.amount_cents), "day": written_day(award.on), "paid": euros(cents)}
        words = (
            _("%(amount)s accordés le %(day)s, %(paid)s versés.")
            if cents
            else _("%(amount)s accordés le %(day)s, pas encore versés.")
        )
        yield award.on, Grant(name=scheme.name, url=scheme.get_absolute_url(), words=words % told)


def offered(moment: Moment) -> list[Deployment]:
    """Return what the network offers to all on a day."""
    return list(Deployment.objects.known_at(moment.known_at).offered(moment.as_of))
