"""Figures of exchanges of practice: meetings held, people who came."""

from django.utils.translation import gettext_lazy as _

from maillage.indicators.catalogue.dimensions import YEAR
from maillage.indicators.definitions import PEOPLE, Flow
from maillage.supports.models import ExchangeHeld, ExchangeMeeting, ExchangePresence, Participant

_SOURCE = _("registre des échanges de pratiques")

INDICATORS = (
    Flow(
        code="echanges-pratiques",
        title=_("Échanges de pratiques tenus"),
        one=_("rencontre d'échange a été tenue"),
        many=_("rencontres d'échange ont été tenues"),
        unit=_("rencontre"),
        definition=_(
            "Rencontres d'échange entre pairs tenues entre les deux dates, au lieu de la rencontre ; une rencontre à "
            "distance compte où siège la coopération qui l'organise, et sans territoire si c'est le réseau. Une "
            "rencontre annulée ne compte pas, ni celle dont personne n'a dit qui est venu."
        ),
        source=_SOURCE,
        subject=ExchangeMeeting,
        fact=ExchangeHeld,
        population=lambda register: register.exchanges_held,
        dimensions=(YEAR,),
        main_dimension="annee",
    ),
    Flow(
        code="participants-echanges",
        title=_("Personnes venues à un échange"),
        one=_("personne est venue à un échange de pratiques"),
        many=_("personnes sont venues à un échange de pratiques"),
        unit=PEOPLE,
        definition=_(
            "Personnes distinctes présentes à une rencontre d'échange au moins, entre les deux dates. Qui est venu à "
            "plusieurs compte une seule fois, à la première et au lieu de celle-ci : les départements s'additionnent."
        ),
        source=_SOURCE,
        subject=Participant,
        fact=ExchangePresence,
        population=lambda register: register.peers,
        once=True,
    ),
)
