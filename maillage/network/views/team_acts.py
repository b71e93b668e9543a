"""What is done to a team, one page for each act."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import PerimeterKind, Right
from maillage.common.acts import carry_out
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network import operations
from maillage.network.forms.teams import (
    CarrierForm,
    DayForm,
    DecisionForm,
    DescribeForm,
    FoundTeamForm,
    PactForm,
    ProjectForm,
    ReasonForm,
)
from maillage.network.models import Organisation, Team
from maillage.network.models.teams import TeamQuerySet
from maillage.network.operations import NewTeam
from maillage.network.operations.places import Seat
from maillage.network.views.team_page import Act, act_on, crumbs, page_of, team_to, today

FOUND = 20  # organisations shown for one search


def _new_team(form: FoundTeamForm) -> Team:
    """Found the team that a form tells, under the hat that reaches its place."""
    hat, given, now = form.hat, form.cleaned_data, timezone.now()
    slug = hat.perimeter.code if hat.perimeter.kind == PerimeterKind.CARRIER else ""
    return operations.found_team(
        NewTeam(name=given["name"], seat=Seat(commune=given["place"]), activities=given["activities"]),
        lead=form.lead,
        carrier=Organisation.objects.get(slug=slug) if slug else None,
        on=timezone.localdate(now),
        by=Author(at=now, user=form.actor.user, role=hat.role),
    )


def found_team(request: HttpRequest) -> HttpResponse:
    """Enter a new team in the register."""
    actor = actor_of(request)
    if not actor.may(Right.FOUND_TEAM):
        raise Http404
    form = FoundTeamForm(request.POST or None, actor=actor, today=timezone.localdate())
    act = Act(
        title=_("Fonder une équipe"),
        button=_("Inscrire l'équipe"),
        said=_("L'équipe est inscrite. Voici sa page de travail."),
    )
    return carry_out(
        request,
        form,
        template="network/team/found.html",
        do=lambda: _new_team(form),
        then=page_of,
        said=str(act.said),
        draft="equipe-nouvelle",
        context={"act": act, "crumbs": crumbs(here=act.title), "back": reverse("my_teams")},
    )


HELD = ("version", "activities", "schedule", "telephone", "email", "website")


def describe_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Write again what the public reads of a team."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    held = {name: getattr(team, name) for name in HELD}
    form = DescribeForm(request.POST or None, initial=held)
    act = Act(
        title=_("Ce que le public lit"),
        button=_("Enregistrer"),
        said=_("La page publique de l'équipe est à jour."),
        about=_("Ces mots sont sur la page publique de l'équipe."),
        draft=f"fiche-{team.pk}",
    )

    def do() -> object:
        given = form.cleaned_data
        return operations.describe_team(
            team,
            activities=given["activities"],
            schedule=given["schedule"],
            contact=form.contact,
            version=given["version"],
            by=by,
        )

    return act_on(request, team, form, act, do)


def look_for_carrier(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a team looks for a carrier."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    form = DayForm(request.POST or None, initial=today())
    act = Act(
        title=_("Chercher un porteur"),
        button=_("Dire qu'elle cherche un porteur"),
        said=_("C'est noté : l'équipe cherche un porteur."),
        about=_(
            "Un porteur est une association, une commune ou un CCAS qui a signé la charte et accompagne l'équipe."
        ),
    )
    return act_on(
        request, team, form, act, lambda: operations.look_for_carrier(team, on=form.cleaned_data["on"], by=by)
    )


def carry_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Find an organisation, then say that it carries a team."""
    team, by = team_to(request, slug, TeamQuerySet.carriable_by, Right.CARRY_TEAM)
    asked, day = request.GET.get("q", "")[:100].replace("\x00", ""), timezone.localdate()
    offered = Organisation.objects.offerable_by(actor_of(request), team)
    signed = offered.signatories(as_of=day, known_at=timezone.now())
    found = signed.named_like(asked).order_by("folded", "pk") if asked else signed.none()
    form = CarrierForm(request.POST or None, offered=signed, shown=found[:FOUND], initial=today())
    act = Act(
        title=_("Dire qui porte l'équipe"),
        button=_("C'est elle qui porte l'équipe"),
        said=_("C'est noté : l'équipe a un porteur."),
        template="network/team/carry.html",
    )

    def do() -> object:
        given = form.cleaned_data
        return operations.carry_team(team, given["organisation"], on=given["on"], by=by)

    return act_on(request, team, form, act, do, asked=asked, count=found.count(), most=FOUND)


