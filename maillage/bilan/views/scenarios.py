"""A scenario of siting as a file: a presentation, a booklet or a workbook."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from maillage.accounts.actors import actor_of
from maillage.bilan.renderers import CONTENT_TYPES, RENDERERS
from maillage.bilan.scenarios import composed
from maillage.common.exports import attached
from maillage.observatory.exports.kept import read
from maillage.observatory.models import Scenario


def scenario_file(request: HttpRequest, key: int, form: str) -> HttpResponse:
    """Send a scenario as a file."""
    row = get_object_or_404(Scenario.objects.held_by(actor_of(request)), pk=key)
    again = read(row)
    if form not in RENDERERS or again.answer is None:
        raise Http404(form)
    document = composed(
        row,
        again.answer,
        again.perimeter,
        organisation=settings.BRANDING["name"],
        printed_on=timezone.localdate(),
        otherwise=again.otherwise,
    )
    return attached(RENDERERS[form](document), f"scenario-{row.pk}.{form}", CONTENT_TYPES[form])
