"""Which rows lie in a perimeter: a part of France, what a cooperation covers, what a carrier carries, a team."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.indicators.algebra import (
    FOREVER,
    NEVER,
    NONE,
    Amounts,
    Ints,
    Periods,
    concatenate,
    expand,
    intersect,
    once,
)
from maillage.indicators.definitions import Figure, Flow
from maillage.indicators.reading import read_columns, read_periods
from maillage.indicators.register import Register
from maillage.network.models import Affiliation, Cooperation, Organisation, Team
from maillage.territory.models import Commune, Departement
from maillage.territory.perimeter import Perimeter

_Rows = TypeVar("_Rows", Periods, Amounts)
_WIDE = frozenset({"region", "departement"})
# What one team does is read on its own pages: no address of the public pages names it.
TEAM = "equipe"


def perimeter_label(perimeter: Perimeter) -> str:
    """Return the name of a perimeter, those of the network included."""
    if perimeter.kind == "cooperation":
        return _cooperation(perimeter).name
    if perimeter.kind == "porteur":
        return _carrier(perimeter).name
    if perimeter.kind == TEAM:
        return _team(perimeter).name
    return perimeter.label


def label_of(perimeter: Perimeter, register: Register) -> str:
    """Return the name of a perimeter, read once."""
    if perimeter not in register.labels:
        register.labels[perimeter] = perimeter_label(perimeter)
    return register.labels[perimeter]


def check_place(figure: Figure, perimeter: Perimeter) -> None:
    """Refuse to cut a figure that has no place."""
    if not perimeter.is_france and not figure.has_place:
        raise Refused(
            _("« %(title)s » vaut pour toute la France et ne se découpe pas par territoire.")
            % {"title": figure.title}
        )


def within(rows: _Rows, perimeter: Perimeter, *, figure: Figure, register: Register) -> _Rows:
    """Return the rows of a figure, cut to when they lie in a perimeter; refuse a figure that has no place."""
    if perimeter.is_france:
        return rows
    check_place(figure, perimeter)
    if perimeter.is_place:
        return _in_place(rows, perimeter, register)
    if isinstance(rows, Periods):
        return _of_network(rows, perimeter, figure=figure, register=register)  # type: ignore[return-value] # periods in, periods out
    # A dated amount lies where its subject sat that very day.
    days = Periods(rows.subject, rows.on, rows.on + 1, np.arange(len(rows)), rows.attributes)
    return rows.keep(np.unique(_of_network(days, perimeter, figure=figure, register=register).fact))


def flowing(
    figure: Flow, perimeter: Perimeter, *, register: Register, first: int = NEVER, last: int = FOREVER
) -> Amounts:
    """Return the amounts of a flow in [first, last] that lie in a perimeter."""
    amounts = figure.population(register).between(first, last)
    return within(once(amounts) if figure.once else amounts, perimeter, figure=figure, register=register)


def _of_network(rows: Periods, perimeter: Perimeter, *, figure: Figure, register: Register) -> Periods:
    """Return the rows that lie where a cooperation covers, that a carrier carries, or that are of a team."""
    if perimeter.kind == "cooperation":
        return _reached(rows, perimeter, register)
    if perimeter.kind == TEAM:
        return _of_team(rows, perimeter, figure=figure, register=register)
    return _carried(rows, perimeter, figure=figure, register=register)


def _in_place(rows: _Rows, perimeter: Perimeter, register: Register) -> _Rows:
    """Return the rows whose seat lies in a place."""
    if perimeter not in register.inside:
        register.inside[perimeter] = places_of(perimeter)
    place = "departement" if perimeter.kind in _WIDE else "commune"
    return rows.keep(np.isin(rows.attributes[place], register.inside[perimeter]))


def places_of(perimeter: Perimeter) -> Ints:
    """Return the départements of a region or of a département, the communes of a smaller place."""
    if perimeter.kind in _WIDE:
        path = "region__code" if perimeter.kind == "region" else "code"
        (found,) = read_columns(Departement.objects.filter(**{path: perimeter.code}), "pk")
    else:
        condition = perimeter.q(departement="departement", commune="pk")
        (found,) = read_columns(Commune.objects.filter(condition), "pk")
    return found


def _reached(rows: Periods, perimeter: Perimeter, register: Register) -> Periods:
    """Return the rows seated, while they are, where a cooperation covers, while it does."""
    covered = register.cooperation_coverages
    covered = covered.keep(covered.subject == _bearer(perimeter, register))
    communes, _departements, epcis, wholes = register.places
    parts = wholes != communes  # who covers a commune covers its arrondissements
    keys = np.concatenate([communes, wholes[parts]])
    members = np.concatenate([communes, communes[parts]])
    by_commune = concatenate(
        [
            expand(covered, "covered_commune", keys, members).about("covered_commune"),
            expand(covered, "covered_epci", epcis[epcis != NONE], communes[epcis != NONE]).about(
                "covered_epci"
            ),
        ]
    )
    by_departement = covered.about("covered_departement")
    return concatenate([_met(rows, "commune", by_commune), _met(rows, "departement", by_departement)])


def _met(rows: Periods, place: str, covered: Periods) -> Periods:
    """Return the rows whose place, told by an attribute, is covered, for as long as it is."""
    told = rows.with_attributes(counted=rows.subject).about(place)
    return intersect(told, replace(covered, attributes={})).about("counted")


def _carried(rows: Periods, perimeter: Perimeter, *, figure: Figure, register: Register) -> Periods:
    """Return the rows of the teams that an organisation carries, or of its own branches, while they are."""
    carrier = _bearer(perimeter, register)
    if figure.subject is Organisation:
        branches = read_periods(
            Affiliation.objects.known_at(register.known_at).filter(parent=carrier), subject="organisation_id"
        )
        itself = np.array([carrier])
        own = Periods(itself, np.array([NEVER]), np.array([FOREVER]), itself)
        return intersect(rows, concatenate([branches, own]))
    if figure.subject is Team:
        theirs = register.carryings.keep(register.carryings.attributes["porteur"] == carrier)
        return intersect(rows, replace(theirs, attributes={}))
    raise Refused(_("« %(title)s » ne se découpe pas par porteur.") % {"title": figure.title})


def _of_team(rows: Periods, perimeter: Perimeter, *, figure: Figure, register: Register) -> Periods:
    """Return the rows of one team."""
    if figure.subject is not Team:
        raise Refused(_("« %(title)s » ne se découpe pas par équipe.") % {"title": figure.title})
    return rows.keep(rows.subject == _bearer(perimeter, register))


def _bearer(perimeter: Perimeter, register: Register) -> int:
    """Return the identifier of the cooperation, the carrier or the team that a perimeter names, read once."""
    if perimeter not in register.named:
        register.named[perimeter] = BEARERS[perimeter.kind](perimeter).pk
    return register.named[perimeter]


def _cooperation(perimeter: Perimeter) -> Cooperation:
    """Return the cooperation that a perimeter names."""
    found = Cooperation.objects.filter(slug=perimeter.code).first()
    if found is None:
        raise Refused(
            _("Aucune coopération ne porte l'identifiant « %(code)s » : il se lit dans l'adresse de sa page.")
            % {"code": perimeter.code}
        )
    return found


def _carrier(perimeter: Perimeter) -> Organisation:
    """Return the organisation that a perimeter names."""
    found = Organisation.objects.filter(slug=perimeter.code).first()
    if found is None:
        raise Refused(
            _(
                "Aucune organisation ne porte l'identifiant « %(code)s » : il se lit dans l'adresse de sa page."
            )
            % {"code": perimeter.code}
        )
    return found


def _team(perimeter: Perimeter) -> Team:
    """Return the team that a perimeter names."""
    found = Team.objects.filter(slug=perimeter.code).first()
    if found is None:
        raise Refused(
            _("Aucune équipe ne porte l'identifiant « %(code)s » : il se lit dans l'adresse de sa page.")
            % {"code": perimeter.code}
        )
    return found


BEARERS: Mapping[str, Callable[[Perimeter], Cooperation | Organisation | Team]] = {
    "cooperation": _cooperation,
    "porteur": _carrier,
    TEAM: _team,
}
