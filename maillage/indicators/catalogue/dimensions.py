"""How figures split: by territory, by kind, by stage."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.experiments.models import Design, Experiment
from maillage.indicators.definitions import Dimension, Labels, Words
from maillage.indicators.register import (
    AID_KINDS,
    COLLEGES,
    COOPERATION_STAGES,
    DESIGNS,
    LEVELS,
    PLEDGE_KINDS,
    RESOURCE_KINDS,
    SUPPORT_KINDS,
    TEAM_STAGES,
    VARIANTS,
)
from maillage.network.models import (
    College,
    CommitmentKind,
    CooperationLevel,
    CooperationStage,
    OrganisationKind,
    TeamStage,
)
from maillage.programme.models import PublicPolicy
from maillage.resources.models import Kind
from maillage.supports.models import AidKind, Curriculum, SupportKind, Variant
from maillage.territory.models import Departement

METROPOLE, OVERSEAS = 0, 1
KIND_UNKNOWN = 0  # no kind has this identifier: a carrier of unknown kind is still a carrier


def _choices(choices: type[models.TextChoices], ranks: Mapping[str, int]) -> Labels:
    """Return the key and label of each rank."""
    return {ranks[choice.value]: (choice.value, str(choice.label)) for choice in choices}


def _kinds() -> Labels:
    """Return the kinds of organisations."""
    return {kind.pk: (kind.code, kind.plural) for kind in OrganisationKind.objects.all()}


def departements() -> Labels:
    """Return the départements, by their code."""
    return {d.pk: (d.code, d.name) for d in Departement.objects.order_by("code")}


def _regions() -> Labels:
    """Return the regions, by their code."""
    rows: Iterable[tuple[Any, ...]] = (
        Departement.objects.order_by("region__code")
        .values_list("region_id", "region__code", "region__name")
        .distinct()
    )
    return {pk: (code, name) for pk, code, name in rows}


def _zones() -> Labels:
    """Return metropolitan France and overseas."""
    return {
        METROPOLE: ("metropole", str(_("France métropolitaine"))),
        OVERSEAS: ("outre-mer", str(_("outre-mer"))),
    }


NO_PLACE: Words = _("sans territoire")

DEPARTEMENT = Dimension(code="departement", title=_("département"), labels=departements, unknown=NO_PLACE)
REGION = Dimension(code="region", title=_("région"), labels=_regions, unknown=NO_PLACE)
ZONE = Dimension(code="zone", title=_("métropole et outre-mer"), labels=_zones, unknown=NO_PLACE)
PLACES = (DEPARTEMENT, REGION, ZONE)

NATURE = Dimension(code="nature", title=_("nature"), labels=_kinds, unknown=_("nature inconnue"))
CARRIER_NATURE = Dimension(
    code="nature",
    title=_("nature du porteur"),
    labels=lambda: {**_kinds(), KIND_UNKNOWN: ("nature-inconnue", str(_("nature inconnue")))},
    unknown=_("sans porteur connu"),
    overlapping=True,
)
COLLEGE = Dimension(
    code="college",
    title=_("collège"),
    labels=lambda: _choices(College, COLLEGES),
    unknown=_("collège inconnu"),
)
LEVEL = Dimension(
    code="niveau",
    title=_("niveau"),
    labels=lambda: _choices(CooperationLevel, LEVELS),
    unknown=_("niveau inconnu"),
)
COOPERATION_STAGE = Dimension(
    code="etape",
    title=_("étape"),
    labels=lambda: _choices(CooperationStage, COOPERATION_STAGES),
    unknown=_("étape inconnue"),
)
TEAM_STAGE = Dimension(
    code="etape",
    title=_("étape"),
    labels=lambda: _choices(TeamStage, TEAM_STAGES),
    unknown=_("étape inconnue"),
)
SUPPORT_KIND = Dimension(
    code="nature",
    title=_("nature"),
    labels=lambda: _choices(SupportKind, SUPPORT_KINDS),
    unknown=_("nature inconnue"),
)
RESOURCE_KIND = Dimension(
    code="nature",
    title=_("nature"),
    labels=lambda: _choices(Kind, RESOURCE_KINDS),
    unknown=_("nature inconnue"),
)
DESIGN = Dimension(
    code="comparaison",
    title=_("façon de comparer"),
    labels=lambda: _choices(Design, DESIGNS),
    unknown=_("façon inconnue"),
)
EXPERIMENT = Dimension(
    code="experimentation",
    title=_("expérimentation"),
    labels=lambda: {row.pk: (row.slug, row.title) for row in Experiment.objects.latest_first()},
    unknown=_("expérimentation inconnue"),
)
AID_KIND = Dimension(
    code="nature",
    title=_("nature de l'aide"),
    labels=lambda: _choices(AidKind, AID_KINDS),
    unknown=_("nature inconnue"),
)
TRAINING_KIND = Dimension(
    code="nature",
    title=_("nature de la formation"),
    labels=lambda: _choices(Variant, VARIANTS),
    unknown=_("nature inconnue"),
)
CURRICULUM = Dimension(
    code="formation",
    title=_("formation"),
    labels=lambda: {row.pk: (row.slug, row.name) for row in Curriculum.objects.by_variant()},
    unknown=_("formation inconnue"),
)
PLEDGE_KIND = Dimension(
    code="nature",
    title=_("nature"),
    labels=lambda: _choices(CommitmentKind, PLEDGE_KINDS),
    unknown=_("nature inconnue"),
)
POLICY = Dimension(
    code="politique",
    title=_("politique publique"),
    labels=lambda: {row.pk: (row.slug, row.name) for row in PublicPolicy.objects.in_order()},
    unknown=_("politique inconnue"),
)
YEAR = Dimension(code="annee", title=_("année"), labels=dict, unknown=_("année inconnue"))
