"""Scenarios: a question kept under a name, read again as it was, shared, compared, taken away."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb, Download
from maillage.common.exports import attached
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network.models import Cooperation
from maillage.network.views.act_page import act
from maillage.network.views.cockpit_page import editable
from maillage.network.views.national_page import data_of, needs, today
from maillage.observatory.assemble import Answer
from maillage.observatory.exports import proposal as told
from maillage.observatory.exports.kept import compared, read
from maillage.observatory.forms.scenarios import NameForm, SaveForm, WithdrawForm
from maillage.observatory.forms.siting import NationForm, SitingForm, query_of
from maillage.observatory.models import Scenario
from maillage.observatory.models.scenarios import ScenarioQuerySet
from maillage.observatory.operations.scenarios import (
    NewScenario,
    rename_scenario,
    save_scenario,
    share_scenario,
    withdraw_scenario,
)
from maillage.observatory.views.siting import FEW_TEAMS, NATION_TEAMS, around, departements, listed, said_of
from maillage.territory.perimeter import FRANCE, Perimeter

MOST_COMPARED = 3
FILES = {"pptx": "PowerPoint", "pdf": "PDF", "xlsx": "Excel"}


def _held(request: HttpRequest) -> ScenarioQuerySet:
    """Return the scenarios that the person may hold."""
    return Scenario.objects.held_by(actor_of(request))


def _found(request: HttpRequest, key: int) -> Scenario:
    """Return a scenario that the person may hold, or 404."""
    return get_object_or_404(_held(request), pk=key)


def _author(request: HttpRequest, cooperation: Cooperation | None) -> Author:
    """Return who writes: as who animates a cooperation, or as one of the national team."""
    right = Right.EDIT_COOPERATION if cooperation else Right.SITE_TEAMS
    return actor_of(request).author(right, at=timezone.now(), about=cooperation)


def _desk(cooperation: Cooperation | None) -> Crumb:
    """Return the page where the question is asked."""
    url = reverse("cockpit_siting", args=[cooperation.slug]) if cooperation else reverse("where_next")
    return Crumb(label=_("Où aller ensuite ?"), url=url)


def cockpit_siting_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a question of a cooperation under a name."""
    row = editable(request, slug)
    form = SitingForm(request.GET.dict(), on=today(), at=timezone.now(), usual=FEW_TEAMS)
    return _save(request, form, Perimeter("cooperation", row.slug), row)


def where_next_save(request: HttpRequest) -> HttpResponse:
    """Keep a question of the nation under a name."""
    needs(request, Right.SITE_TEAMS)
    form = NationForm(request.GET.dict(), on=today(), at=timezone.now(), usual=NATION_TEAMS)
    valid = form.is_valid()
    return _save(request, form, form.cleaned_data.get("territoire") or FRANCE if valid else FRANCE, None)


def _save(
    request: HttpRequest, asked: SitingForm, perimeter: Perimeter, cooperation: Cooperation | None
) -> HttpResponse:
    """Ask for the name of a question, and keep it; one that cannot be answered goes back to where it is asked."""
    desk = _desk(cooperation)
    back = Crumb(label=desk.label, url=f"{desk.url}?{request.GET.urlencode()}")
    answer = asked.answer(perimeter) if asked.is_valid() else None
    if answer is None:
        return HttpResponseRedirect(back.url)
    form = SaveForm(data_of(request))
    return act(
        request,
        form,
        _("Enregistrer ce scénario"),
        lambda on, by: save_scenario(_new(answer, form, cooperation), on=on, by=by),
        by=_author(request, cooperation),
        above=back,
        then=lambda made: made.get_absolute_url(),
        said=_("Le scénario est enregistré."),
        lines=[line for line in (told.headline(answer), told.moves_told(answer)) if line],
    )


def _new(answer: Answer, form: SaveForm, cooperation: Cooperation | None) -> NewScenario:
    """Return what is kept of an answer."""
    return NewScenario(
        name=form.cleaned_data["name"],
        shared=form.cleaned_data["shared"],
        question=answer.proposal.asked.written(),
        moves=answer.moves,
        ground=answer.proposal.ground.digest,
        found=answer.proposal.digest,
        cooperation=cooperation,
    )


