"""Bilans by lots: order one, follow it, take its archive, stop it, try again what is missing."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.bilan.forms import LotForm
from maillage.bilan.models import DeckLot
from maillage.bilan.operations.decks import KEPT_FOR, order_lot, stop_lot, try_again
from maillage.bilan.views.page import RUN, run, show
from maillage.common.components import Crumb
from maillage.common.exports import attached
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import data_of, needs, today

LATEST = 20


def asked_for(request: HttpRequest, key: int) -> DeckLot:
    """Return a lot to those who run the bilans."""
    needs(request, RUN)
    return get_object_or_404(DeckLot.objects.counted(), pk=key)


def way_to(lot: DeckLot | None = None) -> list[Crumb]:
    """Return the pages above one of a lot."""
    above = [Crumb(label=_("Imprimer par lots"), url=reverse("deck_lots"))]
    return [*above, Crumb(label=str(lot), url=lot.get_absolute_url())] if lot else above


def deck_lots(request: HttpRequest) -> HttpResponse:
    """List the lots, the last first."""
    needs(request, RUN)
    rows = list(DeckLot.objects.counted()[:LATEST])
    return show(request, "deck_lots.html", Crumb(label=_("Imprimer par lots")), rows=rows)


def new_lot(request: HttpRequest) -> HttpResponse:
    """Ask for a lot."""
    needs(request, RUN)
    form = LotForm(data_of(request), initial={"lot": "departements", "file_format": "pptx", "as_of": today()})
    return run(
        request,
        form,
        _("Demander un lot"),
        lambda _on, by: order_lot(**form.asking, organisation=settings.BRANDING["name"], by=by),
        way=way_to(),
        then=lambda made: made.get_absolute_url(),
        button=_("Imprimer"),
        lines=[
            _(
                "Les fichiers se préparent derrière le site : vous pouvez fermer la page, un message vous dira quand."
            )
        ],
    )


def deck_lot(request: HttpRequest, key: int) -> HttpResponse:
    """Follow a lot: how many files are done, which are missing and why."""
    row = asked_for(request, key)
    return show(
        request,
        "deck_lot.html",
        *way_to(),
        Crumb(label=str(row)),
        lot=row,
        missing=list(row.decks.missing()),
        days=KEPT_FOR.days,
    )


def lot_archive(request: HttpRequest, key: int) -> HttpResponse:
    """Give the archive of a lot."""
    row = asked_for(request, key)
    if not row.archive:
        raise Http404
    name = f"bilans-{row.lot}-{row.as_of:%Y-%m-%d}-{row.form}.zip"
    with row.archive.open("rb") as kept:
        return attached(kept.read(), name, "application/zip")


def stop_deck_lot(request: HttpRequest, key: int) -> HttpResponse:
    """Stop a lot."""
    row = asked_for(request, key)
    return run(
        request,
        WorkForm(data_of(request)),
        _("Arrêter ce lot"),
        lambda _on, by: stop_lot(row, by=by),
        way=way_to(row),
        button=_("Arrêter"),
        danger=True,
        lines=[_("Ce qui est déjà imprimé reste dans l'archive.")],
    )


def retry_deck_lot(request: HttpRequest, key: int) -> HttpResponse:
    """Try again what could not be printed."""
    row = asked_for(request, key)
    return run(
        request,
        WorkForm(data_of(request)),
        _("Reprendre ce qui manque"),
        lambda _on, by: try_again(row, by=by),
        way=way_to(row),
        button=_("Reprendre"),
    )
