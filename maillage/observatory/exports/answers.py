"""What machines read of the observatory, and the sentences that go with it: where to found the next teams.

An answer is a dictionary that JSON holds as it is: the question, what it was computed from, sentences, then lines in
the columns that files and tables have too; the command, the API and the pages share them. A number of people from 1 to
4 is left out and said so in `prudence`; an unknown one is left out too. Coverage and white zones: `coverage.py`.
"""

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats, geojson
from maillage.common.errors import Refused
from maillage.observatory.assemble import (
    CAP_KM,
    FIRST,
    Asked,
    Communes,
    Effect,
    Need,
    Objective,
    Proposal,
    effects,
)
from maillage.observatory.exports.sources import in_one_line, sources

Answer = dict[str, Any]
LARGE_GAP = 0.1  # beyond, a bound proves little
_NOISE = 1e-6  # of a sum of floats


def told(count: float | None) -> int | None:
    """Return a number of people as everybody may read it: nothing where it is unknown, or too small."""
    if count is None or not math.isfinite(count):
        return None
    return None if 0 < round(count) < formats.LEAST else round(count)


def share(part: int | None, of: int | None) -> float | None:
    """Return a share of what is told; nothing where one of the two is not, or where there is nobody."""
    return None if part is None or not of else round(min(1.0, part / of), 4)


def prudence(*counts: float) -> str:
    """Say why a number is not told, where one of them is not."""
    if any(math.isnan(count) for count in counts):
        return _("inconnu : aucun fichier chargé ne le dit, ou il est secret")
    is_small = any(0 < round(count) < formats.LEAST for count in counts)
    return _("moins de %d personnes : non publié") % formats.LEAST if is_small else ""


def people_told(count: float, one: str, several: str) -> str:
    """Write how many people, in words; a small number is not told."""
    whole = round(count)
    if 0 < whole < formats.LEAST:
        return f"{formats.small_count()} {several}"
    return formats.counted(whole, one, several)


def read_from(communes: Communes) -> Answer:
    """Return what an answer was computed from: the geography, the files and their fingerprints, what is estimated."""
    return {
        "geography": communes.edition,
        "datasets": [
            {"dataset": code, "vintage": load.vintage, "file": load.file_name, "digest": load.digest}
            for code, load in sorted(communes.loads.items())
        ],
        "people_are_estimated": communes.people_are_estimated,
        "alone_are_estimated": communes.alone_are_estimated,
        "sources": [one.words for one in sources(communes)],
    }


def warning(communes: Communes, need: Need = Need.ALONE) -> str:
    """Say that the people who are counted are estimates; nothing where a file counts them."""
    if communes.people_are_estimated or (need == Need.ALONE and communes.alone_are_estimated):
        return _("Estimation de démonstration : elle montre le calcul, et ne sert pas à décider.")
    return ""


def km(radius: float) -> str:
    """Write a number of kilometres as it was asked: « 15 », « 7,5 »."""
    return formats.number(radius, 0 if float(radius).is_integer() else 1)


def km_told(radius: float) -> str:
    """Write a radius: « 15 km », « 7,5 km »."""
    return _("%s km") % km(radius)


def collection(answer: Answer, features: Sequence[Answer]) -> Answer:
    """Return places as GeoJSON, with all that the answer says beside them."""
    beside = {name: part for name, part in answer.items() if name != "results"}
    return geojson.collection(features, **beside)


def asides(communes: Communes, unknown: int, nowhere: int = 0) -> list[str]:
    """Say what is counted nowhere, and where the figures come from."""
    said = []
    if unknown:
        count = formats.counted(unknown, _("commune inconnue"), _("communes inconnues"))
        said.append(_("%s : on ne les compte nulle part.") % count)
    if nowhere:
        count = formats.counted(nowhere, _("équipe sans position connue"), _("équipes sans position connue"))
        said.append(_("%s : près de personne.") % count)
    return [*said, in_one_line(communes)]


# Where to found the next teams


def siting(proposal: Proposal) -> Answer:
    """Return where the next teams would help most, with the proof and all that it takes to compute it again."""
    asked, ground = proposal.asked, proposal.ground
    return {
        "question": asked.written(),
        "read": {
            **read_from(ground.communes),
            "teams": len(ground.teams),
            "teams_digest": hashlib.sha256(ground.teams.tobytes()).hexdigest(),
            "figures_digest": ground.digest,
        },
        "sentences": siting_words(proposal),
        "warning": warning(ground.communes, asked.need),
        **proof(proposal),
        "people": round(ground.everyone),
        "before": told(ground.reached),
        "after": told(float(ground.need[proposal.outcome.near].sum())),
        "unknown_communes": ground.unknown,
        "digest": proposal.digest,
        "departements": effect_rows(effects(proposal)),
        "count": len(proposal.sites),
        "results": site_rows(proposal),
    }


