"""Figures of citizen teams: known and recognised, who carries them, what they cover."""

import numpy as np
from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import NONE, Periods, attribute, concatenate, expand, intersect
from maillage.indicators.catalogue.dimensions import CARRIER_NATURE, KIND_UNKNOWN, NATURE, TEAM_STAGE
from maillage.indicators.definitions import Ratio, Stock, Words
from maillage.indicators.register import TEAM_STAGES, Register
from maillage.network.models import Organisation, Team, TeamStage, TeamStageChange
from maillage.territory.models import Commune

_SOURCE = _("registre des étapes des équipes")
_CARRYINGS = _("registre des portages")


def recognised(register: Register) -> Periods:
    """Return the periods during which teams are recognised."""
    periods = register.team_stages
    return periods.keep(periods.attributes["etape"] == TEAM_STAGES[TeamStage.RECOGNISED])


def _known(register: Register) -> Periods:
    """Return the periods during which teams are at any stage but closed."""
    periods = register.team_stages
    return periods.keep(periods.attributes["etape"] != TEAM_STAGES[TeamStage.CLOSED])


def _carried(register: Register, *, remainder: bool = False) -> Periods:
    """Return the periods during which recognised teams are carried, with the kind of each carrier."""
    carried = intersect(recognised(register), register.carryings, remainder=remainder)
    kinds = register.organisations
    by_carrier = attribute(
        Periods(
            subject=carried.attributes["porteur"],
            start=carried.start,
            end=carried.end,
            fact=carried.fact,
            attributes={**carried.attributes, "equipe": carried.subject},
        ),
        Periods(kinds.subject, kinds.start, kinds.end, kinds.fact, {"nature": kinds.attributes["nature"]}),
    )
    porteur, nature = by_carrier.attributes["porteur"], by_carrier.attributes["nature"]
    unknown_kind = (porteur != NONE) & (nature == NONE)
    return by_carrier.with_attributes(nature=np.where(unknown_kind, KIND_UNKNOWN, nature)).about("equipe")


def _carriers(register: Register) -> Periods:
    """Return the organisations that carry a recognised team, with their own kind and seat."""
    carried = intersect(recognised(register), register.carryings)
    return attribute(carried.about("porteur"), register.organisations)


def _covered_communes(register: Register) -> Periods:
    """Return the communes that a recognised team covers, whether named or within an EPCI or a département."""
    covered = intersect(recognised(register), register.team_coverages)
    communes, departements, epcis = register.communes
    named, _departements, _epcis, wholes = register.places
    rows = concatenate(
        [
            expand(_only(covered, "covered_commune"), "covered_commune", named, wholes),
            expand(_only(covered, "covered_epci"), "covered_commune", epcis, communes),
            expand(_only(covered, "covered_departement"), "covered_commune", departements, communes),
        ]
    ).about("covered_commune")
    seats = Periods(
        communes,
        np.zeros_like(communes),
        np.zeros_like(communes),
        communes,
        {"departement": departements, "commune": communes},
    )
    return attribute(rows, seats)


def _only(periods: Periods, name: str) -> Periods:
    """Return the rows that say an attribute, moved under the name that the communes take."""
    said = periods.keep(periods.attributes[name] != NONE)
    return said.with_attributes(covered_commune=said.attributes[name])


_CARRIED_TEAMS = Stock(
    code="porteurs",
    title=_("Qui porte les équipes"),
    one=_("équipe reconnue, selon la nature de ses porteurs"),
    many=_("équipes reconnues, selon la nature de leurs porteurs"),
    unit=_("équipe"),
    definition=_(
        "Équipes reconnues ce jour-là, réparties selon la nature de l'organisation qui les porte. Une équipe portée "
        "par deux organisations de natures différentes compte dans les deux parts ; ce recouvrement est indiqué."
    ),
    source=_CARRYINGS,
    subject=Team,
    fact=TeamStageChange,
    population=lambda register: _carried(register, remainder=True),
    dimensions=(CARRIER_NATURE,),
    main_dimension="nature",
)


