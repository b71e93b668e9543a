"""The whole journal, for those who watch over it: by person, by subject, by date, and its seals."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.accounts.actors import actor_of
from maillage.accounts.models import Entry, JournalHead, User
from maillage.accounts.models.journal import EntryQuerySet, read_names
from maillage.accounts.operations import seal_holds
from maillage.accounts.roles import Right
from maillage.common.exports import taken
from maillage.network.exports.lists import journal_table
from maillage.network.forms.journal import JournalFilters, SealForm
from maillage.network.models import Cooperation, Organisation, Team
from maillage.network.views.lists import carried_away, is_too_long

PER_PAGE = 50


def _chosen(filters: JournalFilters) -> EntryQuerySet:
    """Return the lines that the filters ask for, the last first."""
    found = Entry.objects.latest_first()
    if not filters.is_valid():
        return found
    asked = filters.cleaned_data
    if about := asked["about"]:
        found = found.about_rows(
            User.objects.get_queryset().named_like(about),
            Organisation.objects.named_like(about),
            Cooperation.objects.named_like(about),
            Team.objects.named_like(about),
        )
    if who := asked["who"]:
        found = found.by(User.objects.get_queryset().named_like(who))
    return found.between(asked["first"], asked["last"])


def journal(request: HttpRequest) -> HttpResponse:
    """Show the journal."""
    if not actor_of(request).may(Right.READ_JOURNAL):
        raise Http404
    filters = JournalFilters(request.GET or None)
    found = _chosen(filters)
    if (kind := taken(request)) and not is_too_long(request, found):
        return _carried_away(request, kind, found, filters)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    seal = SealForm(request.GET if "seal" in request.GET else None)
    return render(
        request,
        "network/journal.html",
        {
            "filters": filters,
            "page": page,
            "entries": read_names(page.object_list),
            "page_query": query.urlencode(),
            "head": JournalHead.objects.get(),
            "seal": seal,
            "checked": seal.is_bound and seal.is_valid(),
            "holds": seal.is_bound and seal.is_valid() and seal_holds(**seal.cleaned_data),
        },
    )


def _carried_away(
    request: HttpRequest, kind: str, entries: EntryQuerySet, filters: JournalFilters
) -> HttpResponse:
    """Return lines of the journal as a file."""
    return carried_away(
        request,
        kind,
        journal_table(read_names(entries)),
        name="journal",
        right=Right.READ_JOURNAL,
        said=filters.sentences,
    )
