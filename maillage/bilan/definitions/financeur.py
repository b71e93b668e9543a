"""The bilan of one funder: the figures that it follows, what it pledged, what it concluded, what its money gave."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.bilan import blocks
from maillage.bilan.context import Context, key_figure
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.document import KeyFigure, KeyFigures, Prose, Section, Table, TableColumn
from maillage.common.errors import Refused
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.measure import Measure, measure
from maillage.network.models import Organisation
from maillage.programme.models import Agreement, FunderFigure, Pledge, PledgeOutcome, funders
from maillage.supports.models import Award
from maillage.territory.perimeter import FRANCE

SIDE_BY_SIDE = 3
LINES = 12  # of a table on a page


def _funder(context: Context) -> Organisation:
    """Return the funder that the perimeter names; refuse any other perimeter, with what to write."""
    found = funders().at_address(context.perimeter.code) if context.perimeter.kind == "porteur" else None
    if found is None:
        raise Refused(
            _(
                "Ce bilan est celui d'un financeur : dites lequel par son périmètre, porteur:NOM, le nom étant "
                "celui de l'adresse de sa page."
            )
        )
    return found


def _title(context: Context) -> str:
    """Return the title: the name of the funder."""
    return _("Bilan du financeur : %s") % _funder(context).name


def _measured(context: Context, funder: Organisation) -> Iterator[Measure]:
    """Yield the figures that the funder follows, each over its own place; those not cut by place are left out."""
    for row in FunderFigure.objects.standing(context.as_of, context.known_at).of(funder):
        if row.code not in CATALOGUE:
            continue
        try:
            yield measure(
                row.code,
                as_of=context.as_of,
                known_at=context.known_at,
                perimeter=row.perimeter,
                register=context.register,
            )
        except Refused:
            continue


def _placed(found: Measure) -> KeyFigure:
    """Return a figure that says its place, where it is not the whole of France."""
    figure = key_figure(found)
    if found.perimeter == str(FRANCE):
        return figure
    return replace(figure, sentence=f"{figure.sentence} ({found.perimeter_label})")


def _figures(context: Context, measures: list[Measure]) -> tuple[Section, ...]:
    """Set the figures three a page, each with its place."""
    return tuple(
        Section(
            key=f"chiffres-{first // SIDE_BY_SIDE + 1}",
            title=_("Les chiffres suivis : %s")
            % ", ".join(dict.fromkeys(found.perimeter_label for found in part)),
            blocks=(KeyFigures(tuple(_placed(found) for found in part)),),
            notes=context.notes(*part),
            source=blocks.source_line(context, *part),
        )
        for first in range(0, len(measures), SIDE_BY_SIDE)
        for part in [measures[first : first + SIDE_BY_SIDE]]
    )


def _tabled(context: Context, key: str, title: str, table: Table, nothing: str) -> Section:
    """Show a table, or say that there is nothing in it."""
    return Section(
        key=key,
        title=title,
        blocks=(table if table.rows else Prose(paragraphs=(nothing,)),),
        notes=context.notes(),
        source=_("registre (%s)") % context.organisation,
    )


def _pledges(context: Context, funder: Organisation) -> Section:
    """Say what the funder pledged, and what became of it."""
    rows = list(Pledge.objects.begun(context.as_of, context.known_at).of_organisation(funder)[:LINES])
    told = PledgeOutcome.objects.told(context.as_of, context.known_at).among([row.pk for row in rows])
    outcomes = {said.pledge_id: said.get_outcome_display() for said in told}
    return _tabled(
        context,
        "engagements",
        ngettext("%d engagement public", "%d engagements publics", len(rows)) % len(rows),
        Table(
            title=_("Engagements"),
            columns=(
                *(TableColumn(title) for title in (_("Engagement"), _("Combien"))),
                *(TableColumn(title, "day") for title in (_("Depuis le"), _("Jusqu'au"))),
                TableColumn(_("Ce qu'il est devenu")),
            ),
            rows=tuple(
                (
                    row.what,
                    row.extent,
                    row.started_on,
                    row.ended_on,
                    outcomes.get(row.pk, _("pas encore dit")),
                )
                for row in rows
            ),
        ),
        _("Aucun engagement public n'est connu à cette date."),
    )


def _agreements(context: Context, funder: Organisation) -> Section:
    """Say which agreements of the funder hold."""
    rows = list(Agreement.objects.standing(context.as_of, context.known_at).concluded_by(funder)[:LINES])
    return _tabled(
        context,
        "conventions",
        ngettext("%d convention en cours", "%d conventions en cours", len(rows)) % len(rows),
        Table(
            title=_("Conventions"),
            columns=(
                *(TableColumn(title) for title in (_("Territoire"), _("Politique publique"), _("Référence"))),
                TableColumn(_("Depuis le"), "day"),
                TableColumn(_("Montant en euros"), "number"),
            ),
            rows=tuple(
                (row.place_name, row.policy.name, row.reference, row.started_on, row.amount) for row in rows
            ),
        ),
        _("Aucune convention n'est connue à cette date."),
    )


def _given(context: Context, funder: Organisation) -> Section:
    """Say what was awarded out of the money of the funder, by year and by aid."""
    found: dict[tuple[int, str], list[int]] = {}
    for award in Award.objects.known_at(context.known_at).paid_by(funder, context.as_of):
        found.setdefault((award.on.year, award.application.scheme.name), []).append(award.amount_cents)
    total = Decimal(sum(sum(amounts) for amounts in found.values())) / 100
    count = sum(len(amounts) for amounts in found.values())
    return _tabled(
        context,
        "aides",
        ngettext("%d aide accordée de son argent", "%d aides accordées de son argent", count) % count,
        Table(
            title=_("Ce qui a été donné de son argent"),
            columns=(
                *(TableColumn(title) for title in (_("Année"), _("Aide"))),
                *(TableColumn(title, "number") for title in (_("Accordées"), _("Euros"))),
            ),
            rows=(
                *(
                    (str(year), name, len(amounts), Decimal(sum(amounts)) / 100)
                    for (year, name), amounts in sorted(found.items(), reverse=True)[:LINES]
                ),
                *([(_("En tout"), "", count, total)] if found else []),
            ),
        ),
        _("Aucune aide n'a été accordée de son argent à cette date."),
    )


def _check(context: Context) -> None:
    """Refuse a perimeter that is no funder."""
    _funder(context)


def _method(context: Context, _parts: Sequence[Part]) -> tuple[Section, ...]:
    """Define the figures that the funder follows."""
    measures = list(_measured(context, _funder(context)))
    return (blocks.method_of(context, measures),) if measures else ()


DEFINITION = Definition(
    code="financeur",
    name=gettext_lazy("Bilan d'un financeur"),
    title=_title,
    subtitle=blocks.on_the_day,
    check=_check,
    parts=(
        Part(
            code="chiffres-suivis",
            name=gettext_lazy("Les chiffres suivis"),
            explained=gettext_lazy("Ceux que le financeur suit, chacun sur son territoire."),
            make=lambda context: _figures(context, list(_measured(context, _funder(context)))),
        ),
        Part(
            code="engagements",
            name=gettext_lazy("Les engagements publics"),
            explained=gettext_lazy("Ce que le financeur a promis, et ce qu'il en est advenu."),
            make=lambda context: (_pledges(context, _funder(context)),),
        ),
        Part(
            code="conventions",
            name=gettext_lazy("Les conventions"),
            explained=gettext_lazy("Les conventions en cours, leur territoire, leur montant."),
            make=lambda context: (_agreements(context, _funder(context)),),
        ),
        Part(
            code="aides",
            name=gettext_lazy("Les aides données"),
            explained=gettext_lazy("Ce qui a été accordé de son argent, par année et par aide."),
            make=lambda context: (_given(context, _funder(context)),),
        ),
    ),
    method=_method,
    opens_records=False,  # each figure is measured over a place of its own
)