def stop_carrying(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Say that an organisation carries a team no more."""
    team, by = team_to(request, slug, TeamQuerySet.carriable_by, Right.CARRY_TEAM)
    theirs = team.carryings.believed().endable_by(actor_of(request))
    carrying = get_object_or_404(theirs.with_carrier(), pk=key)
    form = ReasonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Terminer un portage"),
        button=_("Terminer ce portage"),
        said=_("C'est noté. L'équipe, elle, continue."),
        about=_("« %s » ne portera plus l'équipe. L'équipe garde son étape et son histoire.")
        % carrying.organisation.name,
        danger=True,
    )
    return act_on(
        request, team, form, act, lambda: operations.stop_carrying(carrying, **form.cleaned_data, by=by)
    )


def stand_alone(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a team for which a signature stands is carried."""
    team, by = team_to(request, slug, TeamQuerySet.carriable_by, Right.CARRY_TEAM)
    form = DayForm(request.POST or None, initial=today())
    act = Act(
        title=_("L'équipe est portée"),
        button=_("Dire qu'elle est portée"),
        said=_("C'est noté : l'équipe est portée."),
        about=_("L'équipe a signé sa charte, ou l'organisation qui la porte a signé la sienne."),
    )
    return act_on(
        request, team, form, act, lambda: operations.stand_alone(team, on=form.cleaned_data["on"], by=by)
    )


def adopt_pact(request: HttpRequest, slug: str) -> HttpResponse:
    """Record the meeting where a team adopted its pact."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    form = PactForm(request.POST or None, initial=today())
    act = Act(
        title=_("Le pacte d'engagement"),
        button=_("Enregistrer le pacte"),
        said=_("Le pacte est enregistré. Bravo à l'équipe."),
        about=_(
            "À une réunion de tous ses membres, l'équipe s'engage. Une nouvelle réunion renouvelle le pacte."
        ),
    )
    return act_on(request, team, form, act, lambda: operations.adopt_pact(team, **form.cleaned_data, by=by))


def write_project(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the project of a team; what was written before stays to be read."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    versions = list(team.projects.latest_first())
    last = versions[0] if versions else None
    held = {"text": last.text, "version": last.version} if last else {}
    form = ProjectForm(request.POST or None, initial=held)
    act = Act(
        title=_("Le projet de l'équipe"),
        button=_("Enregistrer le projet"),
        said=_("Le projet est enregistré."),
        draft=f"projet-{team.pk}",
        template="network/team/project.html",
    )

    def do() -> object:
        given = form.cleaned_data
        day = timezone.localdate(by.at)
        return operations.write_project(team, text=given["text"], expected=given["version"], on=day, by=by)

    return act_on(request, team, form, act, do, versions=versions)


def submit_recognition(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the recognition of a team."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    form = WorkForm(request.POST or None)
    act = Act(
        title=_("Demander la reconnaissance"),
        button=_("Demander la reconnaissance"),
        said=_("La demande est déposée. Vous verrez la décision ici."),
        about=_(
            "L'animateur de la coopération, ou l'équipe nationale en séance, décide. Il n'y a rien à joindre."
        ),
    )
    day = timezone.localdate(by.at)
    return act_on(request, team, form, act, lambda: operations.submit_recognition(team, on=day, by=by))


def recognise_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide by delegation whether a team is recognised."""
    team, by = team_to(request, slug, TeamQuerySet.recognisable_by, Right.RECOGNISE_TEAM)
    form = DecisionForm(request.POST or None, initial=today())
    act = Act(
        title=_("Décider de la reconnaissance"),
        button=_("Enregistrer la décision"),
        said=_("La décision est enregistrée."),
        about=_(
            "Vous décidez par délégation. La signature qui soutient l'équipe est vérifiée au jour de la décision."
        ),
    )

    def do() -> object:
        given = form.cleaned_data
        accepted = given["accepted"] == "oui"
        return operations.recognise(team, accepted=accepted, reason=given["reason"], on=given["on"], by=by)

    return act_on(request, team, form, act, do)


def put_to_sleep(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a team rests."""
    team, by = team_to(request, slug, TeamQuerySet.closable_by, Right.CLOSE_TEAM)
    form = ReasonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Mettre l'équipe en sommeil"),
        button=_("Mettre en sommeil"),
        said=_("L'équipe est en sommeil. Vous pourrez la réveiller quand vous voudrez."),
        about=_("Une équipe qui se repose garde tout : ses référents, son porteur, sa reconnaissance."),
    )
    return act_on(request, team, form, act, lambda: operations.put_to_sleep(team, **form.cleaned_data, by=by))


def wake_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Wake a team up."""
    team, by = team_to(request, slug, TeamQuerySet.closable_by, Right.CLOSE_TEAM)
    form = DayForm(request.POST or None, initial=today())
    act = Act(
        title=_("Réveiller l'équipe"),
        button=_("Réveiller l'équipe"),
        said=_("L'équipe est réveillée."),
        about=_("Elle reprend là où elle s'était arrêtée."),
    )
    return act_on(
        request, team, form, act, lambda: operations.wake_up(team, on=form.cleaned_data["on"], by=by)
    )


def close_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a team."""
    team, by = team_to(request, slug, TeamQuerySet.closable_by, Right.CLOSE_TEAM)
    form = ReasonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Clore l'équipe"),
        button=_("Clore l'équipe"),
        said=_("L'équipe est close. Son histoire se lit toujours."),
        about=_(
            "Sa reconnaissance se termine, et seule l'équipe nationale pourra la rouvrir. Si elle se repose "
            "seulement, mettez-la plutôt en sommeil."
        ),
        danger=True,
    )
    return act_on(request, team, form, act, lambda: operations.close_team(team, **form.cleaned_data, by=by))


def reopen_team(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a closed team again."""
    team, by = team_to(request, slug, TeamQuerySet.reopenable_by, Right.REOPEN)
    form = ReasonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Rouvrir l'équipe"),
        button=_("Rouvrir l'équipe"),
        said=_("L'équipe est rouverte."),
        about=_(
            "Elle reprend au début de son chemin : portée si une signature la soutient encore, sinon en recherche."
        ),
    )
    return act_on(request, team, form, act, lambda: operations.reopen_team(team, **form.cleaned_data, by=by))
