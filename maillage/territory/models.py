"""The regions, départements, EPCI, communes and quartiers, in the official geography of a year."""

import datetime as dt
import math
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from maillage.common.formats import elide

EARTH_RADIUS = 6371.0  # kilometres
DEGREE = math.pi * EARTH_RADIUS / 180  # kilometres along a meridian


class Edition(models.Model):
    """Remember which edition of the geography the database holds."""

    vintage = models.CharField(_("millésime"), max_length=20)
    digest = models.CharField(
        _("empreinte"),
        max_length=64,
        unique=True,
        error_messages={"unique": _("Ce millésime est déjà chargé.")},
    )

    class Meta:
        verbose_name = _("édition du découpage")
        verbose_name_plural = _("éditions du découpage")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.vintage


class Named(models.Model):
    """Hold what every territory has: a name, an address and a key to find it."""

    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(_("adresse"), max_length=120)
    folded = models.CharField(_("clé de recherche"), max_length=120, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Region(Named):
    """Hold one of the eighteen regions."""

    code = models.CharField(
        _("code"),
        max_length=2,
        unique=True,
        error_messages={"unique": _("Une région porte déjà ce code.")},
    )
    overseas = models.BooleanField(_("outre-mer"), default=False)
    genitive = models.CharField(_("avec « de »"), max_length=80, help_text=_("Par exemple : de la Corse."))
    locative = models.CharField(_("avec « dans »"), max_length=80, help_text=_("Par exemple : en Corse."))

    class Meta:
        verbose_name = _("région")
        verbose_name_plural = _("régions")
        ordering = ["folded"]
        constraints = [
            models.UniqueConstraint(
                name="territory_region_slug",
                fields=["slug"],
                violation_error_message=_("Une région porte déjà cette adresse."),
            ),
        ]


# Where the clock is not that of Paris.
CLOCKS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


class Departement(Named):
    """Hold one of the hundred and one départements."""

    code = models.CharField(
        _("code"),
        max_length=3,
        unique=True,
        error_messages={"unique": _("Un département porte déjà ce code.")},
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="departements", verbose_name=_("région"))
    overseas = models.BooleanField(_("outre-mer"), default=False)
    genitive = models.CharField(_("avec « de »"), max_length=80, help_text=_("Par exemple : du Gard."))
    locative = models.CharField(_("avec « dans »"), max_length=80, help_text=_("Par exemple : dans le Gard."))

    class Meta:
        verbose_name = _("département")
        verbose_name_plural = _("départements")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                name="territory_departement_slug",
                fields=["slug"],
                violation_error_message=_("Un département porte déjà cette adresse."),
            ),
        ]

    @property
    def clock(self) -> ZoneInfo:
        """Return the time zone that its clocks show."""
        return ZoneInfo(CLOCKS.get(self.code, settings.TIME_ZONE))


def at_the_clock_of(
    place: Departement | None, on: dt.date, starts_at: dt.time, ends_at: dt.time
) -> tuple[dt.datetime, dt.datetime]:
    """Return the moments of two hours of a day, at the clock of a place; where there is none, of the site."""
    clock = place.clock if place else ZoneInfo(settings.TIME_ZONE)
    return dt.datetime.combine(on, starts_at, clock), dt.datetime.combine(on, ends_at, clock)


class EpciKind(models.TextChoices):
    """List the kinds of EPCI with their own taxes."""

    COMMUNES = "CC", _("communauté de communes")
    AGGLOMERATION = "CA", _("communauté d'agglomération")
    URBAINE = "CU", _("communauté urbaine")
    METROPOLE = "METRO", _("métropole")
    LYON = "MET69", _("métropole de Lyon")


