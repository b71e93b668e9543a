"""Figures of the library: what can be read, and who makes use of it."""

from django.utils.translation import gettext_lazy as _

from maillage.indicators.catalogue.dimensions import RESOURCE_KIND, YEAR
from maillage.indicators.definitions import Flow, Stock
from maillage.resources.models import Publication, Resource, Use

_SOURCE = _("bibliothèque des ressources")

INDICATORS = (
    Stock(
        code="ressources",
        title=_("Ressources publiées"),
        one=_("ressource est publiée"),
        many=_("ressources sont publiées"),
        unit=_("ressource"),
        definition=_(
            "Ressources que tout le monde peut lire ce jour-là, quel que soit leur nombre de versions ; une ressource "
            "retirée ne compte plus."
        ),
        source=_SOURCE,
        subject=Resource,
        fact=Publication,
        population=lambda register: register.publications,
        dimensions=(RESOURCE_KIND,),
        main_dimension="nature",
        has_place=False,
    ),
    Flow(
        code="ressources-de-la-periode",
        title=_("Ressources publiées dans la période"),
        one=_("ressource a été publiée"),
        many=_("ressources ont été publiées"),
        unit=_("ressource"),
        definition=_(
            "Ressources dont une version, la première ou une suivante, a été publiée entre les deux dates. Une "
            "ressource compte une fois."
        ),
        source=_SOURCE,
        subject=Resource,
        fact=Publication,
        population=lambda register: register.resource_versions,
        dimensions=(RESOURCE_KIND, YEAR),
        main_dimension="nature",
        has_place=False,
        once=True,
    ),
    Flow(
        code="usages-ressources",
        title=_("Usages de ressources"),
        one=_("équipe ou coopération a dit se servir d'une ressource"),
        many=_("équipes ou coopérations ont dit se servir d'une ressource"),
        unit=_("usage"),
        definition=_(
            "Fois où une équipe ou une coopération a dit se servir d'une ressource, entre les deux dates, au lieu "
            "de son siège ce jour-là. Qui se sert de deux ressources compte deux fois."
        ),
        source=_SOURCE,
        subject=Resource,
        fact=Use,
        population=lambda register: register.resource_uses,
        dimensions=(YEAR,),
        main_dimension="annee",
    ),
)
