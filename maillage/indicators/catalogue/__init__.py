"""The catalogue: every figure of the platform, by domain."""

from difflib import get_close_matches

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.indicators.catalogue import (
    cooperations,
    coverage,
    events,
    exchanges,
    experiments,
    organisations,
    programme,
    resources,
    supports,
    tallies,
    teams,
    training,
)
from maillage.indicators.definitions import Indicator

CATALOGUE: dict[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        *organisations.INDICATORS,
        *cooperations.INDICATORS,
        *teams.INDICATORS,
        *coverage.INDICATORS,
        *tallies.INDICATORS,
        *supports.INDICATORS,
        *training.INDICATORS,
        *exchanges.INDICATORS,
        *events.INDICATORS,
        *resources.INDICATORS,
        *experiments.INDICATORS,
        *programme.INDICATORS,
    )
}


def groups() -> tuple[tuple[str, tuple[Indicator, ...]], ...]:
    """Return the catalogue by domain, in the order of the pages."""
    return (
        (_("Les organisations"), organisations.INDICATORS),
        (_("Les coopérations"), cooperations.INDICATORS),
        (_("Les équipes citoyennes"), teams.INDICATORS),
        (_("Les personnes de 75 ans ou plus et les équipes"), coverage.INDICATORS),
        (_("Ce que font les équipes"), tallies.INDICATORS),
        (_("Les appuis"), supports.INDICATORS),
        (_("Les formations"), training.INDICATORS),
        (_("Les échanges"), exchanges.INDICATORS),
        (_("Les rendez-vous"), events.INDICATORS),
        (_("Les ressources"), resources.INDICATORS),
        (_("Les expérimentations"), experiments.INDICATORS),
        (_("Le programme"), programme.INDICATORS),
    )


def indicator(code: str) -> Indicator:
    """Return a figure of the catalogue; refuse an unknown code, with the nearest ones."""
    if code in CATALOGUE:
        return CATALOGUE[code]
    near = get_close_matches(code, CATALOGUE, n=3, cutoff=0.4) or sorted(CATALOGUE)[:3]
    raise Refused(
        _("L'indicateur « %(code)s » n'existe pas. Les plus proches : %(near)s.")
        % {"code": code, "near": ", ".join(near)}
    )


def titles() -> list[tuple[str, str]]:
    """Return the code and the title of every figure, by title."""
    return sorted(((code, str(figure.title)) for code, figure in CATALOGUE.items()), key=lambda pair: pair[1])
