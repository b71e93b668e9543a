"""The yearly confirmation: one click in an e-mail, or an answer heard on the telephone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.accounts.roles import Right
from maillage.common import formats
from maillage.common.acts import carry_out
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.links import read_link
from maillage.network import operations
from maillage.network.forms.teams import AnswerForm, NotedAnswerForm
from maillage.network.models import Confirmation, Team
from maillage.network.models.leads import PersonOfTeam
from maillage.network.models.teams import TeamQuerySet
from maillage.network.operations.confirmations import LINK_DAYS, PEOPLE, PURPOSE
from maillage.network.views.team_page import Act, act_on, team_to, today

GONE = 410


def _read(token: str) -> tuple[Confirmation, PersonOfTeam]:
    """Return the question that a link asks, and of whom; refuse a link that serves no more."""
    data = read_link(PURPOSE, token, days=LINK_DAYS)
    confirmation = Confirmation.objects.select_related("team").get(pk=data["confirmation"])
    held = PEOPLE[str(data["role"])].objects.believed().as_of(timezone.localdate())
    person = held.numbered(int(data["person"]))
    if person is None:
        raise Refused(
            gettext(
                "Ce lien a été envoyé à une personne qui ne s'occupe plus de « %s » : celle qui a pris la suite peut "
                "demander le sien, ou nous appeler."
            )
            % confirmation.team.name
        )
    return confirmation, person


def confirm_team(request: HttpRequest, token: str) -> HttpResponse:
    """Show a team what it confirms, with three buttons; one of them answers for the year."""
    try:
        confirmation, person = _read(token)
    except Refused as refusal:
        return render(request, "network/team/link_refused.html", {"sentence": str(refusal)}, status=GONE)
    day, now = timezone.localdate(), timezone.now()
    team = Team.objects.placed(as_of=day, known_at=now).get(pk=confirmation.team.pk)
    form = AnswerForm(request.POST or None)
    carriers = [row.organisation.name for row in team.carryings.believed().as_of(day).with_carrier()]
    context = {"confirmation": confirmation, "team": team, "carriers": formats.listing(carriers)}

    def do() -> object:
        given, by = form.cleaned_data["answer"], Author(at=now, role="lien")
        return operations.confirm_team(
            team, year=confirmation.year, answer=given, who=person.name, on=day, by=by
        )

    return carry_out(
        request,
        form,
        template="network/team/confirm.html",
        do=do,
        then=lambda _done: request.path,
        context=context,
    )


def ask_confirmation(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a team, by e-mail, whether it lives this year."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    day = timezone.localdate(by.at)
    form = WorkForm(request.POST or None)
    act = Act(
        title=_("Demander la confirmation de l'année"),
        button=_("Envoyer le message"),
        said=_("Le message part dans quelques instants."),
        about=_(
            "Les référents de l'équipe reçoivent un message avec un bouton : ils répondent sans mot de passe."
        ),
    )
    asked = list(operations.asked_people(team, on=day))
    return act_on(
        request,
        team,
        form,
        act,
        lambda: operations.ask_confirmation(team, year=day.year, on=day, by=by),
        people=asked,
    )


def note_answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down the answer that a team gave by telephone or on paper."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    form = NotedAnswerForm(request.POST or None, initial=today())
    act = Act(
        title=_("Noter la réponse de l'équipe"),
        button=_("Noter cette réponse"),
        said=_("La réponse de l'équipe est notée."),
        about=_("L'équipe a répondu au téléphone, ou par écrit ? Notez-le ici : cela vaut un clic."),
    )

    def do() -> object:
        given = form.cleaned_data
        return operations.confirm_team(
            team, year=given["on"].year, answer=given["answer"], who=given["who"], on=given["on"], by=by
        )

    return act_on(request, team, form, act, do)
