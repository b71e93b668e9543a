"""Figures of cooperations and of the départements where they act."""

from collections.abc import Callable, Iterable

import numpy as np
from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import Periods
from maillage.indicators.catalogue.dimensions import COOPERATION_STAGE, LEVEL
from maillage.indicators.definitions import Stock
from maillage.indicators.register import COOPERATION_STAGES, LEVELS, Register
from maillage.network.models import Cooperation, CooperationLevel, CooperationStage, CooperationStageChange
from maillage.network.models.cooperations import LAUNCHED_STAGES, WIDE_LEVELS
from maillage.territory.models import Departement

_SOURCE = _("registre des étapes des coopérations")
_LIVING = (
    CooperationStage.INITIATED,
    CooperationStage.STRUCTURED,
    CooperationStage.RECOGNISED,
    CooperationStage.LAUNCHED,
    CooperationStage.ACTIVE,
)


def _in_stages(register: Register, stages: Iterable[str], levels: Iterable[str] = LEVELS) -> Periods:
    """Return the periods that cooperations of some levels spend in some stages."""
    periods = register.cooperation_stages
    staged = np.isin(periods.attributes["etape"], [COOPERATION_STAGES[stage] for stage in stages])
    return periods.keep(staged & np.isin(periods.attributes["niveau"], [LEVELS[level] for level in levels]))


def _local_or_structuring(register: Register) -> Periods:
    """Return local cooperations from their structuring on, and the others while they are structured."""
    periods = register.cooperation_stages
    stage, level = periods.attributes["etape"], periods.attributes["niveau"]
    local = np.isin(stage, [COOPERATION_STAGES[s] for s in _LIVING[1:]]) & (
        level == LEVELS[CooperationLevel.LOCAL]
    )
    structuring = np.isin(
        stage,
        [COOPERATION_STAGES[CooperationStage.STRUCTURED], COOPERATION_STAGES[CooperationStage.RECOGNISED]],
    )
    return periods.keep(local | structuring)


def _departements(*stages: str) -> Callable[[Register], Periods]:
    """Return a population of départements: those where a cooperation in one of the stages has its seat."""

    def population(register: Register) -> Periods:
        return _in_stages(register, stages).about("departement")

    return population


INDICATORS = (
    Stock(
        code="cooperations",
        title=_("Coopérations, à toutes les étapes"),
        one=_("coopération est connue"),
        many=_("coopérations sont connues"),
        unit=_("coopération"),
        definition=_("Coopérations de tout niveau, à toute étape sauf « close », ce jour-là."),
        source=_SOURCE,
        subject=Cooperation,
        fact=CooperationStageChange,
        population=lambda register: _in_stages(
            register, [stage for stage in COOPERATION_STAGES if stage != CooperationStage.CLOSED]
        ),
        dimensions=(COOPERATION_STAGE, LEVEL),
    ),
    Stock(
        code="cooperations-lancees",
        title=_("Coopérations lancées"),
        one=_("coopération est lancée"),
        many=_("coopérations sont lancées"),
        unit=_("coopération"),
        definition=_(
            "Coopérations départementales ou territoriales à l'étape « lancée » ou « active » ce jour-là. Les "
            "coopérations locales sont comptées à part."
        ),
        source=_SOURCE,
        subject=Cooperation,
        fact=CooperationStageChange,
        population=lambda register: _in_stages(register, LAUNCHED_STAGES, WIDE_LEVELS),
        dimensions=(COOPERATION_STAGE, LEVEL),
    ),
    Stock(
        code="cooperations-departementales",
        title=_("Coopérations départementales lancées"),
        one=_("coopération départementale est lancée"),
        many=_("coopérations départementales sont lancées"),
        unit=_("coopération"),
        definition=_("Coopérations de niveau départemental à l'étape « lancée » ou « active » ce jour-là."),
        source=_SOURCE,
        subject=Cooperation,
        fact=CooperationStageChange,
        population=lambda register: _in_stages(register, LAUNCHED_STAGES, [CooperationLevel.DEPARTMENTAL]),
        dimensions=(COOPERATION_STAGE,),
    ),
    Stock(
        code="cooperations-actives",
        title=_("Coopérations actives, de tout niveau"),
        one=_("coopération est active"),
        many=_("coopérations sont actives"),
        unit=_("coopération"),
        definition=_(
            "Coopérations de tout niveau, locales comprises, à l'étape « lancée » ou « active » ce jour-là."
        ),
        source=_SOURCE,
        subject=Cooperation,
        fact=CooperationStageChange,
        population=lambda register: _in_stages(register, LAUNCHED_STAGES),
        dimensions=(COOPERATION_STAGE, LEVEL),
    ),
    Stock(
        code="cooperations-locales-ou-en-structuration",
        title=_("Coopérations locales ou en cours de structuration"),
        one=_("coopération est locale ou se structure"),
        many=_("coopérations sont locales ou se structurent"),
        unit=_("coopération"),
        definition=_(
            "Coopérations locales, de l'étape « structuration » à l'étape « active », et coopérations "
            "départementales ou territoriales aux étapes « structuration » et « reconnue », ce jour-là."
        ),
        source=_SOURCE,
        subject=Cooperation,
        fact=CooperationStageChange,
        population=_local_or_structuring,
        dimensions=(COOPERATION_STAGE, LEVEL),
    ),
    Stock(
        code="departements-en-amorce",
        title=_("Départements qui amorcent la démarche"),
        one=_("département amorce la démarche"),
        many=_("départements amorcent la démarche"),
        unit=_("département"),
        definition=_("Départements où siège une coopération à l'étape « amorce » ce jour-là."),
        source=_SOURCE,
        subject=Departement,
        fact=CooperationStageChange,
        population=_departements(CooperationStage.INITIATED),
    ),
    Stock(
        code="departements-engages",
        title=_("Départements engagés"),
        one=_("département est engagé"),
        many=_("départements sont engagés"),
        unit=_("département"),
        definition=_(
            "Départements où siège une coopération, de tout niveau, de l'étape « amorce » à l'étape « active » "
            "ce jour-là."
        ),
        source=_SOURCE,
        subject=Departement,
        fact=CooperationStageChange,
        population=_departements(*_LIVING),
    ),
)
