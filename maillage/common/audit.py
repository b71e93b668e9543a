"""What the accessibility audit found: read from its file, counted, never typed."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).resolve().parent / "data" / "rgaa.toml"
VALID_YEARS = 3  # decree 2019-768: after three years an audit says nothing any more
HALF, WHOLE = 50, 100


class Finding(TextChoices):
    """What was found of a criterion."""

    MET = "conforme", _("conforme")
    FAILED = "non-conforme", _("non conforme")
    OUT = "non-applicable", _("non applicable")
    UNSEEN = "non-verifie", _("non vérifié")


class Means(TextChoices):
    """How a criterion was checked."""

    TOOL = "outil", _("par un outil, à chaque changement")
    TEST = "essai", _("par un essai automatique")
    READING = "lecture", _("en lisant le code")
    NONE = "", ""


class Conformity(TextChoices):
    """What the law makes a site say of itself."""

    FULL = "totalement", _("totalement conforme")
    PARTIAL = "partiellement", _("partiellement conforme")
    NONE = "non", _("non conforme")


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """Hold one criterion: its number in the reference, our own short words, what was found and how."""

    number: str
    words: str
    finding: Finding
    means: Means
    note: str


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Hold the criteria of one theme."""

    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Audit:
    """Hold an audit: of which pages, on which day, with what, and what was found."""

    reference: str
    on: dt.date
    tools: tuple[str, ...]
    technologies: tuple[str, ...]
    assistive: tuple[str, ...]
    exemptions: tuple[str, ...]
    sample: tuple[str, ...]
    themes: tuple[Theme, ...]

    def count(self, finding: Finding) -> int:
        """Return how many criteria were found so."""
        return sum(row.finding == finding for theme in self.themes for row in theme.criteria)

    @property
    def total(self) -> int:
        """Return how many criteria there are."""
        return sum(len(theme.criteria) for theme in self.themes)

    @property
    def applicable(self) -> int:
        """Return how many criteria say something of this site."""
        return self.total - self.count(Finding.OUT)

    @property
    def rate(self) -> Decimal | None:
        """Return the criteria that are met over those that apply, in percent; what nobody saw is not met."""
        if not self.applicable:
            return None
        share = Decimal(100 * self.count(Finding.MET)) / Decimal(self.applicable)
        return share.quantize(Decimal("0.1"), ROUND_DOWN)

    def conformity(self, today: dt.date) -> Conformity:
        """Return what the site must say of itself; an audit that is unfinished, or too old, proves nothing."""
        rate = self.rate
        stale = (today.year, today.month, today.day) > (
            self.on.year + VALID_YEARS,
            self.on.month,
            self.on.day,
        )
        if rate is None or stale or self.count(Finding.UNSEEN) or rate < HALF:
            return Conformity.NONE
        return Conformity.FULL if rate == WHOLE else Conformity.PARTIAL


def read_audit(path: Path = FILE) -> Audit:
    """Return the audit that a file holds."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Audit(
        reference=told["referentiel"],
        on=told["le"],
        tools=tuple(told["outils"]),
        technologies=tuple(told["technologies"]),
        assistive=tuple(told["aides_techniques"]),
        exemptions=tuple(told["derogations"]),
        sample=tuple(told["echantillon"]),
        themes=tuple(
            Theme(
                name=theme["nom"],
                criteria=tuple(
                    Criterion(
                        number=row["n"],
                        words=row["intitule"],
                        finding=Finding(row["etat"]),
                        means=Means(row.get("par", "")),
                        note=row.get("note", ""),
                    )
                    for row in theme["criteres"]
                ),
            )
            for theme in told["themes"]
        ),
    )


@cache
def audit() -> Audit:
    """Return the audit of this site, read once."""
    return read_audit()
