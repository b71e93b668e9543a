"""Where a person works: their cooperation, their organisations, their teams, as a few big links."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, Hat
from maillage.accounts.permissions import MODELS
from maillage.accounts.roles import PerimeterKind, Right
from maillage.network.reach import SUBJECTS
from maillage.programme.models import Action

# The page where one works on a subject, and the right that opens it.
WORK = {
    PerimeterKind.COOPERATION: ("cockpit", Right.SEE_COOPERATION),
    PerimeterKind.CARRIER: ("organisation_work", Right.SEE_ORGANISATION),
    PerimeterKind.TEAM: ("work_team", Right.SEE_TEAM),
}


@dataclass(frozen=True, kw_only=True)
class Space:
    """Name one place where a person works."""

    title: str
    text: str
    url: str


def work_url(actor: Actor, subject: models.Model) -> str:
    """Return where a person works on a subject; nothing when they may not."""
    kind = next(kind for kind, model in SUBJECTS.items() if isinstance(subject, model))
    page, right = WORK[kind]
    if not actor.may(right):
        return ""
    seen = SUBJECTS[kind]._default_manager.filter(actor.q(right, MODELS[kind]), pk=subject.pk)
    return reverse(page, args=[seen[0].slug]) if seen else ""


def spaces_of(actor: Actor) -> list[Space]:
    """Return where a person works, each place once."""
    found: dict[str, Space] = {}
    for hat in actor.hats:
        for space in _of_hat(hat):
            found.setdefault(space.url, space)
    for space in _of_everybody(actor):
        found.setdefault(space.url, space)
    return list(found.values())


def subjects_of(actor: Actor) -> list[models.QuerySet[models.Model]]:
    """Return, for each kind of subject, those that the person's hats are worn on."""
    found = []
    for kind in MODELS:
        slugs = [hat.perimeter.code for hat in actor.hats if hat.perimeter.kind == kind]
        if slugs:
            found.append(SUBJECTS[kind]._default_manager.filter(slug__in=slugs))
    return found  # type: ignore[return-value] # subjects of three sorts


def _of_hat(hat: Hat) -> Iterator[Space]:
    """Yield the places of one hat."""
    kind = PerimeterKind(hat.perimeter.kind)
    if kind in WORK:
        words = {
            PerimeterKind.COOPERATION: _("Ma coopération"),
            PerimeterKind.CARRIER: _("Mon organisation"),
            PerimeterKind.TEAM: _("Mon équipe"),
        }
        yield Space(title=hat.label, text=words[kind], url=reverse(WORK[kind][0], args=[hat.perimeter.code]))
    elif kind == PerimeterKind.DEPARTEMENT:
        yield Space(
            title=hat.label, text=_("Mon territoire"), url=reverse("departement", args=[hat.perimeter.code])
        )


