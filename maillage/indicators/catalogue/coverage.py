"""Figures of need and of who has a team near: people of 75 or more, commune by commune, as the observatory knows them.

Radius: 15 km in a straight line, from the commune where a recognised team sits. docs/methodes/couverture.md says more.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import NONE, WEIGHT, Periods
from maillage.indicators.definitions import PEOPLE, Ratio, Stock, Words
from maillage.indicators.nearness import ALONE_75, PEOPLE_75
from maillage.indicators.register import Register
from maillage.network.models import TeamStageChange
from maillage.territory.models import Commune

_CENSUS = _("recensement de la population, ou son estimation")
_BOTH = _("recensement de la population, ou son estimation ; registre des étapes et des sièges des équipes")


def _because_of_a_team(register: Register, rows: Periods, day: int) -> Periods:
    """Tell communes near a team by the fact that recognised the nearest one."""
    return register.nearness.with_nearest(rows, day)


def _because_of_none(register: Register, rows: Periods, day: int) -> Periods:
    """Tell communes far from all teams how far the nearest is: no fact of the register makes them so."""
    found = register.nearness.with_nearest(rows, day)
    return replace(found, fact=found.fact * 0 + NONE)


def _because_of_a_census(_register: Register, rows: Periods, _day: int) -> Periods:
    """Tell communes by no fact of the register."""
    return replace(rows, fact=rows.fact * 0 + NONE)


def _all(code: str, what: str, title: Words, one: Words, many: Words, definition: Words) -> Stock:
    """Return the people of all communes."""
    return Stock(
        code=code,
        title=title,
        one=one,
        many=many,
        unit=PEOPLE,
        definition=definition,
        source=_CENSUS,
        subject=Commune,
        fact=TeamStageChange,
        population=lambda register: register.nearness.all(what),
        census=what,
        behind=_because_of_a_census,
    )


def _near(code: str, what: str, title: Words, one: Words, many: Words, definition: Words) -> Stock:
    """Return the people who have a recognised team near."""
    return Stock(
        code=code,
        title=title,
        one=one,
        many=many,
        unit=PEOPLE,
        definition=definition,
        source=_BOTH,
        subject=Commune,
        fact=TeamStageChange,
        population=lambda register: register.nearness.near(what),
        census=what,
        known=lambda register: register.nearness.placed(what),
        behind=_because_of_a_team,
    )


def _share(code: str, title: Words, words: Words, definition: Words, near: Stock, whole: Stock) -> Ratio:
    """Return the share of people who have a recognised team near."""
    return Ratio(
        code=code,
        title=title,
        one=words,
        many=words,
        unit=_("%"),
        definition=definition,
        source=_BOTH,
        subject=Commune,
        census=near.census,
        numerator=near,
        denominator=whole,
    )


def _white_communes(register: Register) -> Periods:
    """Return the communes of white zones, each counted for one."""
    rows = register.nearness.white(PEOPLE_75)
    kept = {name: codes for name, codes in rows.attributes.items() if name != WEIGHT}
    return replace(rows, attributes=kept)


_PEOPLE = _all(
    "personnes-75",
    PEOPLE_75,
    _("Personnes de 75 ans ou plus"),
    _("personne a 75 ans ou plus"),
    _("personnes ont 75 ans ou plus"),
    _(
        "Personnes de 75 ans ou plus qui vivent dans les communes d'aujourd'hui, selon le fichier officiel qui vaut "
        "ce jour-là : celui de la dernière année passée, ou le premier d'après. Sans fichier, c'est une estimation de "
        "démonstration, qui se dit comme telle. Une commune dont le nombre est inconnu n'est pas comptée."
    ),
)
_PEOPLE_NEAR = _near(
    "personnes-75-proches",
    PEOPLE_75,
    _("Personnes de 75 ans ou plus près d'une équipe"),
    _("personne de 75 ans ou plus a une équipe à moins de 15 km"),
    _("personnes de 75 ans ou plus ont une équipe à moins de 15 km"),
    _(
        "Personnes de 75 ans ou plus des communes dont une équipe reconnue ce jour-là est à 15 km ou moins, à vol "
        "d'oiseau, de commune à commune. Avoir une équipe près de chez soi n'est pas être accompagné par elle."
    ),
)
_ALONE = _all(
    "personnes-75-seules",
    ALONE_75,
    _("Personnes de 75 ans ou plus qui vivent seules"),
    _("personne de 75 ans ou plus vit seule"),
    _("personnes de 75 ans ou plus vivent seules"),
    _(
        "Personnes de 75 ans ou plus qui vivent seules dans leur logement, comptées comme les personnes de 75 ans ou "
        "plus. Vivre seul n'est pas être isolé."
    ),
)
_ALONE_NEAR = _near(
    "personnes-75-seules-proches",
    ALONE_75,
    _("Personnes de 75 ans ou plus qui vivent seules, près d'une équipe"),
    _("personne de 75 ans ou plus vivant seule a une équipe à moins de 15 km"),
    _("personnes de 75 ans ou plus vivant seules ont une équipe à moins de 15 km"),
    _(
        "Personnes de 75 ans ou plus vivant seules, dans les communes dont une équipe reconnue ce jour-là est à 15 km "
        "ou moins, à vol d'oiseau."
    ),
)

INDICATORS = (
    _PEOPLE,
    _PEOPLE_NEAR,
    _share(
        "part-75-proches",
        _("Part des personnes de 75 ans ou plus près d'une équipe"),
        _("des personnes de 75 ans ou plus ont une équipe à moins de 15 km"),
        _(
            "Personnes de 75 ans ou plus qui ont une équipe reconnue à 15 km ou moins, à vol d'oiseau, rapportées à "
            "toutes celles que l'on connaît. Une commune dont la position est inconnue n'est près d'aucune équipe."
        ),
        _PEOPLE_NEAR,
        _PEOPLE,
    ),
    _ALONE,
    _ALONE_NEAR,
    _share(
        "part-75-seules-proches",
        _("Part des personnes de 75 ans ou plus vivant seules près d'une équipe"),
        _("des personnes de 75 ans ou plus vivant seules ont une équipe à moins de 15 km"),
        _(
            "Personnes de 75 ans ou plus vivant seules qui ont une équipe reconnue à 15 km ou moins, à vol d'oiseau, "
            "rapportées à toutes celles que l'on connaît."
        ),
        _ALONE_NEAR,
        _ALONE,
    ),
    Stock(
        code="personnes-75-zone-blanche",
        title=_("Personnes de 75 ans ou plus en zone blanche"),
        one=_("personne de 75 ans ou plus vit en zone blanche"),
        many=_("personnes de 75 ans ou plus vivent en zone blanche"),
        unit=PEOPLE,
        definition=_(
            "Personnes de 75 ans ou plus des communes dont aucune équipe reconnue ce jour-là n'est à 15 km ou moins, à "
            "vol d'oiseau. Une commune dont la position est inconnue n'est pas comptée."
        ),
        source=_BOTH,
        subject=Commune,
        fact=TeamStageChange,
        population=lambda register: register.nearness.white(PEOPLE_75),
        census=PEOPLE_75,
        known=lambda register: register.nearness.placed(PEOPLE_75),
        behind=_because_of_none,
    ),
    Stock(
        code="communes-zone-blanche",
        title=_("Communes en zone blanche"),
        one=_("commune est en zone blanche"),
        many=_("communes sont en zone blanche"),
        unit=_("commune"),
        definition=_(
            "Communes d'aujourd'hui dont aucune équipe reconnue ce jour-là n'est à 15 km ou moins, à vol d'oiseau, et "
            "dont on connaît la position et les personnes de 75 ans ou plus."
        ),
        source=_BOTH,
        subject=Commune,
        fact=TeamStageChange,
        population=_white_communes,
        census=PEOPLE_75,
        known=lambda register: register.nearness.placed(PEOPLE_75),
        behind=_because_of_none,
    ),
)
