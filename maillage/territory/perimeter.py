"""Perimeters: the part of France that a reader or a right looks at."""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Perimeter:
    """Name a part of France, or the reach of a cooperation or of a carrier."""

    kind: str
    code: str = ""

    @property
    def is_france(self) -> bool:
        """Tell whether this is all of France."""
        return self.kind == "france"

    def q(self, departement: str = "departement", commune: str = "commune") -> Q:
        """Return the condition that a row lies here."""
        raise NotImplementedError
