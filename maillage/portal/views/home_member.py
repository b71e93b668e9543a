"""The home of whoever is signed in: what waits for them, where they work, what happened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.network.reach import journal_of
from maillage.portal.digest import weekly_batch
from maillage.portal.spaces import grouped, spaces_of
from maillage.portal.tasks import tasks_of

TASKS, LINES = 3, 8


def member_home(request: HttpRequest) -> HttpResponse:
    """Show at most three things to do now, then where I work, then the last lines of the journal."""
    actor = actor_of(request)
    tasks = tasks_of(actor, at=timezone.now())
    return render(
        request,
        "portal/member_home.html",
        {
            "actor": actor,
            "first_name": str(request.user).split(" ", maxsplit=1)[0],
            "tasks": tasks[:TASKS],
            "later": max(0, len(tasks) - TASKS),
            "spaces": grouped(spaces_of(actor)),
            "entries": journal_of(actor)[:LINES],
        },
    )


def weekly_preview(request: HttpRequest) -> HttpResponse:
    """Show who would get which letter of the week, and why; nothing is sent."""
    if not actor_of(request).may(Right.SEE_MESSAGES):
        raise Http404
    batch = weekly_batch(timezone.now())
    return render(request, "portal/weekly_preview.html", {"batch": batch})
