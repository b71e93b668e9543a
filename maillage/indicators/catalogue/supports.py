"""Figures of what the network deploys."""

from django.utils.translation import gettext_lazy as _

from maillage.indicators.catalogue.dimensions import SUPPORT_KIND, YEAR
from maillage.indicators.definitions import Flow
from maillage.supports.models import Deployment, Support

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
)
