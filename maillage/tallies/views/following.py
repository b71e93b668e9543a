"""Following tallies: who declared a period, who did not, what it adds up to, and over how many answers."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.exports import linked
from maillage.network.models import Team
from maillage.network.models.teams import TeamQuerySet
from maillage.network.permissions import everywhere
from maillage.network.views.lists import given, links
from maillage.network.views.national_page import needs, today
from maillage.tallies.exports.tally_tables import following_table
from maillage.tallies.forms.following_forms import FollowingFilters
from maillage.tallies.models import Followed, Period, followed, sums_of
from maillage.territory.models import Departement

PER_PAGE = 30


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Hold what the page was asked for, and what it found."""

    filters: FollowingFilters
    period: Period
    rows: Followed


def _asked(request: HttpRequest) -> _Asked:
    """Read what is asked, and who declared it among the teams that the person may read."""
    actor, on, now = needs(request, Right.SEE_TEAM), today(), timezone.now()
    places = Departement.objects.order_by("folded") if everywhere(actor, Right.SEE_TEAM) else ()
    filters = FollowingFilters(request.GET, on=on, places=tuple(places))
    teams: TeamQuerySet = Team.objects.visible_to(actor).placed(as_of=on, known_at=now)
    here = teams.seated_in(filters.perimeter).named_like(filters.value("q"))
    found = followed(here, filters.period, on=on, known_at=now)
    return _Asked(filters=filters, period=filters.period, rows=found)


def follow_tallies(request: HttpRequest) -> HttpResponse:
    """Show who declared a period among the teams that one follows, and what it adds up to."""
    asked = _asked(request)
    rows = asked.rows.shown(asked.filters.value("etat"))
    if kind := linked(request):
        said = [*asked.filters.sentences, str(asked.rows.response)]
        return given(
            kind, following_table(asked.period, rows), name=f"releves-{asked.period.code}", said=said
        )
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "filters": asked.filters,
        "period": asked.period,
        "response": asked.rows.response,
        "others": asked.rows.others,
        "sums": sums_of(asked.rows.told, asked.period),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "query": kept.urlencode(),
        "files": links(request),
        "count": len(rows),
        "over": _("en cours") if asked.period.ends > today() else "",
    }
    return render(request, "tallies/following.html", context)
