"""Figures of what teams do, as they declare it: acts add up, headcounts are the state of a month, never a sum."""

from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import Amounts, Periods
from maillage.indicators.catalogue.dimensions import YEAR
from maillage.indicators.definitions import ANY, PEOPLE, Flow, Ratio, Stock, Words
from maillage.indicators.register import Register
from maillage.network.models import Team, TeamStageChange
from maillage.tallies.models import Tally

_SOURCE = _("relevés déclarés par les équipes")
# A row about people names no team: in a small team, a number would say who.
_ONE_TALLY = _("le relevé d'une équipe")


def _act(
    code: str, count: str, title: Words, one: Words, many: Words, unit: Words, definition: Words
) -> Flow:
    """Return the sum of what teams counted of an act."""

    def population(register: Register) -> Amounts:
        return register.declarations.amounts(count)

    return Flow(
        code=code,
        title=title,
        one=one,
        many=many,
        unit=unit,
        definition=definition,
        source=_SOURCE,
        subject=Team,
        fact=Tally,
        population=population,
        dimensions=(YEAR,),
        main_dimension="annee",
        declared=count,
        unnamed=_ONE_TALLY if unit == PEOPLE else "",
    )


def _headcount(code: str, count: str, title: Words, one: Words, many: Words, definition: Words) -> Stock:
    """Return the state of a headcount: what the tallies of the last month that is over say."""

    def population(register: Register) -> Periods:
        return register.declarations.levels(count)

    return Stock(
        code=code,
        title=title,
        one=one,
        many=many,
        unit=PEOPLE,
        definition=definition,
        source=_SOURCE,
        subject=Team,
        fact=Tally,
        population=population,
        declared=count,
        unnamed=_ONE_TALLY,
    )


def waited(register: Register) -> Periods:
    """Return the months that wait for teams."""
    return register.declarations.waited


def told(register: Register) -> Periods:
    """Return, of the months that wait for teams, those that were declared."""
    found = waited(register)
    return found.keep(found.attributes["told"] == 1)


def _declaring(register: Register) -> Periods:
    """Return the months that teams declared, waited for or not."""
    return register.declarations.states


_RATE = _(
    "Parmi les équipes attendues pour le dernier mois fini ce jour-là, part de celles qui l'ont déclaré. Un mois "
    "attend les équipes portées, au pacte adopté ou reconnues à son dernier jour ; une équipe qui déclare par "
    "trimestre n'est attendue qu'une fois le trimestre fini."
)
_WAITED = Stock(
    code="equipes-attendues",
    title=_("Équipes attendues"),
    one=_("équipe est attendue"),
    many=_("équipes sont attendues"),
    unit=_("équipe"),
    definition=_RATE,
    source=_SOURCE,
    subject=Team,
    fact=TeamStageChange,
    population=waited,
)

