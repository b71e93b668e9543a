"""Where next? A question in the address, its answer in a sentence, and what moving a team by hand would lose."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.exports import linked, offered
from maillage.common.formats import number
from maillage.network.models import Cooperation
from maillage.network.views.cockpit_page import found, frame, paged, readable
from maillage.network.views.lists import given
from maillage.network.views.national_page import crumbs, needs, today
from maillage.observatory.assemble import (
    SPREAD_KM,
    Answer,
    Objective,
    teams_on,
    with_move,
    without_move,
)
from maillage.observatory.exports import proposal as told
from maillage.observatory.exports import siting_map
from maillage.observatory.exports.proposal import SiteLine
from maillage.observatory.exports.sources import in_one_line, sources
from maillage.observatory.forms.siting import ElsewhereForm, NationForm, SitingForm, query_of
from maillage.observatory.models import Scenario
from maillage.territory.perimeter import FRANCE, Perimeter

FEW_TEAMS, NATION_TEAMS, PER_PAGE = 3, 20, 30
REST = "suite"  # what follows a move that was just shown: the table and the map
GROUND = "Maillage-Ground"  # the figures of the page from which a team is moved


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Hold where a question is asked: in the cockpit of a cooperation, or for any part of France."""

    page: str
    save: str
    template: str
    form: SitingForm
    around: dict[str, Any] = field(default_factory=dict)
    cooperation: Cooperation | None = None

    @property
    def perimeter(self) -> Perimeter:
        """Return the territory of the question."""
        if self.cooperation:
            return Perimeter("cooperation", self.cooperation.slug)
        chosen: Perimeter = self.form.cleaned_data.get("territoire") or FRANCE
        return chosen

    @property
    def label(self) -> str:
        """Return the name of the territory."""
        return self.cooperation.name if self.cooperation else self.perimeter.label


