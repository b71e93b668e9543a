"""Figures of experiments: what is being tried, and who took up what was learned."""

from django.utils.translation import gettext_lazy as _

from maillage.experiments.models import Adoption, Experiment, Protocol
from maillage.indicators.catalogue.dimensions import DESIGN, EXPERIMENT, YEAR
from maillage.indicators.definitions import Flow, Stock

_SOURCE = _("registre des expérimentations")

INDICATORS = (
    Stock(
        code="experimentations-en-cours",
        title=_("Expérimentations en cours"),
        one=_("expérimentation est en cours"),
        many=_("expérimentations sont en cours"),
        unit=_("expérimentation"),
        definition=_(
            "Expérimentations dont le protocole est arrêté, et dont ce jour est entre le premier et le dernier : une "
            "prolongation ou un arrêt déplace le dernier jour."
        ),
        source=_SOURCE,
        subject=Experiment,
        fact=Protocol,
        population=lambda register: register.trials,
        dimensions=(DESIGN,),
        main_dimension="comparaison",
        has_place=False,
    ),
    Flow(
        code="adoptions-experimentations",
        title=_("Adoptions d'expérimentations"),
        one=_("équipe ou coopération a adopté une expérimentation"),
        many=_("équipes ou coopérations ont adopté une expérimentation"),
        unit=_("adoption"),
        definition=_(
            "Fois où une équipe ou une coopération a adopté une expérimentation généralisée, entre les deux dates. "
            "Chacune compte là où elle a son siège ce jour-là ; qui en adopte deux compte deux fois."
        ),
        source=_SOURCE,
        subject=Experiment,
        fact=Adoption,
        population=lambda register: register.adoptions,
        dimensions=(EXPERIMENT, YEAR),
        main_dimension="experimentation",
    ),
)