INDICATORS = (
    _act(
        "visites",
        "visits",
        _("Visites"),
        _("visite a été faite"),
        _("visites ont été faites"),
        _("visite"),
        _(
            "Visites que les équipes ont déclarées entre les deux dates. Un relevé compte au dernier jour de son "
            "mois, ou de son trimestre, là où siège l'équipe ce jour-là. Ce que personne n'a compté reste inconnu "
            "et n'entre pas dans la somme."
        ),
    ),
    _act(
        "appels",
        "calls",
        _("Appels"),
        _("appel a été passé"),
        _("appels ont été passés"),
        _("appel"),
        _(
            "Appels téléphoniques que les équipes ont déclarés entre les deux dates, comptés comme les visites."
        ),
    ),
    _act(
        "sorties",
        "outings",
        _("Sorties"),
        _("sortie a été faite"),
        _("sorties ont été faites"),
        _("sortie"),
        _("Sorties que les équipes ont déclarées entre les deux dates, comptées comme les visites."),
    ),
    _act(
        "moments-collectifs",
        "gatherings",
        _("Moments collectifs"),
        _("moment collectif a été tenu"),
        _("moments collectifs ont été tenus"),
        _("moment"),
        _(
            "Moments passés à plusieurs que les équipes ont déclarés entre les deux dates, comptés comme les "
            "visites."
        ),
    ),
    _act(
        "accompagnements-mobilite",
        "mobility",
        _("Trajets accompagnés"),
        _("trajet a été accompagné"),
        _("trajets ont été accompagnés"),
        _("trajet"),
        _(
            "Trajets accompagnés que les équipes ont déclarés entre les deux dates, comptés comme les visites."
        ),
    ),
    _act(
        "reperages-relayes",
        "relayed",
        _("Repérages relayés"),
        _("repérage a été relayé"),
        _("repérages ont été relayés"),
        PEOPLE,
        _(
            "Personnes dont les équipes disent avoir relayé la situation, entre les deux dates, comptées comme les "
            "visites. Une personne signalée par deux équipes compte deux fois : personne n'est nommé."
        ),
    ),
    _headcount(
        "personnes-accompagnees",
        "accompanied",
        _("Personnes accompagnées"),
        _("personne est accompagnée"),
        _("personnes sont accompagnées"),
        _(
            "Personnes avec qui les équipes ont un lien régulier, selon les relevés du dernier mois fini ce jour-là "
            "; un relevé de trimestre vaut pour chacun de ses mois. C'est l'état d'un mois, jamais une somme de "
            "mois : la même personne est accompagnée d'un mois à l'autre. Une équipe qui n'a pas déclaré ce mois "
            "n'y est pas."
        ),
    ),
    _headcount(
        "personnes-touchees",
        "reached",
        _("Personnes touchées"),
        _("personne est touchée"),
        _("personnes sont touchées"),
        _(
            "Personnes que les équipes ont rencontrées ou appelées au moins une fois dans le dernier mois fini ce "
            "jour-là, personnes accompagnées comprises. C'est l'état d'un mois, jamais une somme de mois."
        ),
    ),
    _headcount(
        "benevoles-actifs",
        "volunteers",
        _("Bénévoles actifs"),
        _("bénévole est actif"),
        _("bénévoles sont actifs"),
        _(
            "Bénévoles qui ont donné du temps dans le dernier mois fini ce jour-là, selon les équipes. C'est l'état "
            "d'un mois, jamais une somme de mois."
        ),
    ),
    _act(
        "heures-benevoles",
        "hours",
        _("Heures de bénévolat"),
        _("heure de bénévolat a été donnée"),
        _("heures de bénévolat ont été données"),
        _("heure"),
        _(
            "Heures que les bénévoles ont données, selon les équipes, entre les deux dates, comptées comme les "
            "visites."
        ),
    ),
    Stock(
        code="equipes-qui-declarent",
        title=_("Équipes qui déclarent"),
        one=_("équipe a déclaré le dernier mois"),
        many=_("équipes ont déclaré le dernier mois"),
        unit=_("équipe"),
        definition=_(
            "Équipes qui ont déclaré le dernier mois fini ce jour-là, ou le trimestre qui le contient, attendues ou "
            "non. « Rien ce mois-ci » est une réponse."
        ),
        source=_SOURCE,
        subject=Team,
        fact=Tally,
        population=_declaring,
        declared=ANY,
    ),
    Ratio(
        code="taux-de-reponse",
        title=_("Taux de réponse"),
        one=_("des équipes attendues ont répondu"),
        many=_("des équipes attendues ont répondu"),
        unit=_("%"),
        definition=_RATE,
        source=_SOURCE,
        subject=Team,
        numerator=Stock(
            code="equipes-attendues-qui-repondent",
            title=_("Équipes attendues qui ont répondu"),
            one=_("équipe a répondu"),
            many=_("équipes ont répondu"),
            unit=_("équipe"),
            definition=_RATE,
            source=_SOURCE,
            subject=Team,
            fact=TeamStageChange,
            population=told,
        ),
        denominator=_WAITED,
    ),
)