def cockpit_siting(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask where the next teams of a cooperation would help most."""
    row = found(request, slug)
    form = SitingForm(request.GET.dict(), on=today(), at=timezone.now(), usual=FEW_TEAMS)
    may = readable(request).editable_by(actor_of(request)).contains(row)
    desk = Desk(
        page=reverse("cockpit_siting", args=[row.slug]),
        save=reverse("cockpit_siting_save", args=[row.slug]) if may else "",
        template="observatory/cockpit_siting.html",
        form=form,
        around=frame(row, "cockpit_siting"),
        cooperation=row,
    )
    return _answered(request, desk, asked=True)


def where_next(request: HttpRequest) -> HttpResponse:
    """Ask the same of any part of France."""
    needs(request, Right.SITE_TEAMS)
    form = NationForm(request.GET.dict(), on=today(), at=timezone.now(), usual=NATION_TEAMS)
    desk = Desk(
        page=reverse("where_next"),
        save=reverse("where_next_save"),
        template="observatory/where_next.html",
        form=form,
        around={"crumbs": crumbs(here=_("Où aller ensuite ?"))},
    )
    return _answered(request, desk, asked=bool(request.GET))


def _answered(request: HttpRequest, desk: Desk, *, asked: bool) -> HttpResponse:
    """Answer a question: by a file, by what a move changes, or by the page."""
    form = desk.form
    ground = request.headers.get(GROUND, "")
    answer = form.answer(desk.perimeter, ground) if asked and form.is_valid() else None
    if answer is None:
        return render(request, desk.template, _page(request, desk, None))
    if kind := linked(request):
        said = [desk.label, in_one_line(answer.proposal.ground.communes)]
        return given(kind, told.sites_table(answer), name="prochaines-equipes", said=said)
    moving = request.GET.get("bouger", "")
    elsewhere = ElsewhereForm(request.GET if "vers" in request.GET else None)
    if moving in told.codes(answer) and elsewhere.is_bound and elsewhere.is_valid():
        moves = with_move(answer.moves, moving, elsewhere.cleaned_data["vers"])
        return HttpResponseRedirect(_address(desk.page, query_of(answer.proposal.asked, moves)))
    if request.GET.get(REST):
        return render(request, "observatory/siting/_rest.html", _rest(answer))
    shown = _answer(request, desk, answer, moving, elsewhere)
    if "HX-Request" in request.headers:
        return render(request, "observatory/siting/_live.html", shown)
    return render(request, desk.template, {**_page(request, desk, answer), **_rest(answer), **shown})


def _address(page: str, query: dict[str, str], anchor: str = "") -> str:
    """Return the address of a question."""
    return f"{page}?{urlencode(query)}{anchor}"


def _page(request: HttpRequest, desk: Desk, answer: Answer | None) -> dict[str, Any]:
    """Return what the whole page shows around an answer, if there is one."""
    form = desk.form
    shown = {
        **desk.around,
        "form": form,
        "first": [form[name] for name in form.FIRST],
        "more": [bound for bound in form.visible_fields() if bound.name not in form.FIRST],
        "opened": any(form.asks_more(name) for name in form.fields),
        "page_url": desk.page,
        "scenarios": Scenario.objects.held_by(actor_of(request)).of(desk.cooperation),
        "answer": answer,
    }
    if answer is None:
        return shown
    query = query_of(answer.proposal.asked, answer.moves)
    return {
        **shown,
        **around(answer, desk.label),
        "files": offered(lambda kind: _address(desk.page, {**query, "format": kind})),
    }


def around(answer: Answer, perimeter: str) -> dict[str, Any]:
    """Return what stands around an answer: what was asked, the map, where the figures come from."""
    asked, communes = answer.proposal.asked, answer.proposal.ground.communes
    teams = teams_on(as_of=asked.as_of, known_at=asked.known_at)
    return {
        "conditions": told.conditions_told(answer, perimeter),
        "svg": SafeString(siting_map.drawn(answer, teams, _team)),
        "sources": sources(communes),
        "spread": number(SPREAD_KM),
        "estimated": communes.people_are_estimated,
        "alone_estimated": communes.alone_are_estimated,
        "is_floored": asked.floor is not None,
    }


def _team(slug: str) -> str:
    """Return the public page of a team."""
    return reverse("team", args=[slug])


@dataclass(frozen=True, kw_only=True)
class Line:
    """Hold a proposed commune with its links: to move its team, or to put it back."""

    site: SiteLine
    move: str
    back: str


def _answer(
    request: HttpRequest, desk: Desk, answer: Answer, moving: str, elsewhere: ElsewhereForm
) -> dict[str, Any]:
    """Return what changes with a move: the sentences, the communes, the départements, the marks of the map."""
    asked, codes = answer.proposal.asked, told.codes(answer)
    query = query_of(asked, answer.moves)
    page = listed(request, answer)
    lines = [
        Line(
            site=one,
            move=_address(desk.page, {**query, **_paged(page), "bouger": one.code}, f"#commune-{one.code}"),
            back=_address(
                desk.page, {**query_of(asked, without_move(answer.moves, one.code)), **_paged(page)}
            )
            if one.source
            else "",
        )
        for one in told.site_lines(answer, list(page))
    ]
    return {
        **said_of(answer, page),
        "page_url": desk.page,
        "page_query": urlencode(query),
        "lines": lines,
        "save_url": _address(desk.save, query) if desk.save else "",
        "rest": _address(desk.page, {**query, REST: "1"}),
        **_moving(desk, answer, moving if moving in codes else "", elsewhere),
    }


def listed(request: HttpRequest, answer: Answer) -> "Page[int]":
    """Return the page of communes that is asked for, by their ranks."""
    return paged(request, range(len(answer.sites)), PER_PAGE)


def said_of(answer: Answer, page: "Page[int]") -> dict[str, Any]:
    """Return what any page says of an answer."""
    return {
        "answer": answer,
        "headline": told.headline(answer),
        "proof": told.proof(answer),
        "moved": told.moves_told(answer),
        "moved_worse": answer.change < 0,
        "shifts": told.shift_lines(answer) if answer.moves else [],
        "unknown": told.unknown_told(answer),
        "ordered": answer.proposal.asked.objective != Objective.MEDIAN,
        "page": page,
    }


def _rest(answer: Answer) -> dict[str, Any]:
    """Return what a live move shows a moment later: the départements, the marks of the map."""
    return {**departements(answer), "marks": SafeString(siting_map.sites(answer))}


def departements(answer: Answer) -> dict[str, Any]:
    """Return what the teams change in each département, and in all."""
    return {"effects": told.effect_lines(answer), "whole": told.total_line(answer)}


def _paged(page: "Page[int]") -> dict[str, str]:
    """Return what an address says of the page of a list: nothing of the first."""
    return {"page": str(page.number)} if page.number > 1 else {}


def _moving(desk: Desk, answer: Answer, moving: str, elsewhere: ElsewhereForm) -> dict[str, Any]:
    """Return where a team could go instead, each with its link; nothing when none is to be moved."""
    if not moving:
        return {"moving": ""}
    asked = answer.proposal.asked
    query = query_of(asked, answer.moves)
    site = int(answer.sites[told.codes(answer).index(moving)])
    return {
        "moving": moving,
        "elsewhere": elsewhere,
        "kept": {**query, "bouger": moving},
        "neighbours": [
            (one, _address(desk.page, query_of(asked, with_move(answer.moves, moving, one.code))))
            for one in told.neighbour_lines(answer, site)
        ],
        "stay": _address(desk.page, query),
    }
