"""The tallies of a team at work: what it declared, its rhythm, the sheet of paper and its copy."""

from collections.abc import Callable

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.models import Team, TeamLead
from maillage.network.models.teams import TeamQuerySet
from maillage.network.views.national_page import data_of, today
from maillage.network.views.team_page import Act, page_of, team_to
from maillage.tallies.exports.tally_papers import sheet_pdf
from maillage.tallies.forms.tally_forms import PaperForm, ReasonForm, RhythmForm
from maillage.tallies.models import (
    QUARTER,
    How,
    Period,
    Rhythm,
    Tally,
    TallyLink,
    TallyReminder,
    due,
    lacking,
)
from maillage.tallies.operations.rhythm import rhythm_of, set_rhythm
from maillage.tallies.operations.tallies import take_back
from maillage.tallies.views.sheet import Sheet, lines_of, tally_page

PER_PAGE = 12
PDF = "application/pdf"


def tallies_of(team: Team) -> str:
    """Return the address of the tallies of a team."""
    return reverse("team_tallies", args=[team.slug])


def crumbs(team: Team, here: str = "") -> list[Crumb]:
    """Return the pages above one of the tallies of a team."""
    above = [
        Crumb(label=_("Mes équipes"), url=reverse("my_teams")),
        Crumb(label=team.name, url=page_of(team)),
        Crumb(label=_("Ses relevés"), url=tallies_of(team) if here else ""),
    ]
    return [*above, Crumb(label=here)] if here else above


def editable(request: HttpRequest, slug: str) -> tuple[Team, Author]:
    """Return a team for which the person may declare, and who writes."""
    return team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)


def act(
    request: HttpRequest, team: Team, form: forms.Form, act_: Act, do: Callable[[], object]
) -> HttpResponse:
    """Show the page of an act, or do it and go back to the tallies of the team."""
    return carry_out(
        request,
        form,
        template="network/team/act.html",
        do=do,
        then=lambda _done: tallies_of(team),
        said=str(act_.said),
        context={
            "team": team,
            "act": act_,
            "crumbs": crumbs(team, str(act_.title)),
            "back": tallies_of(team),
        },
    )


def team_tallies(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a team declared, what waits, how often it declares, and the links of its leads."""
    on, now, actor = today(), timezone.now(), actor_of(request)
    team = get_object_or_404(Team.objects.visible_to(actor).allowing(actor), slug=slug)
    page = Paginator(Tally.objects.believed().of_team(team).with_names(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    former = Tally.objects.of_team(team).corrected_of([tally.period_on for tally in page])
    links = {link.lead_id: link for link in TallyLink.objects.of_team(team).serving(on)}
    leads = TeamLead.objects.believed().as_of(on).of_teams([team])
    months = rhythm_of(team, on)
    context = {
        "team": team,
        "crumbs": crumbs(team),
        "page": page,
        "rows": [(one, lines_of(one), [old for old in former if old.period == one.period]) for one in page],
        "waiting": lacking(team, on=on, known_at=now),
        "period": due(on, months),
        "rhythm": Rhythm(months).label,
        "current": Period.holding(on, months),
        "leads": [(lead, links.get(lead.pk)) for lead in leads],
        "reminder": TallyReminder.objects.of_team(team).first(),
    }
    return render(request, "tallies/team.html", context)


def _sheet(request: HttpRequest, slug: str, code: str, title: str = "") -> Sheet:
    """Return the sheet of a period of a team, filled by somebody with an account."""
    team, by = editable(request, slug)
    period = Period.parse(code)
    if period is None:
        raise Http404

    def at(name: str) -> Callable[[Period], str]:
        return lambda which: reverse(name, args=[team.slug, which.code])

    return Sheet(
        team=team,
        period=period,
        how=How.PAGE,
        who=str(by.user or ""),
        by=by,
        declared_at=at("declare_tally"),
        corrected_at=at("correct_tally"),
        crumbs=crumbs(team, title or str(period).capitalize()),
        more={"action": request.path, "sheet_url": reverse("tally_sheet", args=[team.slug, period.code])},
    )


def declare_tally(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Declare a period of a team, or show what is declared of it."""
    return tally_page(request, _sheet(request, slug, code))


def correct_tally(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Correct what is declared of a period."""
    return tally_page(request, _sheet(request, slug, code, _("Corriger un relevé")), correcting=True)


def copy_tally(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Copy the sheet of paper that a team filled, and say who filled it."""
    sheet = _sheet(request, slug, code, _("Recopier une feuille"))
    return tally_page(request, sheet.on_paper(PaperForm))


def tally_sheet(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Print the sheet of a period, with the boxes of the page."""
    team = get_object_or_404(Team.objects.visible_to(actor_of(request)), slug=slug)
    period = Period.parse(code)
    if period is None:
        raise Http404
    answer = HttpResponse(sheet_pdf(team, period), content_type=PDF)
    answer.headers["Content-Disposition"] = f'inline; filename="releve-{team.slug}-{period.code}.pdf"'
    return answer


def take_back_tally(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Take back a tally that should never have been written."""
    team, by = editable(request, slug)
    tally = get_object_or_404(Tally.objects.believed().of_team(team), pk=key)
    form = ReasonForm(data_of(request))
    told = Act(
        title=_("Retirer le relevé : %s") % tally.period,
        button=_("Retirer ce relevé"),
        said=_("Le relevé est retiré : la période est de nouveau à déclarer."),
        about=_(
            "Pour changer un nombre, corrigez plutôt le relevé. Ce qui est retiré reste dans l'historique."
        ),
        danger=True,
    )
    return act(request, team, form, told, lambda: take_back(tally, reason=form.cleaned_data["reason"], by=by))


def tally_rhythm(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whether a team declares each month or each quarter."""
    team, by = editable(request, slug)
    here = Period.holding(today(), QUARTER)
    form = RhythmForm(
        data_of(request),
        quarters=[here, here.following, here.following.following],
        initial={"months": rhythm_of(team, today())},
    )
    told = Act(
        title=_("Changer de rythme"),
        button=_("Enregistrer"),
        said=_("Le rythme de l'équipe est noté."),
        about=_("Chaque mois, on se souvient mieux. Chaque trimestre, on y pense moins souvent."),
    )

    def do() -> object:
        return set_rhythm(team, form.cleaned_data["months"], since=form.quarter.first, by=by)

    return act(request, team, form, told, do)
