"""Changes proposed by anyone on a public sheet, answered by the people of that sheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.exports import linked
from maillage.common.facts import Author
from maillage.common.limits import sender_of
from maillage.network.exports.lists import proposals_table
from maillage.network.forms.proposals import AnswerForm, ProposalForm
from maillage.network.models import ChangeProposal, Cooperation, Organisation, Team
from maillage.network.models.places import Subject
from maillage.network.operations.proposals import accept_proposal, propose_change, refuse_proposal
from maillage.network.views.lists import given, links
from maillage.network.views.national_page import data_of, today

SHEETS: dict[str, type[Subject]] = {
    "equipes": Team,
    "cooperations": Cooperation,
    "organisations": Organisation,
}
RIGHTS = {Team: Right.EDIT_TEAM, Cooperation: Right.EDIT_COOPERATION, Organisation: Right.EDIT_ORGANISATION}
SHOWN = 30


def propose(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Let anyone propose a change on a public sheet."""
    if kind not in SHEETS:
        raise Http404
    subject = get_object_or_404(SHEETS[kind], slug=slug)
    form = ProposalForm(subject, data_of(request))

    above = Crumb(label=subject.name, url=subject.get_absolute_url())
    return carry_out(
        request,
        form,
        template="network/proposals/propose.html",
        do=lambda: _keep(subject, form, sender_of(request)),
        then=lambda _proposal: reverse("proposal_thanks"),
        context={"subject": subject, "crumbs": [above, Crumb(label=_("Proposer un changement"))]},
    )


def _keep(subject: Subject, form: ProposalForm, sender: str) -> ChangeProposal | None:
    """Keep a proposed change; what a robot sends is thanked for, and forgotten."""
    if form.is_a_robot:
        return None
    asked: dict[str, Any] = {name: form.cleaned_data[name] for name in form.KEPT}
    by = Author(at=timezone.now(), role="public")
    return propose_change(subject, **asked, sender=sender, on=today(), by=by)


def thanks(request: HttpRequest) -> HttpResponse:
    """Thank whoever proposed a change."""
    return render(request, "network/proposals/thanks.html")


def proposals(request: HttpRequest) -> HttpResponse:
    """List the changes proposed on the sheets that the person may change: those to answer, those answered."""
    ours = ChangeProposal.objects.decidable_by(actor_of(request)).with_subjects()
    if kind := linked(request):
        return given(kind, proposals_table([*ours.waiting(), *ours.decided()]), name="changements-proposes")
    return render(
        request,
        "network/proposals/list.html",
        {
            "waiting": list(ours.waiting()),
            "decided": list(ours.decided()[:SHOWN]),
            "today": today(),
            "files": links(request),
        },
    )


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposed change beside what the sheet says, and answer it."""
    actor = actor_of(request)
    row = get_object_or_404(ChangeProposal.objects.decidable_by(actor).with_subjects(), pk=pk)
    form = AnswerForm(data_of(request))
    by = actor.author(RIGHTS[type(row.subject)], at=timezone.now(), about=row.subject)
    above = Crumb(label=_("Changements proposés"), url=reverse("proposals"))
    return carry_out(
        request,
        form,
        template="network/proposals/answer.html",
        do=lambda: _reply(row, form, by),
        then=lambda _row: reverse("proposals"),
        said=_("Votre réponse est enregistrée."),
        context={"proposal": row, "crumbs": [above, Crumb(label=row.subject.name)]},
    )


def _reply(row: ChangeProposal, form: AnswerForm, by: Author) -> ChangeProposal:
    """Accept a proposed change, or refuse it."""
    reason = form.cleaned_data["reason"]
    if form.cleaned_data["answer"] == form.REFUSE:
        return refuse_proposal(row, reason=reason, by=by)
    return accept_proposal(row, seen=form.cleaned_data["seen"], reason=reason, by=by)
