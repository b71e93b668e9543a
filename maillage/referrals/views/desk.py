"""Where referrals are run: what waits, who comes where, opening and stopping the service."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.models import Cooperation
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today
from maillage.referrals.forms.referral_forms import DisableForm, EnableForm, RequestForm, WhereForm
from maillage.referrals.models import (
    Referral,
    ReferralService,
    cooperations_held,
    cooperations_sent,
    counts_of,
    teams_there,
)
from maillage.referrals.operations.opening import disable_referrals, enable_referrals
from maillage.referrals.operations.referrals import prepare_referral
from maillage.territory.models import Commune

RIGHTS = (Right.HOLD_REFERRALS, Right.SEND_REFERRAL, Right.ANSWER_REFERRAL)
MOST = 200


def above() -> Crumb:
    """Return the page above those of referrals."""
    return Crumb(label=_("Orientations"), url=reverse("my_referrals"))


def desk_of(row: Cooperation) -> Crumb:
    """Return the page of the referrals of a cooperation."""
    return Crumb(label=row.name, url=reverse("referral_desk", args=[row.slug]))


def my_referrals(request: HttpRequest) -> HttpResponse:
    """List the referrals that someone may read, and the cooperations where they may write one."""
    actor, day = needs(request, *RIGHTS), today()
    rows = Referral.objects.seen_by(actor).in_full().open_first()[:MOST]
    cooperations = list(cooperations_sent(actor))
    served = {
        one.cooperation_id for one in ReferralService.objects.open(day).among([c.pk for c in cooperations])
    }
    return render(
        request,
        "referrals/my_referrals.html",
        {
            "rows": [(row, row.is_late(day)) for row in rows],
            "cooperations": [(one, one.pk in served) for one in cooperations],
            "crumbs": [Crumb(label=_("Orientations"))],
        },
    )


def referral_services(request: HttpRequest) -> HttpResponse:
    """Tell the national team where referrals are open, and how many ended; no referral is read here."""
    needs(request, Right.COUNT_REFERRALS)
    day = today()
    services = list(ReferralService.objects.open(day))
    counted = counts_of([one.cooperation for one in services], day.year)
    return render(
        request,
        "referrals/services.html",
        {
            "rows": list(zip(services, counted, strict=True)),
            "year": day.year,
            "crumbs": [Crumb(label=_("Orientations"))],
        },
    )


def referral_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the service of a cooperation: open or not, who comes where, what is under way, what stays."""
    actor, day = needs(request, *RIGHTS), today()
    row = get_object_or_404(cooperations_sent(actor), slug=slug)
    service = ReferralService.objects.open(day).of(row).first()
    form = WhereForm(request.GET if "lieu" in request.GET else None)
    commune = form.cleaned_data["lieu"] if form.is_valid() else None
    return render(
        request,
        "referrals/desk.html",
        {
            "row": row,
            "service": service,
            "holds": cooperations_held(actor).is_there(row),
            "form": form,
            "commune": commune,
            "teams": list(teams_there(commune, as_of=day, known_at=timezone.now())) if commune else [],
            "rows": [
                (one, one.is_late(day))
                for one in Referral.objects.seen_by(actor).of(row).in_full().open_first()[:MOST]
            ],
            "counted": counts_of([row], day.year)[0],
            "year": day.year,
            "crumbs": [above(), Crumb(label=row.name)],
        },
    )


def enable(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the referrals of a cooperation."""
    row = get_object_or_404(cooperations_held(actor_of(request)), slug=slug)
    form = EnableForm(data_of(request))

    def do(on: dt.date, by: Author) -> ReferralService:
        return enable_referrals(row, form.agreement, on=on, by=by)

    return act(
        request,
        form,
        _("Ouvrir les orientations"),
        do,
        by=author(request, Right.HOLD_REFERRALS, row),
        above=desk_of(row),
        button=_("Ouvrir les orientations"),
        lines=[
            _("Une orientation ne porte pas de nom : un code, une commune, un souhait, et qui joindre."),
            _(
                "C'est pourtant une donnée sur une personne : un délégué à la protection des données doit avoir "
                "inscrit ce traitement à son registre. Sans sa référence, les orientations restent fermées."
            ),
        ],
        said=_("Les orientations sont ouvertes."),
    )


def disable(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop the referrals of a cooperation, and erase what is there."""
    row = get_object_or_404(cooperations_held(actor_of(request)), slug=slug)
    form = DisableForm(data_of(request))

    def do(on: dt.date, by: Author) -> int:
        return disable_referrals(row, reason=form.cleaned_data["reason"], on=on, by=by)

    return act(
        request,
        form,
        _("Arrêter les orientations"),
        do,
        by=author(request, Right.HOLD_REFERRALS, row),
        above=desk_of(row),
        button=_("Arrêter et tout effacer"),
        danger=True,
        lines=[_("Toutes les orientations de la coopération sont effacées aussitôt, celles en cours aussi.")],
        said=_gone,
    )


def _gone(number: int) -> str:
    """Say how many referrals were erased."""
    if not number:
        return _("Les orientations sont arrêtées ; il n'y en avait aucune.")
    sentence = ngettext(
        "Les orientations sont arrêtées ; %d a été effacée.",
        "Les orientations sont arrêtées ; %d ont été effacées.",
        number,
    )
    return sentence % number


def new_referral(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Write a referral down, for someone of a commune."""
    row = get_object_or_404(cooperations_sent(actor_of(request)), slug=slug)
    commune = get_object_or_404(Commune, code=code)
    form = RequestForm(data_of(request), commune=commune)

    def do(on: dt.date, by: Author) -> Referral:
        return prepare_referral(row, commune, form.request, on=on, by=by)

    return act(
        request,
        form,
        _("Orienter une personne %s") % commune.locative,
        do,
        by=author(request, Right.SEND_REFERRAL, row),
        above=desk_of(row),
        then=lambda made: reverse("referral", args=[made.pk]),
        button=_("Continuer"),
        lines=[
            _(
                "Étape 1 sur 2. Ne donnez pas le nom de la personne : vous le garderez, et un code le remplace."
            )
        ],
    )