def proof(proposal: Proposal) -> Answer:
    """Return the value of a proposal, what no choice exceeds (or, in km, goes below), and the gap between the two."""
    told_as: Answer = {"gap": round(proposal.gap, 6)}
    if proposal.asked.objective == Objective.MEDIAN:
        bound = math.floor(proposal.bound * 1000 + _NOISE) / 1000
        return {"value": round(proposal.value, 3), "bound": bound, **told_as, "unit": "km"}
    value, bound = told(proposal.value), math.ceil(proposal.bound - _NOISE)
    return {"value": value, "bound": None if value is None else bound, **told_as, "unit": "personnes"}


def site_rows(proposal: Proposal) -> list[Answer]:
    """Return the communes to found in, in the order in which to do so."""
    ground = proposal.ground
    communes, near = ground.communes, proposal.gains
    people = communes.alone if proposal.asked.need == Need.ALONE else communes.people
    rows = []
    for order, site in enumerate(proposal.sites.tolist()):
        rank = int(ground.ranks[site])
        gain = None if near is None else float(near[order])
        departement = int(communes.departement[rank])
        rows.append(
            {
                "ordre": order + 1,
                "code": communes.places.codes[rank],
                "commune": communes.places.names[rank],
                "departement": communes.departements.codes[departement],
                "nom_departement": communes.departements.names[departement],
                "personnes": told(float(people[rank])),
                "apport": told(gain),
                "latitude": round(float(ground.degrees[site, 0]), geojson.DECIMALS),
                "longitude": round(float(ground.degrees[site, 1]), geojson.DECIMALS),
                "position_approchee": bool(communes.approximate[rank]),
                "prudence": prudence(float(people[rank]), gain or 0.0),
            }
        )
    return rows


def site_features(rows: Sequence[Answer]) -> list[Answer]:
    """Return the communes to found in as GeoJSON: longitude first."""
    return [geojson.feature(geojson.point(row["latitude"], row["longitude"]), row) for row in rows]


def effect_rows(held: Sequence[Effect]) -> list[Answer]:
    """Return what changes in each département."""
    rows = []
    for one in held:
        people, before, after = told(one.people), told(one.before), told(one.after)
        rows.append(
            {
                "departement": one.code,
                "nom": one.name,
                "equipes": one.teams,
                "personnes": people,
                "avant": before,
                "apres": after,
                "part_avant": share(before, people),
                "part_apres": share(after, people),
                "prudence": prudence(one.people, one.before, one.after),
            }
        )
    return rows


def siting_words(proposal: Proposal) -> list[str]:
    """Say a proposal in sentences: its value, its bound, its gap, then what they rest on."""
    asked, ground = proposal.asked, proposal.ground
    said = [_value_in_words(proposal), _bound_in_words(proposal), gap_in_words(proposal.better)]
    if proposal.gap > LARGE_GAP:
        said.append(
            _(
                "Cette borne est large : elle ne dit pas que ce choix est mauvais, mais qu'on n'a pas prouvé davantage."
            )
        )
    if useful := _enough(proposal):
        said.append(useful)
    if asked.floor is not None:
        said.append(
            _(
                "Cette borne ne tient pas compte de la part imposée à chaque département : l'écart est celui-là au "
                "plus."
            )
        )
    said.append(
        _("%(place)s, au %(day)s, à moins de %(radius)s à vol d'oiseau : %(teams)s.")
        % {
            "place": asked.perimeter.label,
            "day": formats.day(asked.as_of),
            "radius": km_told(asked.radius),
            "teams": formats.counted(
                len(ground.teams),
                _("équipe reconnue en France compte déjà"),
                _("équipes reconnues en France comptent déjà"),
            )
            if asked.existing
            else _("les équipes qui existent ne sont pas comptées"),
        }
    )
    return [*said, *asides(ground.communes, ground.unknown)]


def _who(need: Need, count: float) -> str:
    """Write how many people are counted."""
    if need == Need.ALONE:
        one, several = (
            _("personne de 75 ans ou plus qui vit seule"),
            _("personnes de 75 ans ou plus qui vivent seules"),
        )
    else:
        one, several = _("personne de 75 ans ou plus"), _("personnes de 75 ans ou plus")
    return people_told(count, one, several)


def _value_in_words(proposal: Proposal) -> str:
    """Say what the teams bring."""
    objective = proposal.asked.objective
    if objective == Objective.MEDIAN:
        return _distance_in_words(proposal)
    asked, ground = proposal.asked, proposal.ground
    everyone, near = ground.everyone, proposal.outcome.near
    words = {
        "teams": formats.counted(asked.p, _("équipe"), _("équipes")),
        "people": _who(asked.need, proposal.value),
        "radius": km_told(asked.radius),
        "first": formats.percent(FIRST),
        "second": formats.percent(1 - FIRST),
        "before": formats.percent(ground.reached / everyone),
        "after": formats.percent(float(ground.need[near].sum()) / everyone),
    }
    if objective == Objective.BACKUP:
        said = _(
            "Avec %(teams)s, l'équivalent de %(people)s y gagnerait : une première équipe à moins de %(radius)s compte "
            "pour %(first)s, une seconde pour %(second)s."
        )
    elif len(ground.teams):
        said = _(
            "Avec %(teams)s de plus, %(people)s auraient une équipe à moins de %(radius)s et n'en ont pas aujourd'hui. "
            "La part des personnes qui en ont une passerait de %(before)s à %(after)s."
        )
    else:
        said = _(
            "Avec %(teams)s, %(people)s auraient une équipe à moins de %(radius)s : %(after)s des personnes comptées."
        )
    return said % words


