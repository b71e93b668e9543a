"""Public policies that the mobilisation meets: what they are, and where an agreement holds on a day."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.common.spreadsheets import Column
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.moment import Moment
from maillage.portal.pledges import for_policy
from maillage.portal.views.page import address, moment_of, show
from maillage.programme.models import Agreement, PublicPolicy


def _crumbs(moment: Moment, *more: Crumb) -> list[Crumb]:
    """Return the pages above one about policies."""
    return [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Programme"), url=moment.url("programmes")),
        Crumb(label=_("Politiques publiques"), url=moment.url("policies") if more else ""),
        *more,
    ]


def policies(request: HttpRequest) -> HttpResponse:
    """List the public policies that a day has seen begin, with how many agreements hold."""
    moment = moment_of(request)
    day, known = moment.as_of, moment.known_at
    rows = list(PublicPolicy.objects.begun(day).with_agreements(as_of=day, known_at=known))
    return show(request, "policies.html", moment, rows=rows, crumbs=_crumbs(moment))


def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a public policy on a day: what it is, where an agreement holds, what is pledged for it."""
    moment = moment_of(request)
    row = get_object_or_404(PublicPolicy, slug=slug)
    found = list(Agreement.objects.standing(moment.as_of, moment.known_at).about(row))
    if kind := linked(request):
        return _file(kind, row, found, moment)
    amounts = [one.amount for one in found if one.amount is not None]
    return show(
        request,
        "policy.html",
        moment,
        row=row,
        rows=found,
        places=len({one.perimeter for one in found}),
        amount=sum(amounts) if amounts else None,
        unknown=len(found) - len(amounts),
        pledges=for_policy(row, moment),
        files=offered(lambda kind: address(request, format=kind)),
        crumbs=_crumbs(moment, Crumb(label=row.name)),
    )


def sitting(row: Agreement) -> str:
    """Say whether the cooperation of an agreement sits in it."""
    return {True: _("oui"), False: _("non"), None: _("inconnu")}[row.sits]


def _file(kind: str, row: PublicPolicy, rows: Sequence[Agreement], moment: Moment) -> HttpResponse:
    """Return the agreements of a policy as a file."""
    return file_answer(
        kind,
        name=f"conventions-{row.slug}",
        title=_("Conventions : %s") % row.name,
        moment=moment,
        columns=(
            *(Column(title) for title in (_("Territoire"), _("Périmètre"), _("Coopération"))),
            *(Column(title) for title in (_("Conclue par"), _("Référence"))),
            Column(_("Depuis le"), "date"),
            Column(_("Jusqu'au"), "date"),
            Column(_("Montant en euros"), "decimal"),
            Column(_("La coopération y siège")),
        ),
        rows=[
            (
                one.place_name,
                str(one.perimeter),
                one.cooperation.name if one.cooperation else "",
                one.parties,
                one.reference,
                one.started_on,
                one.ended_on,
                one.amount,
                sitting(one),
            )
            for one in rows
        ],
    )
