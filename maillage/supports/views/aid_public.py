"""Aids as everybody reads them: what may be asked now, for whom, until when, how."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from maillage.common.formats import euros
from maillage.supports.models import AidScheme


def aids(request: HttpRequest) -> HttpResponse:
    """List the aids: those that are open, those to come, those that are over."""
    today = timezone.localdate()
    rows = AidScheme.objects
    shown = {
        "open": [(one, euros(one.most_cents)) for one in rows.open_on(today)],
        "to_come": list(rows.to_come(today)),
        "past": list(rows.past(today)),
    }
    return render(request, "supports/aids/aids.html", shown)


def aid(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an aid: what for, for whom, until when, how much, how to ask for it."""
    scheme = get_object_or_404(AidScheme.objects.published(), slug=slug)
    shown = {
        "scheme": scheme,
        "takes": scheme.takes(timezone.localdate()),
        "least": euros(scheme.least_cents),
        "most": euros(scheme.most_cents),
        "kinds": list(scheme.kinds.order_by("pk")),
        "departements": list(scheme.departements.order_by("code")),
        "communes": list(scheme.communes.order_by("code")),
        "questions": list(scheme.questions.in_order()),
    }
    return render(request, "supports/aids/aid.html", shown)
