"""Which rows lie in a perimeter: a part of France, what a cooperation covers, what a carrier carries."""

import datetime as dt
from dataclasses import replace
from typing import TypeVar

import numpy as np
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.indicators.algebra import Amounts, Ints, Periods, intersect
from maillage.indicators.definitions import Figure
from maillage.indicators.reading import read_columns
from maillage.indicators.register import Register
from maillage.network.models import Affiliation, Cooperation, CooperationCoverage, Organisation, Team
from maillage.territory.models import Commune, Departement
from maillage.territory.perimeter import Perimeter

_Rows = TypeVar("_Rows", Periods, Amounts)


def perimeter_label(perimeter: Perimeter) -> str:
    """Return the name of a perimeter, those of the network included."""
    if perimeter.kind == "cooperation":
        return _cooperation(perimeter).name
    if perimeter.kind == "porteur":
        return _carrier(perimeter).name
    return perimeter.label


def within(rows: _Rows, perimeter: Perimeter, *, figure: Figure, register: Register, as_of: dt.date) -> _Rows:
    """Return the rows of a figure that lie in a perimeter; refuse a figure that has no place."""
    if perimeter.is_france:
        return rows
    if not figure.has_place:
        raise Refused(
            _("« %(title)s » vaut pour toute la France et ne se découpe pas par territoire.")
            % {"title": figure.title}
        )
    if perimeter.kind == "porteur":
        return _carried(rows, perimeter, figure=figure, register=register)
    departements, communes = _territory(perimeter, register, as_of)
    place = rows.attributes
    return rows.keep(np.isin(place["departement"], departements) | np.isin(place["commune"], communes))


def _territory(perimeter: Perimeter, register: Register, as_of: dt.date) -> tuple[Ints, Ints]:
    """Return the départements and the communes that make a perimeter."""
    if perimeter.kind == "cooperation":
        covered = CooperationCoverage.objects.known_at(register.known_at).as_of(as_of)
        departements, epcis, named = read_columns(
            covered.filter(cooperation=_cooperation(perimeter)), "departement_id", "epci_id", "commune_id"
        )
        communes, _departements, epci_of = register.communes
        return departements[departements >= 0], np.concatenate(
            [named[named >= 0], communes[np.isin(epci_of, epcis[epcis >= 0])]]
        )
    none = np.empty(0, np.int64)
    if perimeter.kind in {"region", "departement"}:
        path = "region__code" if perimeter.kind == "region" else "code"
        (departements,) = read_columns(Departement.objects.filter(**{path: perimeter.code}), "pk")
        return departements, none
    condition = perimeter.q(departement="departement", commune="pk")
    (communes,) = read_columns(Commune.objects.filter(condition), "pk")
    return none, communes


def _carried(rows: _Rows, perimeter: Perimeter, *, figure: Figure, register: Register) -> _Rows:
    """Return the rows of the teams that an organisation carries, or of its own branches."""
    carrier = _carrier(perimeter)
    if figure.subject is Organisation:
        (branches,) = read_columns(
            Affiliation.objects.known_at(register.known_at).filter(parent=carrier), "organisation_id"
        )
        return rows.keep(np.isin(rows.subject, np.append(branches, carrier.pk)))
    if figure.subject is Team and isinstance(rows, Periods):
        theirs = register.carryings.keep(register.carryings.attributes["porteur"] == carrier.pk)
        return intersect(rows, replace(theirs, attributes={}))  # type: ignore[return-value] # periods in, periods out
    raise Refused(_("« %(title)s » ne se découpe pas par porteur.") % {"title": figure.title})


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
