"""Signatories of the national charter, and the page of each organisation."""

from collections.abc import Sequence

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.common.spreadsheets import Column
from maillage.network.models import Organisation, Signature, Team
from maillage.network.models.organisations import OrganisationQuerySet
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.forms import SignatoryFilters
from maillage.portal.histories import organisation_history
from maillage.portal.linked_data import organisation_data, page_data
from maillage.portal.moment import Moment
from maillage.portal.pledges import of_organisation
from maillage.portal.seats import commune_of, departement_of, place_of
from maillage.portal.views.page import address, moment_of, page_of, show
from maillage.portal.views.teams import lines


def chosen(filters: SignatoryFilters, moment: Moment) -> OrganisationQuerySet:
    """Return the signatories that the filters ask for, in the order of their names."""
    day, known = moment.as_of, moment.known_at
    found = Organisation.objects.placed(as_of=day, known_at=known).with_kind()
    found = found.signatories(as_of=day, known_at=known).named_like(filters.value("q"))
    if filters.perimeter:
        found = found.seated_in(filters.perimeter)
    if kind := filters.value("nature"):
        found = found.of_kind(kind)
    in_force = Signature.objects.known_at(known).as_of(day).national().with_charter()
    return found.prefetch_related(Prefetch("signatures", in_force))


def rows_of(organisations: Sequence[Organisation]) -> list[tuple[Organisation, str, str, Signature]]:
    """Return signatories as a list prints them: the organisation, its kind, its seat, its first signature."""
    return [
        (
            row,
            row.seat.kind.name if row.seat and row.seat.kind else "",
            place_of(row),
            row.signatures.all()[0],
        )
        for row in organisations
    ]


def signatories(request: HttpRequest) -> HttpResponse:
    """List the signatories of the national charter."""
    moment = moment_of(request)
    filters = SignatoryFilters(request.GET.dict())
    found = chosen(filters, moment)
    if kind := linked(request):
        return _file(kind, list(found), filters, moment)
    page = page_of(request, found)
    return show(
        request,
        "signatories.html",
        moment,
        filters=filters,
        page=page,
        rows=rows_of(list(page.object_list)),
        files=offered(lambda kind: address(request, format=kind, page="")),
    )


def _file(kind: str, rows: Sequence[Organisation], filters: SignatoryFilters, moment: Moment) -> HttpResponse:
    """Return the list as a file."""
    return file_answer(
        kind,
        name="signataires",
        title=_("Signataires de la charte"),
        moment=moment,
        said=filters.sentences,
        columns=(
            Column(_("Organisation")),
            Column(_("Nature")),
            Column(_("Signée le"), "date"),
            Column(_("Versions signées")),
            Column(_("Commune")),
            Column(_("Code du département")),
            Column(_("Département")),
            Column(_("SIRET")),
        ),
        rows=[
            (
                row.name,
                nature,
                signature.started_on,
                ", ".join(held.charter.version for held in row.signatures.all()),
                commune_of(row),
                *departement_of(row),
                row.siret,
            )
            for row, nature, _place, signature in rows_of(rows)
        ],
    )


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation: what it is, what it signed, the teams it carries, what it belongs to."""
    moment = moment_of(request)
    day, known = moment.as_of, moment.known_at
    row = get_object_or_404(Organisation.objects.placed(as_of=day, known_at=known).with_kind(), slug=slug)
    teams = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    carried = list(teams.carried_by(row, as_of=day, known_at=known))
    return show(
        request,
        "organisation.html",
        moment,
        _about(row, moment, carried),
        row=row,
        kind=row.seat.kind if row.seat else None,
        place=place_of(row),
        departement=departement_of(row),
        corrected=list(row.signatures.corrected(known).with_charter()),
        teams=lines(carried),
        parents=list(row.affiliations.known_at(known).as_of(day).with_organisations()),
        branches=list(row.branches.known_at(known).as_of(day).with_organisations()),
        pledges=of_organisation(row, moment),
        memberships=list(row.memberships.known_at(known).as_of(day)),
    )


def _about(row: Organisation, moment: Moment, carried: Sequence[Team]) -> dict[str, object]:
    """Return what an organisation signed, its history, the pages above it, and the same said to machines."""
    signatures = list(row.signatures.known_at(moment.known_at).until(moment.as_of).with_charter())
    crumbs = _crumbs(moment, row)
    return {
        "signatures": signatures,
        "history": organisation_history(row, moment, signatures=signatures),
        "crumbs": crumbs,
        "data": page_data(organisation_data(row, teams=carried), crumbs),
    }


def _crumbs(moment: Moment, row: Organisation) -> list[Crumb]:
    """Return the pages above an organisation."""
    return [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Signataires"), url=moment.url("signatories")),
        Crumb(label=row.name),
    ]
