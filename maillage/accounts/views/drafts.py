"""Drafts: what a person typed and has not sent yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.accounts.views import person
from maillage.common import formats
from maillage.common.drafts import forget_draft, keep_draft, typed
from maillage.common.errors import Refused


@require_POST
def drafts(request: HttpRequest) -> HttpResponse:
    """Keep or forget the draft of a form, then go back to it; htmx gets one line."""
    user, key = person(request), request.POST.get("draft_key", "")
    now = timezone.now()
    if request.POST.get("draft_forget"):
        forget_draft(user, key)
        messages.success(
            request, _("Le brouillon est oublié : voici la fiche telle qu'elle est enregistrée.")
        )
        return HttpResponseRedirect(_back(request), status=303)
    try:
        kept = keep_draft(user, key, typed(request.POST), at=now, token=request.POST.get("form_token", ""))
    except Refused as refusal:
        return _refused(request, refusal)
    if "HX-Request" in request.headers:
        return (
            render(request, "components/draft_line.html", {"kept": kept, "resumed": False})
            if kept
            else HttpResponse()
        )
    said = _("Brouillon gardé à %s.") % formats.hour(timezone.localtime(now).time())
    if request.FILES:
        said += " " + _("Les fichiers joints ne se gardent pas : joignez-les de nouveau avant d'envoyer.")
    messages.success(request, said)
    return HttpResponseRedirect(_back(request), status=303)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say why a draft is not kept: in its line, or on a page from which one goes back."""
    if "HX-Request" in request.headers:
        return HttpResponse(str(refusal))
    return render(request, "accounts/draft_refused.html", {"sentence": str(refusal)}, status=422)


def _back(request: HttpRequest) -> str:
    """Return the page of the form, which is on this site."""
    back = request.POST.get("draft_next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/"):
        return back
    return "/"
