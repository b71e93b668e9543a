"""The yearly confirmation campaign: who would get what, the sending, the answers, those to call."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.errors import Refused
from maillage.common.exports import attached, linked, taken
from maillage.network.exports.campaigns import (
    Call,
    calls_pdf,
    calls_table,
    follow_up_table,
    lines_of,
    total_of,
)
from maillage.network.forms.national import EmptyForm, ScopeForm, SealForm, TelephoneAnswerForm
from maillage.network.models import Campaign, CampaignTeam
from maillage.network.operations.campaigns import (
    REMIND_AFTER,
    Plan,
    close_campaign,
    plan_campaign,
    plan_reminder,
    remind,
    send_campaign,
    telephones_of,
)
from maillage.network.operations.confirmations import confirm_team
from maillage.network.views.lists import carried_away, given, links
from maillage.network.views.national_page import ask, author, crumbs, data_of, needs, show, today


def found(request: HttpRequest, pk: int) -> Campaign:
    """Return a campaign that the person may run, or 404."""
    actor = needs(request, Right.RUN_CAMPAIGN)
    return get_object_or_404(Campaign.objects.runnable_by(actor), pk=pk)


def above(campaign: Campaign | None = None) -> list[tuple[str, str]]:
    """Return the pages above one of a campaign."""
    pages = [(_("Campagnes"), reverse("campaigns"))]
    return [*pages, (str(campaign), reverse("campaign", args=[campaign.pk]))] if campaign else pages


def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns, and choose the year and the place of the next one."""
    actor = needs(request, Right.RUN_CAMPAIGN)
    asked = request.GET or None
    form = ScopeForm(asked, initial={"annee": today().year, "lieu": "france"})
    if asked and form.is_valid():
        query = urlencode({"annee": form.cleaned_data["annee"], "lieu": form.cleaned_data["lieu"]})
        return HttpResponse(status=303, headers={"Location": f"{reverse('campaign_preview')}?{query}"})
    rows = Campaign.objects.runnable_by(actor).with_progress().latest_first()
    return show(
        request,
        "campaigns.html",
        form=form,
        rows=list(rows),
        crumbs=crumbs(here=_("Campagnes de confirmation")),
        status=422 if asked else 200,
    )


def preview(request: HttpRequest) -> HttpResponse:
    """Show who would get what, and why; then send."""
    needs(request, Right.RUN_CAMPAIGN)
    scope = ScopeForm(request.GET)
    if not scope.is_valid():
        return HttpResponse(
            status=303, headers={"Location": f"{reverse('campaigns')}?{request.GET.urlencode()}"}
        )
    try:
        plan = plan_campaign(
            year=scope.cleaned_data["annee"], perimeter=scope.perimeter, on=today(), at=timezone.now()
        )
    except Refused as refusal:
        return show(request, "refused.html", sentence=str(refusal), back=reverse("campaigns"), status=409)
    return _read_then_send(request, scope, plan)


def _read_then_send(request: HttpRequest, scope: ScopeForm, plan: Plan) -> HttpResponse:
    """Show a list before it is sent, then send it."""
    year, perimeter = scope.cleaned_data["annee"], scope.perimeter
    form = SealForm(data_of(request))
    by = author(request, Right.RUN_CAMPAIGN)
    return carry_out(
        request,
        form,
        template="network/national/preview.html",
        do=lambda: send_campaign(
            year=year, perimeter=perimeter, seal=form.cleaned_data["seal"], on=today(), by=by
        ),
        then=lambda campaign: reverse("campaign", args=[campaign.pk]),
        said=_("Les messages partent. Les équipes sans adresse sont sur la liste à appeler."),
        context={
            "plan": plan,
            "year": year,
            "perimeter": perimeter,
            "crumbs": crumbs(*above(), here=_("Aperçu")),
        },
    )


