"""Bilans online and as files."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from maillage.bilan.compose import compose
from maillage.bilan.definitions import DEFINITIONS
from maillage.bilan.document import Document
from maillage.bilan.models import BilanLayout
from maillage.bilan.renderers import CONTENT_TYPES, RENDERERS
from maillage.bilan.renderers.html import render_body
from maillage.common.components import Crumb, Download, Mark
from maillage.common.errors import Refused
from maillage.indicators.forms import FIRST, Question, question
from maillage.network.models import Cooperation
from maillage.territory.models import Departement

# The plenary that the first deck was written for.
PLENARY = dt.date(2016, 11, 25)
LABELS = {
    "pptx": gettext_lazy("Présentation (PPTX)"),
    "pdf": gettext_lazy("Livret (PDF)"),
    "xlsx": gettext_lazy("Tableur (XLSX)"),
    "html": gettext_lazy("Page (HTML)"),
    "json": gettext_lazy("Données (JSON)"),
}


def asked(request: HttpRequest) -> Question:
    """Return the question of a request."""
    return question(request.GET.dict(), now=timezone.now(), today=timezone.localdate())


def composed(code: str, asking: Question) -> Document:
    """Return the document that answers a question; an unknown bilan is not found."""
    if code not in DEFINITIONS:
        raise Http404(code)
    return compose(
        code,
        as_of=asking.as_of,
        known_at=asking.known_at,
        printed_on=asking.today,
        organisation=settings.BRANDING["name"],
        perimeter=asking.perimeter,
    )


@login_not_required
@require_safe
def bilans(request: HttpRequest) -> HttpResponse:
    """Offer the national bilan, and that of each cooperation and département."""
    asking = asked(request)
    return render(
        request,
        "bilan/bilans.html",
        {
            "asking": asking,
            "departements": Departement.objects.order_by("code"),
            "cooperations": Cooperation.objects.launched(as_of=asking.as_of, known_at=asking.known_at),
            "first": FIRST,
            "marks": [Mark(on=PLENARY, label=_("plénière de 2016"))],
            "crumbs": [Crumb(label=_("Accueil"), url=reverse("home")), Crumb(label=_("Bilan"))],
        },
    )


@login_not_required
@require_safe
def bilan_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a bilan online, with its files to take away."""
    asking = asked(request)
    try:
        document = composed(code, asking)
    except Refused as refusal:
        return render(request, "bilan/refused.html", {"refusal": str(refusal)}, status=409)
    files = [
        Download(label=str(label), url=reverse("bilan_file", args=[code, form]) + asking.query)
        for form, label in LABELS.items()
    ]
    context = {
        "asking": asking,
        "document": document,
        "dressed": BilanLayout.objects.standing(code, asking.known_at) if document.look else None,
        "body": render_body(document, kept=asking.kept if DEFINITIONS[code].opens_records else None),
        "files": files,
        "first": FIRST,
        "crumbs": [
            Crumb(label=_("Accueil"), url=reverse("home")),
            Crumb(label=_("Bilan"), url=reverse("bilan")),
            Crumb(label=document.title),
        ],
    }
    return render(request, "bilan/bilan.html", context)


@login_not_required
@require_safe
def bilan_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Send a bilan as a file."""
    if form not in RENDERERS:
        raise Http404(form)
    asking = asked(request)
    try:
        document = composed(code, asking)
    except Refused as refusal:
        return render(request, "bilan/refused.html", {"refusal": str(refusal)}, status=409)
    response = HttpResponse(RENDERERS[form](document), content_type=CONTENT_TYPES[form])
    place = "" if asking.perimeter.is_france else f"-{asking.perimeter.code}"
    name = f"{code}{place}-{asking.as_of:%Y-%m-%d}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
