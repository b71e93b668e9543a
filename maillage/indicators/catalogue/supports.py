"""Figures of what the network deploys."""

from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import Amounts
from maillage.indicators.catalogue.dimensions import AID_KIND, SUPPORT_KIND, YEAR
from maillage.indicators.definitions import Flow
from maillage.indicators.register import AID_KINDS
from maillage.supports.models import (
    AidApplication,
    AidKind,
    AidPayment,
    ApplicationFiled,
    Award,
    Deployment,
    Support,
)

# What the name of an application reads.
_NAMED = ("scheme", "cooperation", "team", "organisation")


def _of_calls(amounts: Amounts) -> Amounts:
    """Keep what concerns calls for projects, and not small grants."""
    return amounts.keep(amounts.attributes["nature"] == AID_KINDS[AidKind.CALL])


INDICATORS = (
    Flow(
        code="appuis",
        title=_("Appuis déployés"),
        one=_("appui a été lancé"),
        many=_("appuis ont été lancés"),
        unit=_("appui"),
        definition=_(
            "Appuis du réseau (formations, coups de pouce, échanges de pratiques, expérimentations, appels à "
            "projets) lancés entre les deux dates, ou depuis l'origine."
        ),
        source=_("registre des appuis"),
        subject=Support,
        fact=Deployment,
        population=lambda register: register.deployments,
        dimensions=(SUPPORT_KIND, YEAR),
        main_dimension="annee",
        has_place=False,
    ),
    Flow(
        code="candidatures",
        title=_("Demandes d'aide déposées"),
        one=_("demande d'aide a été déposée"),
        many=_("demandes d'aide ont été déposées"),
        unit=_("demande"),
        definition=_(
            "Demandes déposées pour un coup de pouce ou un appel à projets entre les deux dates, au lieu du siège de "
            "qui demande ce jour-là. Une demande retirée ensuite reste comptée."
        ),
        source=_("registre des aides"),
        subject=AidApplication,
        unnamed=_("une demande d'aide"),
        fact=ApplicationFiled,
        population=lambda register: register.aids_asked,
        dimensions=(AID_KIND, YEAR),
        main_dimension="annee",
    ),
    Flow(
        code="laureats",
        title=_("Lauréats"),
        one=_("demande d'aide a été acceptée"),
        many=_("demandes d'aide ont été acceptées"),
        unit=_("demande"),
        definition=_(
            "Demandes d'aide acceptées entre les deux dates, au jour de la décision, au lieu du siège du lauréat ce "
            "jour-là. Une aide à laquelle on renonce n'est plus comptée."
        ),
        source=_("registre des aides"),
        subject=AidApplication,
        named_by=_NAMED,
        fact=Award,
        population=lambda register: register.aids_granted,
        dimensions=(AID_KIND, YEAR),
        main_dimension="annee",
    ),
    Flow(
        code="candidatures-appels",
        title=_("Candidatures aux appels à projets"),
        one=_("candidature à un appel à projets a été déposée"),
        many=_("candidatures à un appel à projets ont été déposées"),
        unit=_("candidature"),
        definition=_(
            "Demandes déposées pour un appel à projets entre les deux dates, comptées comme les demandes d'aide ; "
            "les coups de pouce n'y sont pas."
        ),
        source=_("registre des aides"),
        subject=AidApplication,
        unnamed=_("une candidature"),
        fact=ApplicationFiled,
        population=lambda register: _of_calls(register.aids_asked),
        dimensions=(YEAR,),
        main_dimension="annee",
    ),
    Flow(
        code="laureats-appels",
        title=_("Lauréats des appels à projets"),
        one=_("candidature à un appel à projets a été retenue"),
        many=_("candidatures à un appel à projets ont été retenues"),
        unit=_("candidature"),
        definition=_(
            "Candidatures à un appel à projets acceptées entre les deux dates, comptées comme les lauréats ; les "
            "coups de pouce n'y sont pas."
        ),
        source=_("registre des aides"),
        subject=AidApplication,
        named_by=_NAMED,
        fact=Award,
        population=lambda register: _of_calls(register.aids_granted),
        dimensions=(YEAR,),
        main_dimension="annee",
    ),
    Flow(
        code="aides-accordees",
        title=_("Aides accordées"),
        one=_("euro d'aide a été accordé"),
        many=_("euros d'aides ont été accordés"),
        unit=_("euro"),
        definition=_(
            "Montants accordés entre les deux dates, au jour de la décision. Chaque montant est arrondi à l'euro."
        ),
        source=_("registre des aides"),
        subject=AidApplication,
        named_by=_NAMED,
        fact=Award,
        population=lambda register: register.aids_awarded,
        dimensions=(AID_KIND, YEAR),
        main_dimension="annee",
    ),
    Flow(
        code="aides-versees",
        title=_("Aides versées"),
        one=_("euro d'aide a été versé"),
        many=_("euros d'aides ont été versés"),
        unit=_("euro"),
        definition=_(
            "Montants versés entre les deux dates, au jour du versement. Chaque versement est arrondi à l'euro."
        ),
        source=_("registre des aides"),
        subject=AidApplication,
        named_by=_NAMED,
        fact=AidPayment,
        population=lambda register: register.aids_paid,
        dimensions=(AID_KIND, YEAR),
        main_dimension="annee",
    ),
)
