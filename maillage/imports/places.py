"""Where a line says that things are: seats and territories, each distinct writing understood once."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.normalise import fold
from maillage.imports.acts import NOWHERE, Place, Territory
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Row
from maillage.territory.gazetteer import Gazetteer, all_of_france
from maillage.territory.models import Commune, Departement, Epci

_T = TypeVar("_T")
_DEPARTEMENT = re.compile(r"\d{1,3}|0?2[ab]", re.IGNORECASE)
_COMMUNE = re.compile(r"\d{5}|2[ab]\d{3}", re.IGNORECASE)
_SIREN = re.compile(r"\d{9}")


class Places:
    """Understand the places of a file."""

    def __init__(self) -> None:
        self._seats: dict[tuple[str, str, str], Place | RowRefused] = {}
        self._areas: dict[str, Departement] = {}
        self._territories: dict[tuple[str, int | None], Territory | Refused] = {}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return all of France, read when a commune is first met."""
        return all_of_france()

    @cached_property
    def departements(self) -> Gazetteer:
        """Return the départements alone: most lists name no commune."""
        return Gazetteer.load(Commune.objects.none())

    @cached_property
    def departements_by_id(self) -> dict[int, Departement]:
        """Return the départements by identifier."""
        return {d.pk: d for d in self.departements.departements.values()}

    @cached_property
    def _departement_names(self) -> set[str]:
        return {departement.folded for departement in self.departements_by_id.values()}

    @cached_property
    def epcis(self) -> dict[str, Epci]:
        """Return the intercommunalités by SIREN."""
        return {epci.code: epci for epci in Epci.objects.all()}

    def seat(self, row: Row) -> Place:
        """Return the seat that a line tells, or refuse the cell that tells it badly."""
        key = (row.text("commune"), row.text("code postal"), row.text("département"))
        if key == ("", "", ""):
            return NOWHERE
        known = self._seats.get(key)
        if known is None:
            try:
                known = self._understand(*key)
            except RowRefused as refusal:
                known = refusal
            self._seats[key] = known
        if isinstance(known, RowRefused):
            raise RowRefused(str(known), known.column)
        return known

    def _understand(self, commune: str, postal_code: str, departement: str) -> Place:
        area = None
        if departement:
            area = self._areas.get(departement)
            if area is None:
                area = _in_column("département", lambda: self.departements.departement(departement))
                self._areas[departement] = area
        if commune:
            return Place(
                _in_column(
                    "commune",
                    lambda: self.gazetteer.commune(commune, departement=area, postal_code=postal_code),
                )
            )
        if postal_code and area is None:
            return self._served_by(postal_code)
        return Place(departement=area)

    def _served_by(self, postal_code: str) -> Place:
        """Return the commune that a postal code serves alone, or the département of those that it serves."""
        codes = self.gazetteer.postal_codes.get(postal_code)
        if not codes:
            raise RowRefused(
                _("Aucune commune n'a le code postal %s : vérifiez-le, ou écrivez la commune.") % postal_code,
                "code postal",
            )
        communes = [self.gazetteer.communes[code] for code in codes]
        if len(communes) == 1:
            return Place(communes[0])
        areas = {commune.departement_id: commune.departement for commune in communes}
        return Place(departement=next(iter(areas.values()))) if len(areas) == 1 else NOWHERE

    def territories(self, row: Row, seat: Place) -> list[Territory]:
        """Return the territories that a line lists."""
        area = self.departements_by_id.get(seat.departement_id or 0)
        found = [self._territory(words, area) for words in row.get("territoires") or ()]
        return list(dict.fromkeys(found))

    def _territory(self, words: str, area: Departement | None) -> Territory:
        key = (words, area.pk if area else None)
        known = self._territories.get(key)
        if known is None:
            try:
                known = self._named(words, area)
            except Refused as refusal:
                known = refusal
            self._territories[key] = known
        if isinstance(known, Refused):
            raise RowRefused(str(known), "territoires")
        return known

    def _named(self, words: str, area: Departement | None) -> Territory:
        digits = words.replace(" ", "")
        if _SIREN.fullmatch(digits):
            if digits not in self.epcis:
                raise Refused(
                    _("Aucune intercommunalité n'a le SIREN %s : vérifiez ses neuf chiffres.") % digits
                )
            return self.epcis[digits]
        if _DEPARTEMENT.fullmatch(digits):
            return self.departements.departement(digits)
        if _COMMUNE.fullmatch(digits):
            return self.gazetteer.commune(digits, departement=area)
        if fold(words) in self._departement_names:
            return self.departements.departement(words)
        try:
            return self.gazetteer.commune(words, departement=area)
        except Refused as refusal:
            # « Gard (30) », « le Lot »: other ways to write a département than its bare name.
            try:
                return self.departements.departement(words)
            except Refused:
                raise refusal from None


def _in_column(column: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except Refused as refusal:
        raise RowRefused(str(refusal), column) from refusal
