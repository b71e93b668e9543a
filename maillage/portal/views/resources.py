"""The library, for everyone: what is published, found by its words, read, printed, taken up."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.exports import attached
from maillage.common.markdown import rendered
from maillage.common.spreadsheets import Column
from maillage.experiments.models import Lesson
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.forms import LibraryFilters
from maillage.portal.moment import Moment
from maillage.portal.search import search
from maillage.portal.views.page import address, moment_of, page_of, show
from maillage.resources.exports.resource_paper import resource_pdf
from maillage.resources.models import AdviceOffer, Publication, Resource, ResourcePiece, Use, pictures_of
from maillage.resources.views.using import asks


def chosen(filters: LibraryFilters, moment: Moment) -> list[Publication]:
    """Return the resources that the filters ask for: by title, or those that bear the words best first."""
    day, known = moment.as_of, moment.known_at
    found = Publication.objects.readable(as_of=day, known_at=known).with_uses(as_of=day, known_at=known)
    rows = list(found.chosen(**filters.columns))
    if not (words := filters.value("q")):
        return rows
    by_slug = {row.resource.slug: row for row in rows}
    bearing = search(words, today=moment.today, now=moment.now)
    slugs = [entry.key[2] for entry in bearing if entry.kind == "resource"]
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def resources(request: HttpRequest) -> HttpResponse:
    """List the resources."""
    moment = moment_of(request)
    filters = LibraryFilters(request.GET.dict())
    rows = chosen(filters, moment)
    if kind := linked(request):
        return _file(kind, rows, filters, moment)
    page = page_of(request, rows)
    return show(
        request,
        "resources.html",
        moment,
        filters=filters,
        page=page,
        files=offered(lambda kind: address(request, format=kind, page="")),
        crumbs=_crumbs(moment),
    )


def _file(kind: str, rows: list[Publication], filters: LibraryFilters, moment: Moment) -> HttpResponse:
    """Return the list as a file."""
    return file_answer(
        kind,
        name="ressources",
        title=_("Ressources"),
        moment=moment,
        said=filters.sentences,
        columns=(
            *(
                Column(title)
                for title in (_("Titre"), _("Nature"), _("Thème"), _("Public"), _("En une phrase"))
            ),
            *(Column(title) for title in (_("Écrite par"), _("Département"))),
            Column(_("Publiée le"), "date"),
            Column(_("À relire avant le"), "date"),
            Column(_("S'en servent"), "integer"),
        ),
        rows=[
            (
                row.title,
                capfirst(row.get_kind_display()),
                capfirst(row.get_theme_display()),
                capfirst(row.get_audience_display()),
                row.summary,
                row.credit,
                row.departement.name if row.departement else "",
                row.started_on,
                row.review_on,
                row.used,
            )
            for row in rows
        ],
    )


def _crumbs(moment: Moment, *more: Crumb) -> list[Crumb]:
    """Return the pages above one of the library."""
    home = Crumb(label=_("Accueil"), url=moment.url("home"))
    library = Crumb(label=_("Ressources"), url=moment.url("resources") if more else "")
    return [home, library, *more]


def resource(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a resource as it could be read on a day, who makes use of it, what became of it."""
    moment = moment_of(request)
    row = get_object_or_404(Resource.objects.ever_published(), slug=slug)
    versions = list(Publication.objects.known_at(moment.known_at).until(moment.as_of).of(row))
    read = next((one for one in versions if one.ended_on is None or one.ended_on > moment.as_of), None)
    pieces = list(ResourcePiece.objects.of_version(read)) if read else []
    actor = actor_of(request)
    uses = list(Use.objects.of(row, as_of=moment.as_of, known_at=moment.known_at))
    mine = _mine(actor, row) if uses else set()
    return show(
        request,
        "resource.html",
        moment,
        resource=row,
        row=read,
        text=rendered(read.text, pictures_of(pieces)) if read else "",
        pieces=pieces,
        versions=versions,
        uses=[(use, use.pk in mine) for use in uses],
        lessons=list(Lesson.objects.from_resource(row).known_at(moment.known_at)) if read else [],
        expired=read is not None and read.expired(moment.as_of),
        **_of_the_field(actor, read, moment),
        crumbs=_crumbs(moment, Crumb(label=read.title if read else _("Une fiche"))),
        status=200 if versions else 404,
    )


def _mine(actor: Actor, row: Resource) -> set[int]:
    """Return the uses of a resource that someone may take back."""
    return set(Use.objects.may_be_taken_back(actor, row).values_list("pk", flat=True))


def _of_the_field(actor: Actor, row: Publication | None, moment: Moment) -> dict[str, Any]:
    """Return what people of the field alone find on a resource: who lived it, what they may do."""
    lived = actor.may(Right.PROPOSE_RESOURCE)
    offers = AdviceOffer.objects.of_the_field(moment.today)
    return {
        "asks": asks(actor),
        "lived": lived,
        "offers": list(offers.on_theme(row.theme)) if row and lived else [],
    }


def resource_print(request: HttpRequest, slug: str) -> HttpResponse:
    """Print a resource as it could be read on a day."""
    moment = moment_of(request)
    found = Publication.objects.readable(as_of=moment.as_of, known_at=moment.known_at)
    row = get_object_or_404(found, resource__slug=slug)
    return attached(resource_pdf(row), f"{slug}.pdf", "application/pdf")
