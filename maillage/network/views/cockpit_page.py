"""What every page of the cockpit does: find the cooperation, say where one is, carry out one act."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb, Tab
from maillage.common.exports import Table
from maillage.common.facts import Author
from maillage.network.models import Cooperation, CooperationStage, Organisation
from maillage.network.models.cooperations import CooperationQuerySet
from maillage.network.views.lists import carried_away

R = TypeVar("R")


def today() -> dt.date:
    """Return the day, where the site is."""
    return timezone.localdate()


def readable(request: HttpRequest) -> CooperationQuerySet:
    """Return the cooperations whose cockpit the person may read, as they stand today."""
    return Cooperation.objects.at_work(actor_of(request), as_of=today(), known_at=timezone.now())


def found(request: HttpRequest, slug: str) -> Cooperation:
    """Return a cooperation whose cockpit the person may read, or 404."""
    return get_object_or_404(readable(request), slug=slug)


def editable(request: HttpRequest, slug: str) -> Cooperation:
    """Return a cooperation that the person may animate, or 404; a closed one is only read."""
    return get_object_or_404(readable(request).editable_by(actor_of(request)), slug=slug)


def author(request: HttpRequest, row: Cooperation, right: Right = Right.EDIT_COOPERATION) -> Author:
    """Return who writes, under the hat that animates this cooperation."""
    return actor_of(request).author(right, at=timezone.now(), about=row)


def members_of(row: Cooperation) -> list[Organisation]:
    """Return the organisations that are members today, by name."""
    members = row.members.believed().as_of(today()).with_organisations()
    return [member.organisation for member in members]


def paged(request: HttpRequest, rows: "QuerySet[Any] | Sequence[Any]", size: int = 30) -> "Page[Any]":
    """Return the page of a list that is asked for; past the last one, the last one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def areas() -> list[tuple[str, str]]:
    """Return the pages of the cockpit: their name, their word."""
    return [
        ("cockpit", _("Tableau de bord")),
        ("cockpit_members", _("Membres")),
        ("cockpit_bodies", _("Instances")),
        ("cockpit_meetings", _("Réunions")),
        ("cockpit_decisions", _("Décisions")),
        ("cockpit_roadmap", _("Feuille de route")),
        ("cockpit_diagnosis", _("Diagnostic")),
        ("cockpit_need", _("Besoin")),
        ("cockpit_siting", _("Où aller ensuite ?")),
        ("cockpit_contacts", _("Contacts")),
        ("cockpit_history", _("Historique")),
    ]


def frame(row: Cooperation, here: str, *, title: str = "") -> dict[str, Any]:
    """Return what the frame of a page shows: the cooperation, its areas, where one is."""
    words = dict(areas())
    crumbs = [
        Crumb(label=_("Coopérations"), url=reverse("cooperations")),
        Crumb(label=row.name, url=reverse("cockpit", args=[row.slug])),
    ]
    if here != "cockpit":
        crumbs.append(Crumb(label=words[here], url=reverse(here, args=[row.slug])))
    if title:
        crumbs.append(Crumb(label=title))
    else:
        crumbs[-1] = Crumb(label=crumbs[-1].label)
    return {
        "row": row,
        "crumbs": crumbs,
        "areas": [
            Tab(label=word, url=reverse(name, args=[row.slug]), current=name == here)
            for name, word in areas()
        ],
        "closed": row.stage == CooperationStage.CLOSED,
        "today": today(),
    }


def show(request: HttpRequest, template: str, row: Cooperation, here: str, **context: object) -> HttpResponse:
    """Answer with a page of the cockpit."""
    title = str(context.pop("crumb", ""))
    given = {**frame(row, here, title=title), **context}
    return render(request, f"network/cockpit/{template}", given)


def carry(request: HttpRequest, row: Cooperation, kind: str, table: Table, *, name: str) -> HttpResponse:
    """Answer with a list of the cooperation as a file; its journal says who took it."""
    return carried_away(
        request,
        kind,
        table,
        name=f"{name}-{row.slug}",
        right=Right.SEE_COOPERATION,
        about=[row],
        said=[row.name],
    )


def act(
    request: HttpRequest,
    row: Cooperation,
    form: forms.Form,
    *,
    here: str,
    do: Callable[[], R],
    then: str | Callable[[R], str],
    said: str | Callable[[R], str] = "",
    draft: str = "",
    template: str = "act.html",
    **shown: object,
) -> HttpResponse:
    """Show one act on its own screen (title, lead, button, back), and carry it out."""
    back = then if isinstance(then, str) else reverse(here, args=[row.slug])
    return carry_out(
        request,
        form,
        template=f"network/cockpit/{template}",
        do=do,
        then=(lambda _done: then) if isinstance(then, str) else then,
        said=said,
        draft=f"{draft}:{row.slug}" if draft else "",
        context={"lead": "", "back": back, **frame(row, here, title=str(shown["title"])), **shown},
    )


def data_of(request: HttpRequest) -> Any:
    """Return what was sent, for a form; none when the page is only read."""
    return request.POST if request.method == "POST" else None
