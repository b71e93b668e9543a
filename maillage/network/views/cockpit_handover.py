"""Hand a cooperation over: the pack that a successor starts from, and the passing of the role."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import User
from maillage.network.exports.handover import XLSX, Pack, pack_of, pack_xlsx
from maillage.network.exports.handover_pdf import pack_pdf
from maillage.network.forms.cockpit_work import HandOverForm
from maillage.network.operations.handover import Passed, animator_grant, hand_over, take_pack
from maillage.network.views.cockpit_page import act, author, data_of, editable, today

PACKS: Mapping[str, tuple[str, Callable[[Pack], bytes]]] = {
    "pdf": ("application/pdf", pack_pdf),
    "xlsx": (XLSX, pack_xlsx),
}


def pass_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what will happen, give the pack, pass the role on."""
    row = editable(request, slug)
    user = actor_of(request).user
    form = HandOverForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit",
        template="hand_over.html",
        title=_("Passer la main"),
        button=_("Passer la main"),
        own=animator_grant(row, user if isinstance(user, User) else None),
        do=lambda: hand_over(row, **form.cleaned_data, by=author(request, row)),
        then=lambda passed: reverse("cockpit", args=[slug]) if passed.sent else reverse("member_home"),
        said=_said,
    )


def _said(passed: Passed) -> str:
    """Say what happened: the role passed, or an invitation left."""
    if passed.sent is None:
        return _("La main est passée. Merci pour tout ce que vous avez fait ici.")
    return _("L'invitation est partie. Votre rôle s'arrêtera quand %(name)s l'aura acceptée.") % {
        "name": passed.sent.invitation.name
    }


def pack(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Give the pack as a document or as a workbook; sent by a form, since the journal says who takes it."""
    row = editable(request, slug)
    if kind not in PACKS:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("cockpit_pass_on", args=[slug]))
    content_type, made = PACKS[kind]
    content = made(pack_of(row, day=today(), now=timezone.now()))
    take_pack(row, kind=kind.upper(), by=author(request, row))
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="passation-{slug}-{today():%Y-%m-%d}.{kind}"'
    return answer
