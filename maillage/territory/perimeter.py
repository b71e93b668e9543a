"""Perimeters: the part of France that a page, a figure or a right looks at."""

from dataclasses import dataclass
from typing import Self

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.territory.gazetteer import did_you_mean, find_departement, nearest
from maillage.territory.models import Commune, Departement, Epci, FormerCommune, Region

FRANCE_KIND = "france"
# The network knows these: it lists the communes and départements that they reach.
NETWORK_KINDS = ("cooperation", "porteur", "equipe")
_PLACES: dict[str, type[Model]] = {
    "region": Region,
    "departement": Departement,
    "epci": Epci,
    "commune": Commune,
}
KINDS = (FRANCE_KIND, *_PLACES, *NETWORK_KINDS)


@dataclass(frozen=True)
class Perimeter:
    """Name a part of France, or the reach of a cooperation, of a carrier, of a team."""

    kind: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the perimeter that a text names, or refuse with what to write instead."""
        kind, _colon, code = (part.strip() for part in text.partition(":"))
        kind = kind.lower()
        if kind not in KINDS or bool(code) is (kind == FRANCE_KIND):
            raise Refused(
                _(
                    "Le périmètre « %s » n'est pas compris : écrivez france, region:84, departement:30, "
                    "epci:SIREN, commune:30189, cooperation:NOM, porteur:NOM ou equipe:NOM."
                )
                % text.strip()
            )
        if kind == "departement":
            return cls(kind, find_departement(code).code)
        if kind == FRANCE_KIND:
            return cls(kind)
        code = code.lower() if kind in NETWORK_KINDS else code.upper()
        if kind in _PLACES and not _PLACES[kind]._default_manager.filter(code=code).exists():
            raise _unknown(kind, code)
        return cls(kind, code)

    @property
    def is_france(self) -> bool:
        """Tell whether this is all of France."""
        return self.kind == FRANCE_KIND

    @property
    def is_place(self) -> bool:
        """Tell whether this is a place of the official geography, and not the reach of someone."""
        return self.is_france or self.kind in _PLACES

    @property
    def label(self) -> str:
        """Return the name to show; that of a cooperation, a carrier or a team belongs to the network."""
        if self.is_france:
            return "France"
        if self.is_place:
            name = _PLACES[self.kind]._default_manager.filter(code=self.code).values_list("name", flat=True)
            return name.first() or self.code
        return self.code.replace("-", " ")

    def q(self, departement: str = "departement", commune: str = "commune") -> Q:
        """Return the condition that a row lies here, given its paths (or annotations) to both places."""
        if self.is_france:
            # An empty Q vanishes from a union, and would then mean "nothing more" instead of "all".
            return ~Q(pk__in=[])
        if self.kind == "region":
            inside = Departement.objects.filter(region__code=self.code)
            return Q(**{f"{departement}__in": inside.values("pk")})
        if self.kind == "departement":
            return Q(**{f"{departement}__in": Departement.objects.filter(code=self.code).values("pk")})
        if self.kind == "epci":
            return Q(**{f"{commune}__in": Commune.objects.filter(epci__code=self.code).values("pk")})
        if self.kind == "commune":
            whole_and_parts = Commune.objects.filter(Q(code=self.code) | Q(parent__code=self.code))
            return Q(**{f"{commune}__in": whole_and_parts.values("pk")})
        raise Refused(_("Le périmètre « %s » n'est pas un lieu : son étendue se lit dans le réseau.") % self)


FRANCE = Perimeter(FRANCE_KIND)


def _unknown(kind: str, code: str) -> Refused:
    """Return the refusal of a code that no place bears, with the places it may have meant."""
    if kind == "region":
        regions = {r.name: f"region:{r.code} ({r.name})" for r in Region.objects.all()}
        close = [regions[name] for name in nearest(code, regions)]
        return Refused(_("La région « %s » n'existe pas.") % code + did_you_mean(close))
    if kind == "epci":
        return Refused(
            _("L'intercommunalité « %s » n'existe pas : écrivez son SIREN, qui a neuf chiffres.") % code
        )
    former = FormerCommune.objects.filter(code=code).select_related("successor").first()
    close = [f"commune:{former.successor.code} ({former.successor.name})"] if former else []
    return Refused(
        _("La commune « %s » n'existe pas : écrivez son code INSEE, qui a cinq caractères.") % code
        + did_you_mean(close)
    )