def _distance_in_words(proposal: Proposal) -> str:
    """Say how far the nearest team would be."""
    ground = proposal.ground
    before = ground.mean_km(ground.km)
    words = {
        "teams": formats.counted(proposal.asked.p, _("équipe"), _("équipes")),
        "km": formats.number(proposal.value, 1),
        "before": formats.number(before, 1),
        "cap": formats.number(CAP_KM),
    }
    if len(ground.teams):
        said = _(
            "Avec %(teams)s de plus, l'équipe la plus proche serait en moyenne à %(km)s km, au lieu de %(before)s km "
            "(au-delà de %(cap)s km, nous comptons %(cap)s km)."
        )
    else:
        said = _(
            "Avec %(teams)s, l'équipe la plus proche serait en moyenne à %(km)s km (au-delà de %(cap)s km, nous "
            "comptons %(cap)s km)."
        )
    return said % words


def _enough(proposal: Proposal) -> str:
    """Say how many teams are enough, where the others add nobody; else nothing."""
    gains = proposal.gains
    if gains is None or round(float(gains[-1])):
        return ""
    useful = int(np.count_nonzero(np.round(gains)))
    if not useful:
        return _("Chacun a déjà une équipe près de soi : une de plus n'y changerait rien.")
    said = _("%(useful)s : les suivantes n'ajoutent personne, où qu'elles soient.")
    return said % {"useful": formats.counted(useful, _("équipe suffit"), _("équipes suffisent"))}


def _bound_in_words(proposal: Proposal) -> str:
    """Say what no other choice does."""
    if proposal.asked.objective == Objective.MEDIAN:
        return _("Aucun autre choix ne descend sous %s km en moyenne.") % formats.number(
            math.floor(proposal.bound * 10) / 10, 1
        )
    bound = math.ceil(proposal.bound - _NOISE)
    if 0 < bound < formats.LEAST:
        return _("Aucun autre choix n'en atteint %d.") % formats.LEAST
    return _("Aucun autre choix n'en atteint plus de %s.") % formats.number(bound)


def gap_in_words(better: float) -> str:
    """Say how much better another choice may be, never less than it may."""
    hundredths = math.ceil(better * 10_000 - _NOISE)
    if hundredths <= 0:
        return _("Personne ne peut faire mieux : c'est prouvé.")
    return _("Personne ne peut faire mieux de plus de %s.") % formats.percent(hundredths / 10_000, 2)


_COMPARED = ("geography", "datasets", "teams", "teams_digest", "figures_digest")


def read_back(text: str) -> tuple[Asked, Answer]:
    """Return the question of an answer that was written as JSON or GeoJSON, and what it was computed from."""
    try:
        written = json.loads(text)
        read = {name: written["read"][name] for name in _COMPARED}
        return Asked.read(written["question"]), {"digest": written["digest"], "read": read}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(
            _(
                "Ce fichier n'est pas une réponse que nous avons écrite : donnez celui de « site --format json », tel "
                "quel."
            )
        ) from error


def changes(before: Answer, now: Answer) -> list[str]:
    """Say what changed since an answer was written down; nothing when it is the same."""
    if before["digest"] == now["digest"]:
        return []
    then, read = before["read"], now["read"]
    said = []
    if then["geography"] != read["geography"]:
        said.append(_("Le découpage officiel des communes a changé."))
    if then["datasets"] != read["datasets"]:
        files = ", ".join(one["file"] for one in read["datasets"]) or _("aucun fichier")
        said.append(_("Les fichiers chargés ne sont plus les mêmes ; servent à présent : %s.") % files)
    if then["teams_digest"] != read["teams_digest"]:
        words = {"then": formats.number(then["teams"]), "now": formats.number(read["teams"])}
        said.append(
            _("Ce que l'on sait des équipes de ce jour a changé : %(then)s placées alors, %(now)s à présent.")
            % words
        )
    if said:
        return said
    if then["figures_digest"] != read["figures_digest"]:
        return [_("Le territoire demandé ne compte plus les mêmes communes, ou plus aux mêmes endroits.")]
    return [
        _(
            "Les chiffres sont les mêmes : c'est le calcul qui a changé, ou une recherche plus poussée, qui s'arrête "
            "selon la vitesse de la machine."
        )
    ]
