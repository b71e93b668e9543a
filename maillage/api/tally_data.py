"""What teams do as open data: sums by month and département, and no tally of a team."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from maillage.api.columns import Dataset, Field
from maillage.common.errors import Refused
from maillage.indicators.activity import FIGURES, Activity, activity
from maillage.indicators.catalogue.dimensions import departements
from maillage.indicators.definitions import Indicator, Ratio
from maillage.indicators.forms import Question
from maillage.indicators.reach import places_of
from maillage.tallies.models import Period, Response
from maillage.territory.perimeter import FRANCE

_OPEN = frozenset({"france", "region", "departement"})
_SUMMED = tuple(figure for figure in FIGURES if not isinstance(figure, Ratio))


@dataclass(frozen=True, kw_only=True)
class Month:
    """Hold what the teams of a département declared of a month; an unknown number is none."""

    month: Period
    code: str
    name: str
    told: dict[str, int | None]
    response: Response


def months_of(question: Question) -> list[Month]:
    """Return each month since the first one, by département; below it, what teams do is not published."""
    if question.perimeter.kind not in _OPEN:
        raise Refused(
            _(
                "Ce que font les équipes se publie par département, par région ou pour la France : %s est plus petit."
            )
            % question.perimeter.label
        )
    found = activity(FRANCE, as_of=question.as_of, known_at=question.known_at)
    inside = None if question.perimeter.is_france else set(places_of(question.perimeter).tolist())
    ranks = {pk: rank for rank, pk in enumerate(found.totals.axes.places)}
    rows: list[Month] = []
    for pk, (code, name) in departements().items():
        if inside is None or pk in inside:
            rows += _told(found.at_place(ranks[pk]), code, name)
    if inside is None:
        rows += _told(found.at_place(len(ranks)), "", "")
    return sorted(rows, key=lambda row: (row.month.first, row.code or "~"))


def _told(here: Activity, code: str, name: str) -> list[Month]:
    """Return the months of a place in which something was declared, or waited for."""
    if here.is_empty:
        return []
    lines = {figure.code: here.line(figure) for figure in _SUMMED}
    responses = here.responses(FIGURES[-1])
    rows = []
    for rank, month in enumerate(here.months):
        told = {figure: line[rank] for figure, line in lines.items()}
        if responses[rank].expected or told["equipes-qui-declarent"]:
            values = {figure: None if value is None else int(value) for figure, value in told.items()}
            rows.append(Month(month=month, code=code, name=name, told=values, response=responses[rank]))
    return rows


def _value(figure: Indicator) -> Callable[[Month], int | None]:
    """Return how the number of a figure is read in a row."""
    return lambda row: row.told[figure.code]


ACTIVITY = Dataset(
    name="activite",
    title=_("Ce que font les équipes"),
    description=_(
        "Ce que les équipes déclarent, par mois et par département de leur siège. Une case vide est inconnue : "
        "personne ne l'a comptée. Les personnes et les bénévoles sont l'état d'un mois, et ne s'additionnent pas "
        "d'un mois à l'autre."
    ),
    rows=months_of,
    fields=(
        Field(
            name="id",
            title=_("Identifiant"),
            description=_("Le mois, puis le code du département."),
            required=True,
            of=lambda row: f"{row.month.code}-{row.code or 'sans-territoire'}",
        ),
        Field(
            name="mois",
            kind="date",
            title=_("Mois"),
            description=_("Son premier jour ; le relevé d'un trimestre compte à son dernier mois."),
            required=True,
            of=lambda row: row.month.first,
        ),
        Field(
            name="departement",
            title=_("Code du département"),
            description=_("Vide : des équipes sans siège connu."),
            of=lambda row: row.code or None,
        ),
        Field(name="nom_departement", title=_("Département"), of=lambda row: row.name or None),
        *(
            Field(
                name=figure.code.replace("-", "_"),
                kind="number",
                title=figure.title,
                description=figure.definition,
                of=_value(figure),
            )
            for figure in _SUMMED
        ),
        Field(
            name="equipes_attendues",
            kind="number",
            title=_("Équipes attendues"),
            required=True,
            of=lambda row: row.response.expected,
        ),
        Field(
            name="equipes_ayant_repondu",
            kind="number",
            title=_("Équipes attendues qui ont répondu"),
            required=True,
            of=lambda row: row.response.answered,
        ),
    ),
)
