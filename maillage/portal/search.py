"""Search in French over all that the site shows: stems, accents, elisions, the acronyms of the field.

The index is made in memory from the register, once for each state of it: the same words give the same answers in the
same order on every database. A word counts most in a name, then in a place, then in a text. It speaks of today.
"""

import datetime as dt
import re
import threading
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import snowballstemmer
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from numpy.typing import NDArray

from maillage.common.normalise import fold, one_slip
from maillage.events.models import Event
from maillage.experiments.models import entries
from maillage.indicators.catalogue import CATALOGUE
from maillage.network.models import Cooperation, Organisation, Team
from maillage.portal.forms import OPEN_COOPERATIONS, OPEN_TEAMS
from maillage.portal.kept_pages import Standing, standing
from maillage.portal.moment import Moment, read_moment
from maillage.portal.seats import place_of
from maillage.resources.models import Publication

NAME, PLACE, TEXT = 4, 2, 1
BEGINS = 0.5  # what a word that only begins like the one asked for is worth
IMPLIED = 0.75  # what a word is worth that only another way to say the same would bear
SHORTEST_BEGINNING = 3
LONGEST_QUERY, MOST_WORDS = 100, 8
KINDS: Mapping[str, str | Promise] = {
    "team": _("équipe citoyenne"),
    "cooperation": _("coopération"),
    "organisation": _("organisation"),
    "figure": _("chiffre"),
    "resource": _("ressource"),
    "experiment": _("expérimentation"),
    "event": _("rendez-vous"),
}
# Who says the one means the other.
ACRONYMS: Mapping[str, str] = {
    "ccas": "centre communal d'action sociale",
    "cias": "centre intercommunal d'action sociale",
    "clic": "centre local d'information et de coordination",
    "ehpad": "établissement d'hébergement pour personnes âgées dépendantes",
    "msa": "mutualité sociale agricole",
    "caf": "caisse d'allocations familiales",
    "carsat": "caisse d'assurance retraite et de la santé au travail",
    "udaf": "union départementale des associations familiales",
    "mjc": "maison des jeunes et de la culture",
}
LITTLE = frozenset((
    "a", "au", "aux", "ce", "ces", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour",
    "que",
))  # fmt: skip
_ELISION = re.compile(r"\b(?:qu|[cdjlmnst])['’]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("french")
_stemming = threading.Lock()  # the stemmer keeps the word it works on


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the root of a word without its accents: « équipes » and « équipe » give equip."""
    with _stemming:
        return fold(_STEMMER.stemWord(word.lower())).replace(" ", "")


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, little words left out."""
    return [word for word in _WORD.findall(_ELISION.sub(" ", text)) if fold(word) not in LITTLE]


def roots_of(word: str) -> tuple[str, ...]:
    """Return the roots of a word, written with its accents and without: people type it both ways."""
    return tuple(dict.fromkeys((stem(word), stem(fold(word)))))


def roots(text: str) -> list[str]:
    """Return the roots of the words of a text, in their order."""
    return [root for word in words_of(text) for root in roots_of(word)]


@dataclass(frozen=True)
class Entry:
    """Hold one thing that can be found: what it is, its name, its page, where it is."""

    kind: str
    name: str | Promise
    url: str
    place: str
    key: tuple[int, str, str]  # how entries of one worth are ordered

    @property
    def label(self) -> str:
        """Return what kind of thing it is."""
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Index:
    """Hold the entries, and for each root those that bear it with what it is worth there."""

    entries: list[Entry] = field(default_factory=list)
    worth: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    columns: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = field(default_factory=dict)

    def add(self, entry: Entry, told: Iterable[tuple[float, str]]) -> None:
        """Add an entry, found by the roots of some texts, each worth something."""
        rank = len(self.entries)
        self.entries.append(entry)
        for root, worth in zip(*worth_of(tuple(told)), strict=True):
            self.worth[root][rank] = worth

    def find(self, text: str) -> list[Entry]:
        """Return the entries that bear every word of a text, or begin like it, the worthiest first."""
        asked = list(dict.fromkeys(map(roots_of, words_of(text[:LONGEST_QUERY]))))[:MOST_WORDS]
        return self._bearing_all(asked) if asked else []

    def near(self, text: str) -> list[Entry]:
        """Return the entries found when each word that nobody bears has one slip of the finger mended."""
        asked = list(dict.fromkeys(map(roots_of, words_of(text[:LONGEST_QUERY]))))[:MOST_WORDS]
        mended = [several if self._bearing(several).any() else self._mended(several) for several in asked]
        return self._bearing_all(mended) if mended and all(mended) else []

    def _bearing_all(self, asked: Sequence[tuple[str, ...]]) -> list[Entry]:
        """Return the entries that bear a root of each word, the worthiest first."""
        total = self._bearing(asked[0])
        for several in asked[1:]:
            bearing = self._bearing(several)
            total = np.where((total > 0) & (bearing > 0), total + bearing, 0)
        ranks = np.flatnonzero(total)
        order = np.lexsort((self._places[ranks], -total[ranks]))
        return [self.entries[rank] for rank in ranks[order].tolist()]

    def _mended(self, several: tuple[str, ...]) -> tuple[str, ...]:
        """Return the roots that entries bear, one slip from those asked for."""
        return tuple(sorted({slip for root in several for slip in one_slip(root) if slip in self.worth}))

    def _bearing(self, several: tuple[str, ...]) -> NDArray[np.float64]:
        """Return what each entry is worth for several roots of one word, or longer ones that begin like them."""
        found = np.zeros(len(self.entries))
        for asked in several:
            for root, share in self._like(asked):
                ranks, worth = self._column(root)
                found[ranks] = np.maximum(found[ranks], worth * share)
        return found

    def _like(self, asked: str) -> Iterator[tuple[str, float]]:
        """Yield a root that entries bear, then the longer ones that begin with it, each with what it keeps of worth."""
        if asked in self.worth:
            yield asked, 1
        if len(asked) < SHORTEST_BEGINNING:
            return
        for root in self._roots[bisect_right(self._roots, asked) :]:
            if not root.startswith(asked):
                return
            yield root, BEGINS

    def _column(self, root: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return which entries bear a root, and what it is worth in each; made once, when it is first asked for."""
        if root not in self.columns:
            borne = self.worth[root]
            self.columns[root] = (
                np.fromiter(borne, np.int64, len(borne)),
                np.fromiter(borne.values(), np.float64, len(borne)),
            )
        return self.columns[root]

    @cached_property
    def _roots(self) -> list[str]:
        """Return every root, in order: those that begin alike are side by side."""
        return sorted(self.worth)

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        """Return the place of each entry among entries of one worth."""
        places = np.empty(len(self.entries), np.int64)
        places[sorted(range(len(self.entries)), key=lambda rank: self.entries[rank].key)] = np.arange(
            len(places)
        )
        return places


def with_acronyms(found: list[str]) -> list[str]:
    """Return roots, with those of the other ways to say the same thing."""
    borne = set(found)
    more = list(found)
    for acronym, expansion in _EXPANSIONS.items():
        if acronym in borne:
            more += expansion
        elif borne.issuperset(expansion):
            more.append(acronym)
    return more


_EXPANSIONS = {stem(acronym): roots(words) for acronym, words in ACRONYMS.items()}


@lru_cache(maxsize=50_000)
def worth_of(told: tuple[tuple[float, str], ...]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return the roots of some texts, and what each is worth; what was read once is not read again."""
    found: dict[str, float] = {}
    for weight, text in told:
        borne = roots(text)
        known = set(borne)
        for root in with_acronyms(borne):
            found[root] = max(weight if root in known else weight * IMPLIED, found.get(root, 0))
    return tuple(found), tuple(found.values())


def built(moment: Moment) -> Index:
    """Return the index of what is public at a moment."""
    index = Index()
    with override("fr"):  # the words of figures are searched in French, whoever asks first
        for entry, told in _entries(moment):
            index.add(entry, told)
    return index


def _entries(moment: Moment) -> Iterator[tuple[Entry, list[tuple[float, str]]]]:
    """Yield what can be found, with the words that lead to it."""
    day, known = moment.as_of, moment.known_at
    teams = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    for team in teams.at_stages(OPEN_TEAMS):
        place = place_of(team)
        entry = Entry("team", team.name, team.get_absolute_url(), place, (0, team.folded, team.slug))
        yield entry, [(NAME, team.name), (PLACE, place), (TEXT, f"{team.activities} {KINDS['team']}")]
    cooperations = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    for row in cooperations.at_stages(OPEN_COOPERATIONS):
        place = place_of(row)
        entry = Entry("cooperation", row.name, row.get_absolute_url(), place, (1, row.folded, row.slug))
        yield entry, [(NAME, row.name), (PLACE, place)]
    for body in Organisation.objects.placed(as_of=day, known_at=known).with_kind():
        place = place_of(body)
        kind = body.seat.kind.name if body.seat and body.seat.kind else ""
        entry = Entry("organisation", body.name, body.get_absolute_url(), place, (2, body.folded, body.slug))
        yield entry, [(NAME, body.name), (PLACE, place), (TEXT, kind)]
    for rank, figure in enumerate(CATALOGUE.values()):
        entry = Entry(
            "figure", figure.title, moment.url("figure", figure.code), "", (3, f"{rank:03}", figure.code)
        )
        yield entry, [(PLACE, str(figure.title)), (TEXT, str(figure.definition))]
    for text in Publication.objects.readable(as_of=day, known_at=known):
        entry = Entry(
            "resource",
            text.title,
            text.resource.get_absolute_url(),
            text.departement.name if text.departement else "",
            (4, text.folded, text.resource.slug),
        )
        labels = f"{text.get_kind_display()} {text.get_theme_display()}"
        yield (
            entry,
            [(NAME, text.title), (PLACE, text.summary), (TEXT, f"{labels} {text.credit} {text.text}")],
        )
    for one in entries(day, known):
        plan = one.plan
        entry = Entry(
            "experiment", plan.title, one.row.get_absolute_url(), "", (5, fold(plan.title), one.row.slug)
        )
        yield (
            entry,
            [(NAME, plan.title), (PLACE, plan.question), (TEXT, f"{plan.hypothesis} {plan.protocol}")],
        )
    for event in Event.objects.to_come_or_held(day, known):
        entry = Entry(
            "event", event.title, event.get_absolute_url(), event.where, (6, event.slug, event.slug)
        )
        yield (
            entry,
            [(NAME, event.title), (PLACE, event.where), (TEXT, f"{event.owner} {event.presentation}")],
        )


_kept: dict[Standing, Index] = {}  # one at most
_building = threading.Lock()


def search(text: str, *, today: dt.date, now: dt.datetime) -> list[Entry]:
    """Return what a text finds today."""
    return _index(today, now).find(text)


def search_near(text: str, *, today: dt.date, now: dt.datetime) -> list[Entry]:
    """Return what a text that finds nothing would find today, were it not for a slip of the finger."""
    return _index(today, now).near(text)


def _index(today: dt.date, now: dt.datetime) -> Index:
    """Return the index of today; it is made again only when the register changed."""
    moment = read_moment({}, today=today, now=now)
    if not settings.KEPT_PAGES:
        return built(moment)
    state = standing()
    with _building:
        if state not in _kept:
            found = built(moment)
            _kept.clear()
            _kept[state] = found
        return _kept[state]
