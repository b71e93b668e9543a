"""Figures of events: those held, people who came, cooperations for which someone came."""

from django.utils.translation import gettext_lazy as _

from maillage.events.models import Attendance, Event, EventHeld, Registration
from maillage.indicators.catalogue.dimensions import YEAR
from maillage.indicators.definitions import PEOPLE, Flow
from maillage.network.models import Cooperation

_SOURCE = _("registre des rendez-vous")

INDICATORS = (
    Flow(
        code="rendez-vous-tenus",
        title=_("Rendez-vous tenus"),
        one=_("rendez-vous a été tenu"),
        many=_("rendez-vous ont été tenus"),
        unit=_("rendez-vous"),
        definition=_(
            "Rendez-vous des coopérations et journées départementales tenus entre les deux dates, au lieu du "
            "rendez-vous. Un rendez-vous annulé ne compte pas, ni celui dont personne n'a dit qui est venu."
        ),
        source=_SOURCE,
        subject=Event,
        fact=EventHeld,
        population=lambda register: register.events_held,
        dimensions=(YEAR,),
        main_dimension="annee",
    ),
    Flow(
        code="participants-rendez-vous",
        title=_("Personnes venues à un rendez-vous"),
        one=_("personne est venue à un rendez-vous"),
        many=_("personnes sont venues à un rendez-vous"),
        unit=PEOPLE,
        definition=_(
            "Personnes venues aux rendez-vous tenus entre les deux dates, au lieu du rendez-vous. Les noms sont "
            "effacés au bout de deux ans : qui vient à deux rendez-vous compte donc deux fois."
        ),
        source=_SOURCE,
        subject=Registration,
        fact=Attendance,
        population=lambda register: register.guests,
        dimensions=(YEAR,),
        main_dimension="annee",
    ),
    Flow(
        code="cooperations-representees",
        title=_("Coopérations représentées à un rendez-vous du réseau"),
        one=_("coopération a été représentée à un rendez-vous du réseau"),
        many=_("coopérations ont été représentées à un rendez-vous du réseau"),
        unit=_("coopération"),
        definition=_(
            "Coopérations pour lesquelles une personne au moins est venue à un rendez-vous du réseau, entre les deux "
            "dates, là où elles siègent. Une coopération venue à plusieurs compte une seule fois, à la première."
        ),
        source=_SOURCE,
        subject=Cooperation,
        fact=Attendance,
        population=lambda register: register.cooperations_represented,
        once=True,
    ),
)
