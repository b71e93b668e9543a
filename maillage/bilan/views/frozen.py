"""Frozen bilans: freezing the deck of an event, and the page that composes it again."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.bilan.forms import FreezeForm
from maillage.bilan.models import FrozenBilan
from maillage.bilan.operations import citation, composed_again, freeze, verify
from maillage.bilan.operations.apart import Apart, set_apart
from maillage.bilan.renderers import CONTENT_TYPES, RENDERERS
from maillage.bilan.views.reading import LABELS
from maillage.common.components import Crumb, Download
from maillage.common.errors import Refused
from maillage.common.exports import Table, attached, linked, offered, table_answer
from maillage.common.facts import Author, day_of, end_of_day
from maillage.common.spreadsheets import Column
from maillage.events.views.page import act, held
from maillage.network.views.national_page import data_of
from maillage.territory.perimeter import FRANCE, Perimeter

FORMS = ("pptx", "pdf", "xlsx")


def freeze_bilan(request: HttpRequest, key: int) -> HttpResponse:
    """Freeze the deck that was shown at an event."""
    event = held(request, key)
    form = FreezeForm(data_of(request), as_of=event.starts_on, known_on=event.starts_on)
    place = event.departement if event.cooperation_id else None
    perimeter = Perimeter("departement", place.code) if place else FRANCE

    def do(by: Author) -> object:
        given = form.cleaned_data
        # Of today, what is known now.
        known_at = by.at if given["known_on"] == day_of(by.at) else end_of_day(given["known_on"])
        return freeze(
            given["definition"],
            as_of=given["as_of"],
            known_at=known_at,
            organisation=settings.BRANDING["name"],
            perimeter=perimeter,
            event=event,
            by=by,
        )

    return act(
        request,
        form,
        _("Figer le diaporama"),
        do,
        event=event,
        button=_("Figer"),
        lines=[_("Ses deux dates et son empreinte sont gardées : chacun peut le recomposer et comparer.")],
    )


@login_not_required
@require_safe
def frozen_bilan(request: HttpRequest, key: int) -> HttpResponse:
    """Compose a frozen bilan again, and say whether it is the same."""
    row = get_object_or_404(FrozenBilan.objects.shown(), pk=key)
    try:
        verdict, refusal = verify(row), ""
    except Refused as refused:
        verdict, refusal = None, str(refused)
    context = {
        "row": row,
        "verdict": verdict,
        "refusal": refusal,
        "citation": citation(row),
        "files": files_of(row),
        "crumbs": [*_above(), Crumb(label=_("Un bilan figé"))],
    }
    return render(request, "bilan/frozen.html", context)


def _above() -> list[Crumb]:
    """Return the pages above a frozen bilan."""
    return [Crumb(label=_("Accueil"), url=reverse("home")), Crumb(label=_("Bilan"), url=reverse("bilan"))]


@login_not_required
@require_safe
def frozen_differences(request: HttpRequest, key: int) -> HttpResponse:
    """List row by row what was corrected in the register since a bilan was frozen."""
    row = get_object_or_404(FrozenBilan.objects.shown(), pk=key)
    try:
        found, refusal = set_apart(row, now=timezone.now()), ""
    except Refused as refused:
        found, refusal = [], str(refused)
    if kind := linked(request):
        return table_answer(kind, _apart_table(found), name="differences", on=row.as_of, said=[citation(row)])
    context = {
        "row": row,
        "found": found,
        "refusal": refusal,
        "files": offered(lambda kind: f"?format={kind}"),
        "crumbs": [
            *_above(),
            Crumb(label=_("Un bilan figé"), url=row.get_absolute_url()),
            Crumb(label=_("Ce qui a changé depuis")),
        ],
    }
    return render(request, "bilan/frozen_differences.html", context)


def _apart_table(found: Sequence[Apart]) -> Table:
    """Return what changed since as a table, one row for each thing that came, left or was corrected."""
    return Table(
        title=_("Ce qui a changé depuis"),
        columns=(
            Column(_("Chiffre")),
            Column(_("Au"), "date"),
            Column(_("Figé")),
            Column(_("Aujourd'hui")),
            Column(_("Ce qui a changé")),
            Column(_("Nom")),
            Column(_("Pourquoi")),
        ),
        rows=[
            (one.title, one.as_of, one.was, one.now, row.said, row.record.label, row.reason)
            for one in found
            for row in one.rows
        ],
    )


def files_of(row: FrozenBilan) -> list[Download]:
    """Return where to take a frozen bilan away, composed again at its dates."""
    return [
        Download(label=str(LABELS[form]), url=reverse("frozen_file", args=[row.pk, form])) for form in FORMS
    ]


@login_not_required
@require_safe
def frozen_file(request: HttpRequest, key: int, form: str) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Send a frozen bilan as a file, composed again at its dates."""
    if form not in FORMS:
        raise Http404(form)
    row = get_object_or_404(FrozenBilan.objects.shown(), pk=key)
    content = RENDERERS[form](composed_again(row))
    return attached(content, f"{row.definition}-{row.as_of:%Y-%m-%d}.{form}", CONTENT_TYPES[form])