# No row has it: a kind that the network does not use carries nothing, not even what is of unknown kind.
ABSENT = NONE - 1


def _carried_by(kind: str, title: Words) -> Ratio:
    """Return the share of recognised teams that a kind of organisation carries."""

    def population(register: Register) -> Periods:
        periods = _carried(register)
        return periods.keep(periods.attributes["nature"] == register.kinds.get(kind, ABSENT))

    return Ratio(
        code=f"part-porteurs-{kind}",
        title=title,
        one=_("des équipes reconnues"),
        many=_("des équipes reconnues"),
        unit=_("%"),
        definition=_(
            "Équipes reconnues portées ce jour-là par au moins une organisation de cette nature, rapportées à "
            "toutes les équipes reconnues."
        ),
        source=_CARRYINGS,
        subject=Team,
        numerator=Stock(
            code=f"equipes-portees-{kind}",
            title=title,
            one=_("équipe"),
            many=_("équipes"),
            unit=_("équipe"),
            definition=_CARRIED_TEAMS.definition,
            source=_CARRYINGS,
            subject=Team,
            fact=TeamStageChange,
            population=population,
        ),
        denominator=_CARRIED_TEAMS,
    )


INDICATORS = (
    Stock(
        code="equipes",
        title=_("Équipes citoyennes reconnues"),
        one=_("équipe citoyenne est reconnue"),
        many=_("équipes citoyennes sont reconnues"),
        unit=_("équipe"),
        definition=_(
            "Équipes à l'étape « reconnue » ce jour-là, en métropole et outre-mer. Les équipes qui se forment, "
            "celles qui sont en sommeil et celles qui ont fermé ne comptent pas."
        ),
        source=_SOURCE,
        subject=Team,
        fact=TeamStageChange,
        population=recognised,
    ),
    Stock(
        code="equipes-connues",
        title=_("Équipes connues, à toutes les étapes"),
        one=_("équipe est connue"),
        many=_("équipes sont connues"),
        unit=_("équipe"),
        definition=_(
            "Équipes à toute étape sauf « close » ce jour-là : une équipe connue n'est pas toujours reconnue."
        ),
        source=_SOURCE,
        subject=Team,
        fact=TeamStageChange,
        population=_known,
        dimensions=(TEAM_STAGE,),
        main_dimension="etape",
    ),
    _CARRIED_TEAMS,
    _carried_by("association-nationale", _("Part des équipes portées par une association nationale")),
    _carried_by("association-locale", _("Part des équipes portées par une association locale")),
    _carried_by("ccas-commune", _("Part des équipes portées par un CCAS ou une commune")),
    _carried_by("clic", _("Part des équipes portées par un CLIC")),
    Stock(
        code="organisations-porteuses",
        title=_("Organisations qui portent une équipe"),
        one=_("organisation porte une équipe"),
        many=_("organisations portent des équipes"),
        unit=_("organisation"),
        definition=_("Organisations distinctes qui portent au moins une équipe reconnue ce jour-là."),
        source=_CARRYINGS,
        subject=Organisation,
        fact=TeamStageChange,
        population=_carriers,
        dimensions=(NATURE,),
    ),
    Stock(
        code="communes-couvertes",
        title=_("Communes couvertes par une équipe"),
        one=_("commune est couverte par une équipe"),
        many=_("communes sont couvertes par une équipe"),
        unit=_("commune"),
        definition=_(
            "Communes d'aujourd'hui qu'au moins une équipe reconnue déclare couvrir ce jour-là, nommées une à une "
            "ou comprises dans une intercommunalité ou un département couvert. Couvrir n'est pas siéger."
        ),
        source=_("registre des territoires des équipes"),
        subject=Commune,
        fact=TeamStageChange,
        population=_covered_communes,
    ),
)