def scenario(request: HttpRequest, key: int) -> HttpResponse:
    """Show a scenario, computed again as it was asked: on the same day, as known at the same moment."""
    row = _found(request, key)
    again = read(row)
    shown: dict[str, Any] = {
        "row": row,
        "crumbs": [_desk(row.cooperation), Crumb(label=row.name)],
        "again": again,
    }
    if (answer := again.answer) is not None:
        page = listed(request, answer)
        query = urlencode(query_of(answer.proposal.asked, answer.moves))
        shown |= {
            **said_of(answer, page),
            **departements(answer),
            **around(answer, again.perimeter),
            "lines": [{"site": one} for one in told.site_lines(answer, list(page))],
            "page_query": "",
            "files": _files(row),
            "resume": f"{_desk(row.cooperation).url}?{query}",
        }
    return render(request, "observatory/scenario.html", shown)


def _files(row: Scenario) -> list[Download]:
    """Return the files of a scenario: those of a bilan are printed where bilans are."""
    printed = [
        Download(label=label, url=reverse("scenario_file", args=[row.pk, form]))
        for form, label in FILES.items()
    ]
    return [*printed, Download(label="GeoJSON", url=reverse("scenario_points", args=[row.pk]))]


def scenario_points(request: HttpRequest, key: int) -> HttpResponse:
    """Give the sites, the teams and the communes of a scenario as GeoJSON."""
    row = _found(request, key)
    again = read(row)
    if again.answer is None:
        raise Http404
    content = json.dumps(told.points(again.answer, title=row.name), ensure_ascii=False, separators=(",", ":"))
    return attached(content.encode(), f"scenario-{row.pk}.geojson", "application/geo+json")


def compare_scenarios(request: HttpRequest) -> HttpResponse:
    """Set two or three scenarios side by side."""
    needs(request, Right.EDIT_COOPERATION, Right.SITE_TEAMS)
    rows: Sequence[Scenario] = _held(request).chosen(request.GET.getlist("s"), MOST_COMPARED)
    shown = {
        "compared": compared([read(row) for row in rows]) if len(rows) > 1 else None,
        "most": MOST_COMPARED,
        "crumbs": [Crumb(label=_("Comparer des scénarios"))],
    }
    return render(request, "observatory/compare_scenarios.html", shown)


def rename(request: HttpRequest, key: int) -> HttpResponse:
    """Give a scenario another name."""
    row = _found(request, key)
    form = NameForm(data_of(request), initial={"name": row.name})

    def do(on: dt.date, by: Author) -> Scenario:
        return rename_scenario(row, name=form.cleaned_data["name"], on=on, by=by)

    return act(request, form, _("Renommer ce scénario"), do, **_about(request, row))


def share(request: HttpRequest, key: int) -> HttpResponse:
    """Let all who work there read a scenario."""
    row = _found(request, key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Partager ce scénario"),
        lambda on, by: share_scenario(row, on=on, by=by),
        lines=[_shared_with(row)],
        said=_("Le scénario est partagé."),
        button=_("Partager"),
        **_about(request, row),
    )


def _shared_with(row: Scenario) -> str:
    """Say who will read a scenario once it is shared."""
    if row.cooperation:
        return (
            _(
                "Les personnes qui animent %s le liront, pourront le renommer et le retirer. "
                "Un partage ne se reprend pas."
            )
            % row.cooperation.name
        )
    return _("L'équipe nationale le lira, pourra le renommer et le retirer. Un partage ne se reprend pas.")


def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take a scenario off the lists."""
    row, form = _found(request, key), WithdrawForm(data_of(request))
    desk = _desk(row.cooperation).url
    return act(
        request,
        form,
        _("Retirer ce scénario"),
        lambda on, by: withdraw_scenario(row, reason=form.cleaned_data["reason"], on=on, by=by),
        then=lambda _done: desk,
        said=_("Le scénario est retiré."),
        button=_("Retirer"),
        danger=True,
        **_about(request, row),
    )


def _about(request: HttpRequest, row: Scenario) -> dict[str, Any]:
    """Return who acts on a scenario, and the page to go back to."""
    return {
        "by": _author(request, row.cooperation),
        "above": Crumb(label=row.name, url=row.get_absolute_url()),
    }