class Epci(Named):
    """Hold a group of communes (EPCI), named by its SIREN."""

    code = models.CharField(
        _("SIREN"),
        max_length=9,
        unique=True,
        error_messages={"unique": _("Une intercommunalité porte déjà ce SIREN.")},
    )
    kind = models.CharField(_("nature"), max_length=5, choices=EpciKind.choices)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    is_current = models.BooleanField(_("existe encore"), default=True)

    class Meta:
        verbose_name = _("intercommunalité")
        verbose_name_plural = _("intercommunalités")
        ordering = ["folded", "code"]


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Read communes."""

    def parts_of(self, whole: "Commune") -> Self:
        """Keep the parts of a commune: the arrondissements of Paris, the old communes of a new one."""
        return self.filter(parent=whole.pk)

    def counted_once(self) -> Self:
        """Keep the communes of today, without the arrondissements that are parts of one."""
        return self.filter(parent=None, is_current=True)

    def with_whole(self) -> Self:
        """Add `whole`: the commune of an arrondissement, the one that a merged commune joined, else its own."""
        latest = models.F("ended_on").desc(nulls_last=True)
        joined = FormerCommune.objects.filter(code=models.OuterRef("code")).order_by(latest, "-pk")
        heir = models.Case(
            models.When(is_current=False, then=models.Subquery(joined.values("successor")[:1]))
        )
        return self.annotate(whole=Coalesce("parent_id", heir, "pk", output_field=models.BigIntegerField()))

    def of_code(self, code: str) -> Self:
        """Keep what bears an INSEE code today: a commune, or an arrondissement of one."""
        return self.filter(code=code, is_current=True)

    def arrondissements(self) -> Self:
        """Keep the arrondissements of Paris, Lyon and Marseille."""
        return self.filter(parent__isnull=False)


def around(latitude: float, longitude: float, kilometres: float, path: str = "") -> Q:
    """Return the condition that a position lies in the square that holds a circle; nothing lies across the poles."""
    north = kilometres / DEGREE
    east = north / max(math.cos(math.radians(latitude)), 0.01)
    return Q(
        **{
            f"{path}latitude__range": (latitude - north, latitude + north),
            f"{path}longitude__range": (longitude - east, longitude + east),
        }
    )


class Commune(Named):
    """Hold a commune, or an arrondissement of Paris, Lyon or Marseille (it has a parent)."""

    code = models.CharField(
        _("code INSEE"),
        max_length=5,
        unique=True,
        error_messages={"unique": _("Une commune porte déjà ce code INSEE.")},
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="communes", verbose_name=_("département")
    )
    epci = models.ForeignKey(
        Epci,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="communes",
        verbose_name=_("intercommunalité"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="arrondissements",
        verbose_name=_("arrondissement de"),
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    position_approximate = models.BooleanField(_("position approchée"), default=False)
    is_current = models.BooleanField(_("existe encore"), default=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["folded", "code"]
        constraints = [
            models.CheckConstraint(
                name="territory_commune_position_complete",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                # Said twice, because a condition on an unknown value is neither true nor false, and passes.
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                violation_error_message=_("Une position a une latitude et une longitude."),
            ),
        ]

    @property
    def is_arrondissement(self) -> bool:
        """Tell whether this is a part of Paris, Lyon or Marseille, and not a commune of its own."""
        return self.parent_id is not None

    @property
    def wholes(self) -> list[int]:
        """Return the key of this commune, and that of the one it is a part of."""
        return [key for key in (self.pk, self.parent_id) if key is not None]

    def kilometres_to(self, other: "Commune") -> float | None:
        """Return the distance to another commune in a straight line; nothing where a position is unknown."""
        if None in (self.latitude, self.longitude, other.latitude, other.longitude):
            return None
        here, there = math.radians(self.latitude or 0), math.radians(other.latitude or 0)
        turn = math.radians((other.longitude or 0) - (self.longitude or 0))
        chord = math.sin((there - here) / 2) ** 2
        chord += math.cos(here) * math.cos(there) * math.sin(turn / 2) ** 2
        return 2 * EARTH_RADIUS * math.asin(math.sqrt(chord))

    @property
    def locative(self) -> str:
        """Return the name after "in": à Nîmes, au Mans, aux Andelys."""
        article, _space, rest = self.name.partition(" ")
        contracted = {"Le": "au", "Les": "aux"}.get(article) if rest else None
        return f"{contracted} {rest}" if contracted else f"à {self.name}"

    @property
    def genitive(self) -> str:
        """Return the name after "of": de Nîmes, d'Arles, du Mans, des Andelys."""
        article, _space, rest = self.name.partition(" ")
        contracted = {"Le": "du", "Les": "des"}.get(article) if rest else None
        if contracted:
            return f"{contracted} {rest}"
        return elide("de", self.name)


