"""What pages and files say of a proposal: one sentence first, the communes to open in turn, each département."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats, geojson
from maillage.common.exports import Table
from maillage.common.formats import LEAST
from maillage.common.spreadsheets import Column, OutCell
from maillage.observatory.assemble import (
    CAP_KM,
    FEW,
    FIRST,
    Answer,
    Asked,
    Effect,
    Need,
    Neighbour,
    Objective,
    codes_of,
    neighbours,
)
from maillage.observatory.exports.answers import km


def share_told(count: float, people: float) -> str:
    """Write a share of people, rounded down: only all of them are 100 %."""
    return formats.percent(floor(1000 * count / people + 1e-9) / 1000, 1)


def people_of(asked: Asked) -> str:
    """Return who is counted, in words that follow a number."""
    if asked.need == Need.ALONE:
        return _("personnes de 75 ans ou plus vivant seules")
    return _("personnes de 75 ans ou plus")


def aim_of(asked: Asked) -> str:
    """Return what the teams are for, in words."""
    words = {
        Objective.COVER: _("que le plus de personnes aient une équipe près d'elles"),
        Objective.BACKUP: _(
            "que le plus de personnes aient une équipe près d'elles, et une deuxième en relais"
        ),
        Objective.MEDIAN: _("que chacun soit le moins loin possible d'une équipe"),
    }
    return words[asked.objective]


def headline(answer: Answer) -> str:
    """Say in one sentence what the teams change."""
    asked = answer.proposal.asked
    teams = formats.counted(len(answer.sites), _("équipe"), _("équipes"))
    if asked.objective == Objective.MEDIAN:
        return _median(answer, teams)
    told = {
        "teams": teams,
        "added": formats.people(round(answer.after) - round(answer.before)),
        "people": people_of(asked),
        "km": km(asked.radius),
        "before": formats.people(round(answer.before)),
        "share": share_told(answer.after, answer.everyone),
    }
    if not asked.existing:
        return (
            _(
                "En partant de zéro, avec %(teams)s, %(added)s %(people)s auraient une équipe à moins de %(km)s km : "
                "%(share)s de celles du territoire."
            )
            % told
        )
    return (
        _(
            "Avec %(teams)s de plus, %(added)s %(people)s auraient une équipe à moins de %(km)s km, en plus des "
            "%(before)s d'aujourd'hui : %(share)s de celles du territoire."
        )
        % told
    )


def _median(answer: Answer, teams: str) -> str:
    """Say how far people would be on average."""
    ground = answer.proposal.ground
    today = ground.mean_km(ground.km)
    told = {
        "teams": teams,
        "people": people_of(answer.proposal.asked),
        "after": formats.number(answer.outcome.value, 1),
        "before": formats.number(today, 1),
    }
    if not len(ground.teams):
        return (
            _("Avec %(teams)s, les %(people)s seraient en moyenne à %(after)s km de l'équipe la plus proche.")
            % told
        )
    return (
        _(
            "Avec %(teams)s de plus, les %(people)s seraient en moyenne à %(after)s km de l'équipe la plus proche, au "
            "lieu de %(before)s km aujourd'hui."
        )
        % told
    )


def proof(answer: Answer) -> str:
    """Say how much better any other choice could be."""
    proposal = answer.proposal
    better = ceil(1000 * answer.better - 1e-6)
    if better <= 0:
        return _("C'est prouvé : aucun autre choix ne peut faire mieux.")
    if proposal.asked.objective == Objective.MEDIAN:
        return _("C'est prouvé : aucun autre choix ne peut descendre sous %s km.") % formats.number(
            floor(100 * proposal.bound) / 100, 2
        )
    return _("C'est prouvé : aucun autre choix ne peut faire mieux de plus de %s.") % formats.percent(
        better / 1000, 1
    )


def _weighed(objective: Objective) -> str:
    """Say how a second team counts, where it does."""
    if objective != Objective.BACKUP:
        return ""
    return _(" (une deuxième équipe comptant pour %s)") % formats.percent(1 - FIRST)


def change_told(objective: Objective, change: float) -> str:
    """Say what a move loses or gains, in people or in metres."""
    if objective == Objective.MEDIAN:
        metres = round(1000 * abs(change))
        if not metres:
            return _("la distance moyenne ne change pas")
        words = _("%s m de plus en moyenne") if change < 0 else _("%s m de moins en moyenne")
        return words % formats.number(metres)
    people = round(abs(change))
    if not people:
        return _("autant de personnes")
    words = _("%s personnes de moins") if change < 0 else _("%s personnes de plus")
    if people == 1:
        words = _("1 personne de moins") if change < 0 else _("1 personne de plus")
        return words + _weighed(objective)
    return words % formats.number(people) + _weighed(objective)


def moves_told(answer: Answer) -> str:
    """Say what the moves by hand change, all together; nothing without any."""
    if not answer.moves:
        return ""
    count = formats.counted(len(answer.moves), _("déplacement"), _("déplacements"))
    told = change_told(answer.proposal.asked.objective, answer.change)
    return _("%(count)s à la main : %(change)s que dans la proposition.") % {"count": count, "change": told}


@dataclass(frozen=True, kw_only=True)
class SiteLine:
    """Hold one commune to found in.

    Attributes:
        rank: In which order it opens, from 1.
        code: The code of the commune.
        name: Its name.
        departement: That of its département.
        brings: What it adds in that order, in words; nothing where the order says little.
        people: How many people get a first team near; none where the order says little.
        source: The name of the commune that was proposed, where the team was moved by hand.
        is_small: Whether few people live in the commune itself.
        is_near: Whether its position is only near.

    """

    rank: int
    code: str
    name: str
    departement: str
    brings: str
    people: int | None
    source: str = ""
    is_small: bool = False
    is_near: bool = False


def codes(answer: Answer) -> tuple[str, ...]:
    """Return the codes of the communes to found in, as moved."""
    return codes_of(answer.proposal.ground, answer.sites)


def site_lines(answer: Answer, ranks: Sequence[int] | None = None) -> list[SiteLine]:
    """Return the communes to found in, in the order of opening; of some ranks, from 0, or all."""
    return [_site(answer, rank) for rank in (range(len(answer.sites)) if ranks is None else ranks)]


def _site(answer: Answer, rank: int) -> SiteLine:
    """Return the commune to found in that has a rank."""
    asked, ground = answer.proposal.asked, answer.proposal.ground
    communes, names = ground.communes, ground.communes.places.names
    site, proposed = int(answer.sites[rank]), int(answer.proposal.sites[rank])
    number = int(ground.ranks[site])
    counted = asked.objective != Objective.MEDIAN
    first, second = (round(float(one)) for one in answer.steps[rank]) if counted else (0, 0)
    return SiteLine(
        rank=rank + 1,
        code=communes.places.codes[number],
        name=names[number],
        departement=communes.departements.names[int(communes.departement[number])],
        brings=_brings(asked, first, second) if counted else "",
        people=first if counted else None,
        source=names[int(ground.ranks[proposed])] if proposed != site else "",
        is_small=bool(ground.need[site] < FEW),
        is_near=bool(communes.approximate[number]),
    )


def _brings(asked: Asked, first: int, second: int) -> str:
    """Say what a team adds at its turn."""
    said = _("%s personnes de plus ont une équipe") % formats.people(first)
    if asked.objective == Objective.BACKUP:
        return _("%(first)s, %(second)s une deuxième") % {"first": said, "second": formats.people(second)}
    return said


@dataclass(frozen=True, kw_only=True)
class NeighbourLine:
    """Hold a commune where a team could go instead."""

    code: str
    name: str
    km: str
    change: str


def neighbour_lines(answer: Answer, site: int) -> list[NeighbourLine]:
    """Return the nearest communes where a team could go instead, each with what that changes."""
    ground = answer.proposal.ground
    places = ground.communes.places

    def line(one: Neighbour) -> NeighbourLine:
        number = int(ground.ranks[one.place])
        return NeighbourLine(
            code=places.codes[number],
            name=places.names[number],
            km=_("%s km") % formats.number(one.km, 0) if one.km >= 1 else _("moins de 1 km"),
            change=change_told(answer.proposal.asked.objective, one.change),
        )

    return [line(one) for one in neighbours(answer, site)]


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """Hold what the teams change in one département, in words."""

    code: str
    name: str
    teams: str
    people: str
    before: str
    after: str
    change: str = ""


def _share(count: float, people: float) -> str:
    """Write people and their share: « 12 300 (45 %) »; fewer than 5 are not told."""
    if 0 < round(count) < LEAST:
        return formats.small_count()
    return _("%(people)s (%(share)s)") % {
        "people": formats.number(round(count)),
        "share": share_told(count, people),
    }


def _effect(one: Effect, change: str = "") -> EffectLine:
    """Return the line of a département."""
    return EffectLine(
        code=one.code,
        name=one.name,
        teams=formats.number(one.teams),
        people=formats.people(round(one.people)),
        before=_share(one.before, one.people),
        after=_share(one.after, one.people),
        change=change,
    )


def effect_lines(answer: Answer) -> list[EffectLine]:
    """Return what the teams change in each département, in the order of codes; never by number."""
    return [_effect(one) for one in answer.effects]


def total_line(answer: Answer) -> EffectLine:
    """Return what the teams change in the whole perimeter."""
    whole = Effect(
        code="",
        name=_("En tout"),
        teams=len(answer.sites),
        people=answer.everyone,
        before=answer.before,
        after=answer.after,
    )
    return _effect(whole)


def shift_lines(answer: Answer) -> list[EffectLine]:
    """Return the départements where the moves by hand change something, with how many people they lose or gain."""
    return [_effect(now, change_told(Objective.COVER, now.after - was.after)) for was, now in answer.shifts]


def conditions_told(answer: Answer, perimeter: str) -> list[str]:
    """Return what was asked, a sentence for each condition."""
    asked, ground = answer.proposal.asked, answer.proposal.ground
    names = dict(zip(ground.communes.places.codes, ground.communes.places.names, strict=True))
    said = [
        _("Territoire : %s.") % perimeter,
        _("But : %s.") % aim_of(asked),
        _("Près : à moins de %s km, à vol d'oiseau.") % km(asked.radius),
        _("Au %s.") % formats.day(asked.as_of),
    ]
    if asked.objective == Objective.MEDIAN:
        said[2] = _("Au-delà de %s km, loin est loin.") % km(CAP_KM)
    if not asked.existing:
        said.append(_("Les équipes qui existent ne comptent pas."))
    if asked.floor is not None:
        said.append(_("Au moins %s des personnes de chaque département.") % formats.percent(asked.floor))
    for words, codes in ((_("Imposées : %s."), asked.forced), (_("Exclues : %s."), asked.forbidden)):
        if codes:
            said.append(words % formats.listing([names.get(code, code) for code in codes]))
    return said


def unknown_told(answer: Answer) -> str:
    """Say how many communes are counted nowhere; nothing when there are none."""
    unknown = answer.proposal.ground.unknown
    if not unknown:
        return ""
    return formats.counted(
        unknown, _("commune inconnue, comptée nulle part"), _("communes inconnues, comptées nulle part")
    )


def sites_table(answer: Answer) -> Table:
    """Return the communes to found in as a list to take away."""
    columns = [
        Column(_("Ordre d'ouverture"), "integer"),
        Column(_("Code INSEE")),
        Column(_("Commune")),
        Column(_("Département")),
        Column(_("Personnes de plus ayant une équipe près d'elles"), "integer"),
        Column(_("Déplacée à la main depuis")),
        Column(_("À lire avec prudence")),
    ]
    rows: Sequence[Sequence[OutCell]] = [
        (
            line.rank,
            line.code,
            line.name,
            line.departement,
            None if line.people is None or 0 < line.people < LEAST else line.people,
            line.source,
            caution(line),
        )
        for line in site_lines(answer)
    ]
    return Table(title=_("Où fonder les prochaines équipes"), columns=columns, rows=rows)


def caution(line: SiteLine) -> str:
    """Say why a commune is to be read with care; nothing where it is not."""
    said = []
    if line.people is not None and 0 < line.people < LEAST:
        said.append(_("moins de %d personnes : non publié") % LEAST)
    if line.is_small:
        said.append(_("moins de %d personnes de 75 ans ou plus") % FEW)
    if line.is_near:
        said.append(_("position approchée"))
    return " ; ".join(said)


def points(answer: Answer, *, title: str) -> dict[str, object]:
    """Return the sites, the teams and the communes as GeoJSON: longitude first, as the format says."""
    ground = answer.proposal.ground
    features = [
        *_site_points(answer),
        *(
            geojson.feature(geojson.point(*place.tolist()), {"sorte": "equipe existante"})
            for place in ground.teams
        ),
        *_commune_points(answer),
    ]
    return geojson.collection(
        features,
        title=title,
        question=answer.proposal.asked.written(),
        deplacements=[list(move) for move in answer.moves],
        empreinte=answer.proposal.digest,
    )


def _site_points(answer: Answer) -> list[dict[str, object]]:
    """Return the communes to found in."""
    places = answer.proposal.ground.degrees[answer.sites]
    return [
        geojson.feature(
            geojson.point(*place.tolist()),
            {
                "sorte": "equipe proposee",
                "ordre": line.rank,
                "code": line.code,
                "commune": line.name,
                "personnes_de_plus": None if line.people is None or 0 < line.people < LEAST else line.people,
            },
        )
        for place, line in zip(places, site_lines(answer), strict=True)
    ]


def _commune_points(answer: Answer) -> list[dict[str, object]]:
    """Return the communes that have a team near, today or then; few people are not told."""
    ground = answer.proposal.ground
    places = ground.communes.places
    found = []
    for rank in np.flatnonzero(answer.outcome.near).tolist():
        number, people = int(ground.ranks[rank]), round(float(ground.need[rank]))
        said: dict[str, object] = {
            "sorte": "commune couverte",
            "code": places.codes[number],
            "commune": places.names[number],
            "personnes": None if 0 < people < LEAST else people,
            "des_aujourd_hui": bool(ground.near[rank]),
        }
        found.append(geojson.feature(geojson.point(*ground.degrees[rank].tolist()), said))
    return found