def _of_everybody(actor: Actor) -> Iterator[Space]:
    """Yield the lists that a person may need."""
    if actor.may(Right.DECIDE):
        yield Space(
            title=_("Le travail national"), text=_("Séances, relances, campagne"), url=reverse("national")
        )
    if actor.may(Right.SEE_TEAM):
        yield Space(title=_("Mes équipes"), text=_("Celles que vous suivez"), url=reverse("my_teams"))
    lists = (
        (Right.SEE_COOPERATION, _("Les coopérations"), "cooperations"),
        (Right.SEE_ORGANISATION, _("Les signataires"), "signatories"),
    )
    for right, title, page in lists:
        if any(hat.grants(right) and hat.perimeter.is_france for hat in actor.hats):
            yield Space(title=title, text=_("Dans toute la France"), url=reverse(page))
    desks = (
        (
            Right.ANSWER_ENQUIRY,
            _("Les demandes"),
            _("Qui a écrit par le site et attend une réponse"),
            "enquiries",
        ),
        (
            Right.INSTRUCT_SIGNATURE,
            _("Les dossiers de signature"),
            _("Lire, compléter, décider"),
            "signing_files",
        ),
        (
            Right.EDIT_ORGANISATION,
            _("Les engagements à suivre"),
            _("Prendre des nouvelles, renouveler"),
            "commitments",
        ),
        (
            Right.KEEP_ATTENDANCE,
            _("Mes formations"),
            _("Ouvrir une session, noter qui est venu"),
            "my_trainings",
        ),
        (
            Right.JOIN_EXCHANGE,
            _("Mes échanges"),
            _("Venir à une rencontre avec une question"),
            "my_exchanges",
        ),
        (
            Right.HOLD_EXCHANGE,
            _("Organiser des échanges"),
            _("Prévoir une rencontre, garder le compte rendu"),
            "run_exchanges",
        ),
        (
            Right.HOLD_EVENT,
            _("Organiser des rendez-vous"),
            _("Programme, inscriptions, présences"),
            "run_events",
        ),
        (Right.APPLY_AID, _("Mes aides"), _("Demander une aide, suivre une demande"), "my_aids"),
        (Right.READ_AID, _("Les demandes d'aide"), _("Lire, instruire, décider"), "aid_files"),
        (Right.RUN_AIDS, _("Mener les aides"), _("Ouvrir une aide, tenir ses enveloppes"), "run_aids"),
        (
            Right.PROPOSE_RESOURCE,
            _("Mes fiches"),
            _("Écrire pour la bibliothèque ce qui a servi"),
            "my_resources",
        ),
        (
            Right.EDIT_TEAM,
            _("Demander conseil"),
            _("À des pairs qui ont déjà vécu cela"),
            "my_advice",
        ),
        (
            Right.PROPOSE_RESOURCE,
            _("Qui a déjà vécu cela ?"),
            _("Donner conseil, dire ce que l'on a vécu"),
            "lived",
        ),
        (
            Right.REVIEW_RESOURCE,
            _("Relire les fiches"),
            _("Publier, rendre, relire celles qui ont vieilli"),
            "review_resources",
        ),
        (
            Right.RUN_EXPERIMENT,
            _("Tenir les expérimentations"),
            _("Préparer, mesurer, noter ce qui est décidé"),
            "keep_experiments",
        ),
        (Right.WRITE_PROGRAMME, _("Tenir le programme"), _("Où en est chaque action"), "keep_programme"),
        (
            Right.SEE_COOPERATION,
            _("Comité de pilotage"),
            _("Ce qu'il décide, et qui suit quoi"),
            "steering",
        ),
        (
            Right.WRITE_PROGRAMME,
            _("Tenir les engagements"),
            _("Qui promet quoi, et ce qu'il en advient"),
            "keep_pledges",
        ),
        (
            Right.WRITE_PROGRAMME,
            _("Les financeurs"),
            _("Leurs pages, et les chiffres qu'ils suivent"),
            "keep_funders",
        ),
        (
            Right.EDIT_COOPERATION,
            _("Politiques et conventions"),
            _("Ce qui est conclu sur un territoire, et à quel titre"),
            "keep_agreements",
        ),
    )
    yield from _of_several_teams(actor)
    for right, title, text, page in desks:
        if actor.may(right):
            yield Space(title=title, text=text, url=reverse(page))
    yield from _of_the_programme(actor)
    if actor.may(Right.SEE_PEOPLE) or actor.may(Right.GRANT):
        yield Space(title=_("Les personnes"), text=_("Rôles et invitations"), url=reverse("people"))
    if actor.user is not None:
        yield Space(
            title=_("Mes messages"), text=_("Ce que vous avez reçu, et pourquoi"), url=reverse("messages")
        )
    if actor.may(Right.READ_JOURNAL):
        yield Space(title=_("Le journal"), text=_("Qui a fait quoi, et pourquoi"), url=reverse("journal"))


def _of_several_teams(actor: Actor) -> Iterator[Space]:
    """Yield where the tallies of several teams are followed; whoever leads one has its own page."""
    wide = (hat for hat in actor.hats if hat.perimeter.kind != PerimeterKind.TEAM)
    if any(hat.grants(Right.SEE_TEAM) for hat in wide):
        yield Space(
            title=_("Suivre les relevés"),
            text=_("Quelles équipes ont répondu, et ce que cela fait"),
            url=reverse("follow_tallies"),
        )


def _of_the_programme(actor: Actor) -> Iterator[Space]:
    """Yield the actions of the programme that a person was named for, without a role of the national team."""
    if not actor.may(Right.WRITE_PROGRAMME) and Action.objects.told_by(actor).exists():
        yield Space(
            title=_("Les actions que vous suivez"),
            text=_("Dire où en est chacune"),
            url=reverse("keep_programme"),
        )