class PostalCode(models.Model):
    """Say that a postal code serves a commune; several may, and one may serve several communes."""

    code = models.CharField(_("code postal"), max_length=5, db_index=True)
    commune = models.ForeignKey(
        Commune, models.CASCADE, related_name="postal_codes", verbose_name=_("commune")
    )

    class Meta:
        verbose_name = _("code postal")
        verbose_name_plural = _("codes postaux")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                name="territory_postalcode_once",
                fields=["commune", "code"],
                violation_error_message=_("Cette commune a déjà ce code postal."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class FormerCommune(Named):
    """Keep a code or a name that no commune bears any more, since a merger or a change of name."""

    code = models.CharField(_("code INSEE"), max_length=5, db_index=True)
    ended_on = models.DateField(_("jusqu'au (exclu)"), null=True, blank=True)
    successor = models.ForeignKey(
        Commune, models.CASCADE, related_name="former_communes", verbose_name=_("commune nouvelle")
    )

    class Meta:
        verbose_name = _("ancienne commune")
        verbose_name_plural = _("anciennes communes")
        ordering = ["folded", "code"]
        constraints = [
            models.UniqueConstraint(
                name="territory_formercommune_once",
                fields=["successor", "code", "folded"],
                violation_error_message=_("Cette ancienne commune est déjà connue."),
            ),
        ]


class QuartierKind(models.TextChoices):
    """List the kinds of parts of a commune."""

    QUARTIER = "quartier", _("quartier")
    PRIORITY = "qpv", _("quartier prioritaire de la ville")
    HAMLET = "hameau", _("hameau ou lieu-dit")


class Quartier(models.Model):
    """Hold a part of a commune that a team looks after."""

    name = models.CharField(_("nom"), max_length=120)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="quartiers", verbose_name=_("commune"))
    kind = models.CharField(
        _("nature"), max_length=10, choices=QuartierKind.choices, default=QuartierKind.QUARTIER
    )
    code = models.CharField(_("code"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("quartier")
        verbose_name_plural = _("quartiers")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="territory_quartier_once",
                fields=["commune", "name"],
                violation_error_message=_("Cette commune a déjà un quartier de ce nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceKind(models.TextChoices):
    """List what a place search may answer."""

    COMMUNE = "commune", _("commune")
    DEPARTEMENT = "departement", _("département")
    REGION = "region", _("région")
    EPCI = "epci", _("intercommunalité")


class TermRank(models.IntegerChoices):
    """Rank what a search term is: names come before the words in them, and towns before villages."""

    # A few thousand terms answer most searches: the others are read only when these are not enough.
    TOWN = 0, _("nom ou code d'une ville")
    NAME = 1, _("nom ou code")
    WORD = 2, _("mot du nom")
    FORMER = 3, _("ancien nom")


class SearchTerm(models.Model):
    """Index one way to type a place: its name from one of its words on, or a postal code."""

    # Bytes, so that "starts with" is a range of an ordinary index, and the same one on every database:
    # the order of text depends on the collation, and LIKE does not use an index on SQLite.
    key = models.BinaryField(_("clé"), max_length=120)
    rank = models.PositiveSmallIntegerField(_("rang"), choices=TermRank.choices)
    weight = models.PositiveIntegerField(_("population"))
    kind = models.CharField(_("nature"), max_length=11, choices=PlaceKind.choices)
    code = models.CharField(_("code"), max_length=9)

    class Meta:
        verbose_name = _("terme de recherche")
        verbose_name_plural = _("termes de recherche")
        ordering = ["pk"]
        indexes = [
            models.Index(name="territory_searchterm_range", fields=["rank", "key", "weight", "kind", "code"])
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"