def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a campaign: answered, waiting, to call, by département."""
    row = found(request, pk)
    teams = list(row.teams.with_answers().with_places(today(), timezone.now()))
    lines = lines_of(teams)
    total = total_of(lines)
    if kind := linked(request):
        return given(kind, follow_up_table([*lines, total]), name=f"campagne-{row.year}", said=[str(row)])
    due = [team for team in teams if team.is_due(timezone.now() - REMIND_AFTER)]
    return show(
        request,
        "campaign.html",
        campaign=row,
        lines=lines,
        total=total,
        due=len(due),
        files=links(request),
        crumbs=crumbs(*above(), here=str(row)),
    )


def reminder(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who would be reminded; then send."""
    row = found(request, pk)
    plan = plan_reminder(row, on=today(), at=timezone.now())
    form = SealForm(data_of(request))
    by = author(request, Right.RUN_CAMPAIGN)
    return carry_out(
        request,
        form,
        template="network/national/preview.html",
        do=lambda: remind(row, seal=form.cleaned_data["seal"], on=today(), by=by),
        then=lambda _count: reverse("campaign", args=[row.pk]),
        said=lambda count: ngettext("%d rappel part.", "%d rappels partent.", count) % count,
        context={
            "plan": plan,
            "year": row.year,
            "perimeter": row.perimeter,
            "reminder": row,
            "crumbs": crumbs(*above(row), here=_("Relance")),
        },
    )


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a campaign."""
    row = found(request, pk)
    return ask(
        request,
        EmptyForm(data_of(request)),
        title=_("Clore la campagne"),
        lead=_("Aucune équipe n'est retirée : celles qui n'ont pas répondu restent sur la liste à appeler."),
        button=_("Clore la campagne"),
        back=reverse("campaign", args=[row.pk]),
        above=above(row),
        do=lambda: close_campaign(row, on=today(), by=author(request, Right.RUN_CAMPAIGN)),
        said=_("La campagne est close."),
    )


def _mine(request: HttpRequest, pk: int) -> tuple[Campaign, list[CampaignTeam]]:
    """Return a campaign and its silent teams for which the person may answer, or 404."""
    actor = needs(request, Right.RUN_CAMPAIGN, Right.EDIT_TEAM)
    row = get_object_or_404(Campaign.objects, pk=pk)
    teams = row.teams.answerable_by(actor).with_answers().unanswered()
    return row, list(teams.with_places(today(), timezone.now()))


def _calls(teams: Sequence[CampaignTeam], day: dt.date) -> list[Call]:
    """Return the calls to make, by département and by name."""
    numbers = telephones_of([row.team for row in teams], on=day)
    return [
        Call(team=row.team, place=row.place, by_email=row.by_email, numbers=numbers[row.team.pk])
        for row in teams
    ]


def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """List the teams to call, with the people and the numbers."""
    row, teams = _mine(request, pk)
    made = _calls(teams, today())
    if kind := taken(request):
        right = Right.RUN_CAMPAIGN if actor_of(request).may(Right.RUN_CAMPAIGN) else Right.EDIT_TEAM
        return carried_away(
            request, kind, calls_table(made), name=f"a-appeler-{row.year}", right=right, said=[str(row)]
        )
    return show(
        request,
        "calls.html",
        campaign=row,
        calls=made,
        crumbs=crumbs(*above(row), here=_("À appeler")) if actor_of(request).may(Right.RUN_CAMPAIGN) else [],
    )


def calls_printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the teams to call as a PDF, with room to write."""
    row, teams = _mine(request, pk)
    content = calls_pdf(row, _calls(teams, today()), on=today())
    return attached(content, f"a-appeler-{row.year}.pdf", "application/pdf")


def answer(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Write down what a team answered by telephone."""
    actor = needs(request, Right.EDIT_TEAM)
    row = get_object_or_404(Campaign, pk=pk)
    asked = get_object_or_404(row.teams.answerable_by(actor).select_related("team"), team__slug=slug)
    form = TelephoneAnswerForm(data_of(request))
    back = reverse("campaign_calls", args=[row.pk])
    return ask(
        request,
        form,
        title=_("Ce que dit « %s »") % asked.team.name,
        lead=_("Pour %(year)s. Rien ne se retire : une équipe en pause ou terminée est mise en sommeil.")
        % {"year": row.year},
        button=_("Noter cette réponse"),
        back=back,
        above=[(_("À appeler"), back)],
        do=lambda: confirm_team(
            asked.team,
            **form.cleaned_data,
            year=row.year,
            on=today(),
            by=author(request, Right.EDIT_TEAM, asked.team),
        ),
        said=_("La réponse de « %s » est notée. Merci.") % asked.team.name,
    )
