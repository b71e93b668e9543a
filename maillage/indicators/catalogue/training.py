"""Figures of training: sessions held, people trained, teams that sent someone, and who is still there."""

from dataclasses import replace

import numpy as np
from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import FOREVER, NONE, Periods, intersect, once
from maillage.indicators.catalogue.dimensions import CURRICULUM, TRAINING_KIND, YEAR
from maillage.indicators.catalogue.teams import recognised
from maillage.indicators.definitions import PEOPLE, Flow, Ratio, Stock
from maillage.indicators.register import VARIANTS, Register
from maillage.network.models import Team
from maillage.supports.models import Holding, Trained, Trainee, TrainingSession, Variant

_SOURCE = _("registre des formations")
_SESSION = ("taught__curriculum",)


def _come_for_a_team(register: Register) -> Periods:
    """Return the people who came for a team, from their first such training on, for ever."""
    trained = register.trained
    first = once(trained.keep(trained.attributes["equipe"] != NONE))
    return Periods(first.subject, first.on, np.full(len(first), FOREVER), first.fact, first.attributes)


def _still_engaged(register: Register) -> Periods:
    """Return the same people, while the team for which they came is recognised."""
    people = _come_for_a_team(register)
    told = people.with_attributes(personne=people.subject).about("equipe")
    return intersect(told, replace(recognised(register), attributes={})).about("personne")


_CAME = _("Personnes formées venues pour une équipe")
_ENGAGEMENT = _(
    "Parmi les personnes formées jusqu'à ce jour et venues pour une équipe, part de celles dont l'équipe est reconnue "
    "ce jour-là. L'équipe est celle de la première formation. Les personnes venues sans équipe n'y sont pas comptées : "
    "le registre ne sait pas ce qu'elles sont devenues."
)
_MEAN = _(
    "Personnes formées dans chaque session tenue entre les deux dates, divisées par le nombre de ces sessions. Qui a "
    "suivi deux sessions compte dans chacune."
)
_SESSIONS = Flow(
    code="sessions-formation",
    title=_("Sessions de formation tenues"),
    one=_("session de formation a été tenue"),
    many=_("sessions de formation ont été tenues"),
    unit=_("session"),
    definition=_(
        "Sessions tenues entre les deux dates, au jour où elles finissent, au lieu de la session ; une session "
        "sans lieu compte où siège la coopération qui l'organise. Une session annulée ne compte pas."
    ),
    source=_SOURCE,
    subject=TrainingSession,
    named_by=_SESSION,
    fact=Holding,
    population=lambda register: register.sessions_held,
    dimensions=(TRAINING_KIND, CURRICULUM, YEAR),
    main_dimension="annee",
)
_COMINGS = Flow(
    code="venues-en-formation",
    title=_("Venues en formation"),
    one=PEOPLE,
    many=_("personnes"),
    unit=PEOPLE,
    definition=_MEAN,
    source=_SOURCE,
    subject=Trainee,
    fact=Trained,
    population=lambda register: register.trained,
)

INDICATORS = (
    _SESSIONS,
    Flow(
        code="sessions-formation-socle",
        title=_("Sessions de la formation socle"),
        one=_("session de la formation socle a été tenue"),
        many=_("sessions de la formation socle ont été tenues"),
        unit=_("session"),
        definition=_(
            "Sessions de la formation socle tenues entre les deux dates, comptées comme toutes les sessions ; les "
            "mini-socles, les journées thématiques et les formations de professionnels n'y sont pas."
        ),
        source=_SOURCE,
        subject=TrainingSession,
        named_by=_SESSION,
        fact=Holding,
        population=lambda register: register.sessions_held.keep(
            register.sessions_held.attributes["nature"] == VARIANTS[Variant.CORE]
        ),
        dimensions=(CURRICULUM, YEAR),
        main_dimension="annee",
    ),
    Flow(
        code="personnes-formees",
        title=_("Personnes formées"),
        one=_("personne a été formée"),
        many=_("personnes ont été formées"),
        unit=PEOPLE,
        definition=_(
            "Personnes distinctes présentes à la moitié d'une session au moins, entre les deux dates. Qui a suivi deux "
            "formations compte une seule fois, à la première des deux et au lieu de celle-ci : les départements "
            "s'additionnent. La somme de plusieurs années compte deux fois qui s'est formé deux années."
        ),
        source=_SOURCE,
        subject=Trainee,
        fact=Trained,
        population=lambda register: register.trained,
        dimensions=(TRAINING_KIND, CURRICULUM),
        main_dimension="nature",
        once=True,
    ),
    Flow(
        code="equipes-formees",
        title=_("Équipes dont une personne s'est formée"),
        one=_("équipe a envoyé quelqu'un en formation"),
        many=_("équipes ont envoyé quelqu'un en formation"),
        unit=_("équipe"),
        definition=_(
            "Équipes distinctes pour lesquelles une personne au moins a été formée entre les deux dates, au lieu du "
            "siège de l'équipe le jour de la première de ces formations."
        ),
        source=_SOURCE,
        subject=Team,
        fact=Trained,
        population=lambda register: register.teams_trained,
        once=True,
    ),
    Ratio(
        code="personnes-par-session",
        title=_("Personnes formées par session, en moyenne"),
        one=_("personne formée par session"),
        many=_("personnes formées par session"),
        unit=_("personne par session"),
        definition=_MEAN,
        source=_SOURCE,
        subject=Trainee,
        numerator=_COMINGS,
        denominator=_SESSIONS,
        scale=1,
    ),
    Ratio(
        code="formation-engagement",
        title=_("De la formation à l'engagement"),
        one=_("des personnes formées pour une équipe ont leur équipe reconnue"),
        many=_("des personnes formées pour une équipe ont leur équipe reconnue"),
        unit=_("%"),
        definition=_ENGAGEMENT,
        source=_SOURCE,
        subject=Trainee,
        numerator=Stock(
            code="formees-equipe-reconnue",
            title=_CAME,
            one=PEOPLE,
            many=_("personnes"),
            unit=PEOPLE,
            definition=_ENGAGEMENT,
            source=_SOURCE,
            subject=Trainee,
            fact=Trained,
            population=_still_engaged,
        ),
        denominator=Stock(
            code="formees-pour-une-equipe",
            title=_CAME,
            one=PEOPLE,
            many=_("personnes"),
            unit=PEOPLE,
            definition=_ENGAGEMENT,
            source=_SOURCE,
            subject=Trainee,
            fact=Trained,
            population=_come_for_a_team,
        ),
    ),
)
