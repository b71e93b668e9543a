"""Who the register knows already: how a line finds its record, or that it brings a new one."""

import difflib
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from maillage.common.normalise import fold, near_key
from maillage.imports.acts import NOWHERE, Place, Record
from maillage.imports.cells import RowRefused
from maillage.network.models import Cooperation, Organisation, Team

_LABELS: dict[type[Model], tuple[str, ...]] = {
    Organisation: ("website", "telephone", "email"),
    Cooperation: ("website", "telephone", "email"),
    Team: ("website", "telephone", "email", "activities", "schedule"),
}


class Subjects:
    """Find subjects of one model, by identifier or by name and département."""

    def __init__(self, model: type[Model], words: dict[str, str]) -> None:
        self.model = model
        self.words = words
        self.by_name: dict[str, list[Record]] = {}
        self.by_siret: dict[str, Record] = {}
        self.by_rna: dict[str, Record] = {}
        self.by_pk: dict[int, Record] = {}
        self._near: dict[str, list[Record]] | None = None

    def load(self) -> None:
        """Read the subjects, each with the département of its situation in force."""
        labels = _LABELS[self.model]
        numbers = ("siret", "rna") if self.model is Organisation else ()
        for pk, name, folded, *others in self.model._default_manager.order_by("pk").values_list(
            "pk", "name", "folded", *labels, *numbers
        ):
            record = Record(self.model, pk, name, folded, labels=dict(zip(labels, others, strict=False)))
            if numbers:
                record.siret, record.rna = others[-2:]
            self.by_pk[pk] = record
            self.add(record)

    def add(self, record: Record) -> None:
        """Make a record findable."""
        self.by_name.setdefault(record.folded, []).append(record)
        if record.siret:
            self.by_siret[record.siret] = record
        if record.rna:
            self.by_rna[record.rna] = record
        if self._near is not None:
            self._near.setdefault(near_key(record.folded), []).append(record)

    def find(
        self, name: str, *, place: Place = NOWHERE, siret: str | None = None, rna: str | None = None
    ) -> Record | None:
        """Return the subject that a line means, or none when the register lacks it; refuse a doubt."""
        by_siret = self.by_siret.get(siret) if siret else None
        by_rna = self.by_rna.get(rna) if rna else None
        if by_siret and by_rna and by_siret is not by_rna:
            raise RowRefused(
                _(
                    "Ce SIRET est celui de « %(first)s », ce numéro RNA celui de « %(second)s » : vérifiez les deux."
                )
                % {"first": by_siret.name, "second": by_rna.name},
                "siret",
            )
        return by_siret or by_rna or self._by_name(name, place, siret, rna)

    def _by_name(self, name: str, place: Place, siret: str | None, rna: str | None) -> Record | None:
        named = self.by_name.get(fold(name))
        if not named:
            return None
        # Another SIRET, or another RNA, is another organisation of the same name.
        named = [
            record
            for record in named
            if not (siret and record.siret and siret != record.siret)
            and not (rna and record.rna and rna != record.rna)
        ]
        area = place.departement_id
        if area is not None:
            here = [record for record in named if record.departement_id == area]
            named = here or [record for record in named if record.departement_id is None]
        if len(named) > 1:
            raise RowRefused(
                _("%(count)d fiches s'appellent « %(name)s » : ajoutez %(remedy)s.")
                % {"count": len(named), "name": name, "remedy": self.words["remedy"]},
                self.words["column"],
            )
        return named[0] if named else None

    def get(self, name: str, column: str, *, place: Place = NOWHERE) -> Record:
        """Return the subject that a cell names, or refuse the cell."""
        try:
            found = self.find(name, place=place)
        except RowRefused as refusal:
            raise RowRefused(str(refusal), column) from refusal
        if found is None:
            raise RowRefused(self.unknown(name), column)
        return found

    def unknown(self, name: str) -> str:
        """Return the sentence for a name that the register lacks, with the closest one."""
        sentence = _("%(subject)s « %(name)s » n'est pas dans le registre : %(remedy)s.") % {
            "subject": self.words["subject"],
            "name": name,
            "remedy": self.words["unknown"],
        }
        folded = fold(name)
        # Only names that begin alike: comparing with all of a large register would take seconds a line.
        alike = [key for key in self.by_name if key[:2] == folded[:2]]
        near = difflib.get_close_matches(folded, alike, n=1, cutoff=0.7)
        if near:
            sentence += " " + _("Vouliez-vous dire « %s » ?") % self.by_name[near[0]][0].name
        return sentence

    def twins(self, record: Record) -> Iterable[Record]:
        """Return the records whose name differs from that of a new one by words that tell nothing."""
        if self._near is None:
            self._near = {}
            for others in self.by_name.values():
                for other in others:
                    self._near.setdefault(near_key(other.folded), []).append(other)
        key = near_key(record.folded)
        areas = {record.departement_id, None}
        for other in self._near.get(key, ()) if key else ():
            apart = record.siret and other.siret  # two SIRET: two establishments, whatever their names
            near = record.departement_id is None or other.departement_id in areas
            if near and not apart and other.folded != record.folded:
                yield other


def organisations() -> Subjects:
    """Return the finder of organisations."""
    return _finder(
        Organisation,
        subject=_("L'organisation"),
        remedy=_("le SIRET ou le département"),
        column="nom",
        unknown=_("importez-la d'abord, ou vérifiez son nom"),
    )


def teams() -> Subjects:
    """Return the finder of teams."""
    return _finder(
        Team,
        subject=_("L'équipe"),
        remedy=_("le département"),
        column="nom",
        unknown=_("importez-la d'abord, ou vérifiez son nom"),
    )


def cooperations() -> Subjects:
    """Return the finder of cooperations."""
    return _finder(
        Cooperation,
        subject=_("La coopération"),
        remedy=_("de quoi les distinguer dans leur nom"),
        column="nom",
        unknown=_("importez-la d'abord, ou vérifiez son nom"),
    )


def _finder(model: Any, **words: str) -> Subjects:
    return Subjects(model, words)
