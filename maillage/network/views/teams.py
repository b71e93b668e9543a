"""The teams that I follow: the list, the workplace of each, its badge, its certificate."""

import textwrap
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import Entry
from maillage.accounts.models.journal import read_names
from maillage.accounts.roles import Right
from maillage.common import formats
from maillage.common.documents import CERTIFICATE, print_pdf, qr_svg
from maillage.common.exports import taken
from maillage.common.mail import site_link
from maillage.network.exports.lists import leads_by_team, teams_table
from maillage.network.forms.teams import TeamFilters
from maillage.network.models import Alert, Recognition, Team, TeamLead, TeamStage
from maillage.network.models.teams import GATED_STAGES, TeamQuerySet
from maillage.network.views.lists import carried_away
from maillage.network.views.team_page import crumbs, next_of, track

PER_PAGE, ENTRIES = 30, 30
OPEN = tuple(stage.value for stage in TeamStage if stage != TeamStage.CLOSED)
GONE = 410


def _seen(request: HttpRequest) -> TeamQuerySet:
    """Return the teams that the person may read, as they are today."""
    day, now = timezone.localdate(), timezone.now()
    found = Team.objects.visible_to(actor_of(request)).placed(as_of=day, known_at=now)
    return found.staged(as_of=day, known_at=now).watched(as_of=day)


def my_teams(request: HttpRequest) -> HttpResponse:
    """List the teams that I follow, with what each lacks."""
    filters = TeamFilters(request.GET)
    stage, alert = filters.value("etape"), filters.value("alerte")
    found = _seen(request).named_like(filters.value("q")).at_stages((stage,) if stage else OPEN)
    if alert:
        found = found.alerted(alert)
    if kind := taken(request):
        return _carried_away(request, kind, list(found), filters)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "filters": filters,
        "page": page,
        "query": kept.urlencode(),
        "rows": [(team, TeamStage(team.stage).label if team.stage else "", alerts_of(team)) for team in page],
        "may_found": actor_of(request).may(Right.FOUND_TEAM),
        "asks": filters.asks,
    }
    return render(request, "network/team/list.html", context)


def _carried_away(
    request: HttpRequest, kind: str, teams: Sequence[Team], filters: TeamFilters
) -> HttpResponse:
    """Return my teams as a file, with how to reach those who lead them."""
    leads = leads_by_team(TeamLead.objects.believed().as_of(timezone.localdate()).of_teams(teams))
    return carried_away(
        request,
        kind,
        teams_table(teams, leads, {team.pk: alerts_of(team) for team in teams}),
        name="equipes-suivies",
        right=Right.SEE_TEAM,
        said=filters.sentences,
    )


def alerts_of(team: Team) -> list[str]:
    """Return what a team lacks, in words; read it `staged` and `watched`."""
    lacks = (
        (not team.has_lead and team.stage != TeamStage.CLOSED, Alert.LEAD),
        (not team.has_gate and team.stage in GATED_STAGES, Alert.GATE),
        (not team.is_confirmed and team.stage == TeamStage.RECOGNISED, Alert.UNCONFIRMED),
    )
    return [str(alert.label) for lacking, alert in lacks if lacking]


def work_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the workplace of a team: where it stands, what comes next, who stands for it, what happened."""
    day = timezone.localdate()
    team = get_object_or_404(_seen(request).allowing(actor_of(request)), slug=slug)
    changes = list(team.stage_changes.believed().until(day))
    context = {
        "team": team,
        "crumbs": crumbs(team),
        "stage": TeamStage(team.stage).label if team.stage else "",
        "alerts": alerts_of(team),
        "steps": track(changes, team.stage),
        "next": next_of(team, on=day),
        "leads": list(team.leads.believed().in_order()),
        "supports": list(team.supports.believed().select_related("organisation").in_order()),
        "carriers": list(
            team.carryings.believed().with_signature(as_of=day).with_right(actor_of(request)).with_carrier()
        ),
        "pacts": list(team.pacts.believed().latest_first()),
        "project": team.projects.latest_first().first(),
        "requests": list(team.recognition_requests.latest_first()),
        "recognitions": list(team.recognitions.believed().latest_first()),
        "confirmations": list(team.confirmations.latest_first()),
        "changes": changes,
        "entries": read_names(Entry.objects.about(team)[:ENTRIES]),
    }
    return render(request, "network/team/work.html", context)


def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw the badge of a team while it is recognised; say that it is no more, once it is not."""
    day, now = timezone.localdate(), timezone.now()
    team = get_object_or_404(Team.objects.staged(as_of=day, known_at=now), slug=slug)
    if team.stage != TeamStage.RECOGNISED:
        sentence = (
            _("L'équipe « %s » n'est pas reconnue aujourd'hui : ce badge n'est plus valable.") % team.name
        )
        return HttpResponse(formats.typo(sentence), content_type="text/plain; charset=utf-8", status=GONE)
    drawn = render_to_string(
        "network/team/badge.svg", {"team": team, "lines": badge_lines(team.name)}, request
    )
    return HttpResponse(
        drawn, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=3600"}
    )


def badge_lines(name: str) -> list[dict[str, str | int]]:
    """Return the name of a team as a badge writes it: on one line, or smaller on two."""
    words = textwrap.wrap(name, 22, max_lines=2, placeholder="…")
    if len(words) == 1:
        return [{"text": words[0], "y": 72, "size": 20}]
    return [{"text": text, "y": 62 + 21 * rank, "size": 18} for rank, text in enumerate(words)]


def recognition(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the public whether a certificate is true, and whether it still holds."""
    found = Recognition.objects.certificate_of(number)
    if found is None:
        raise Http404
    day, now = timezone.localdate(), timezone.now()
    team = Team.objects.placed(as_of=day, known_at=now).staged(as_of=day, known_at=now).get(pk=found.team.pk)
    holds = found.ended_on is None or found.ended_on > day
    context = {
        "recognition": found,
        "team": team,
        "holds": holds and team.stage == TeamStage.RECOGNISED,
        "asleep": holds and team.stage == TeamStage.DORMANT,
    }
    return render(request, "network/team/recognition.html", context)


def _told(held: Recognition, team: Team) -> dict[str, object]:
    """Return what the certificate of a recognition says."""
    verify = site_link(reverse("recognition", args=[held.number]))
    decided = str(held.sitting or _("par l'équipe nationale"))
    return {
        "title": _("Équipe citoyenne reconnue"),
        "name": team.name,
        "lines": [
            _("Cette équipe de bénévoles agit près de chez elle, avec un pacte et un projet."),
            _("Sa reconnaissance se confirme chaque année."),
        ],
        "number": held.number,
        "date": formats.day(held.started_on),
        "signed_by": _("par délégation, dans sa coopération") if held.delegated else decided,
        "verify_url": verify,
        "qr_svg": qr_svg(verify),
    }


def certificate(request: HttpRequest, slug: str) -> HttpResponse:
    """Print the certificate of a recognised team."""
    team = get_object_or_404(Team.objects.visible_to(actor_of(request)), slug=slug)
    current = team.recognitions.believed().as_of(timezone.localdate()).select_related("sitting")
    printed = print_pdf(CERTIFICATE, _told(get_object_or_404(current), team))
    headers = {"Content-Disposition": f'attachment; filename="reconnaissance-{team.slug}.pdf"'}
    return HttpResponse(printed, content_type="application/pdf", headers=headers)
