"""A deployment by steps for the demonstration: an idea and measures that are invented, on real places."""

import datetime as dt
import hashlib
from decimal import Decimal

from maillage.experiments.models import Verdict
from maillage.experiments.operations.measures import Seen
from maillage.experiments.operations.outcomes import Ruling
from maillage.experiments.operations.plan import Plan
from maillage.experiments.operations.sites import Lot

INVENTED = "L'idée et les mesures montrées ici sont inventées pour la démonstration."
PLAN = Plan(
    title="Un appel chaque semaine",
    question="Un appel chaque semaine, par la même personne, rompt-il la solitude de celles que l'équipe ne peut "
    "pas encore visiter ?",
    hypothesis="La solitude ressentie baisse d'un demi-point là où les appels ont commencé.",
    protocol="Vingt communes essaient, **chacune à son tour**, dans un ordre tiré au sort.\n\n"
    "- une mesure avant, puis une après chaque vague de démarrage\n- le même questionnaire, sans nom\n- celles qui "
    f"attendent servent de comparaison\n\n{INVENTED}",
    design="progressif",
    scale="ucla-3",
    smallest_effect=Decimal("0.5"),
    spread=Decimal("1.8"),
    people=15,
    steps=4,
    likeness=Decimal("0.05"),
    starts_on=dt.date(2018, 10, 1),
    ends_on=dt.date(2020, 1, 31),
)
REGISTERED_ON, SEED, SITES_NEEDED = dt.date(2018, 9, 10), 180_910, 16
DRAWN_ON = dt.date(2018, 10, 5)
LOT = Lot(first_on=dt.date(2018, 11, 5), days_apart=91)
WAVES = (
    ("Avant", dt.date(2018, 10, 20)),
    ("Après la vague 1", dt.date(2019, 1, 28)),
    ("Après la vague 2", dt.date(2019, 4, 29)),
    ("Après la vague 3", dt.date(2019, 7, 29)),
    ("Après la vague 4", dt.date(2019, 10, 28)),
)
PLACES = (
    *("21231", "71270", "13055", "84007", "35238", "29019", "58194", "89024", "83137", "06088"),
    *("56260", "22278", "31555", "49007", "86194", "69266", "76259", "76575", "34074", "42044"),
)
AMENDED_ON, AMENDMENT = (
    dt.date(2019, 3, 4),
    "Une personne absente deux semaines de suite est remplacée par une autre.",
)
WHY_AMENDED = "Trois personnes attendaient un appel qui ne venait plus."
NOTES = ((dt.date(2019, 1, 15), "On tient mieux un rendez-vous fixe qu'un appel « dans la semaine »."),)
RULING = Ruling(
    verdict=Verdict.GENERALISE,
    body="Comité de pilotage du programme",
    reasons="Là où les appels ont commencé, la solitude a baissé, et le sort seul ne l'explique pas.",
    decided_on=dt.date(2020, 2, 11),
)
# In points: what calling changes, how much places differ, how much the chance of a small group moves a mean.
_EFFECT, _PLACES_DIFFER, _CHANCE = -0.6, 0.35, 0.6
_CLOSED = ("84007", 3)


def seen_at(code: str, rank: int, *, calling: bool) -> Seen:
    """Return what a place saw at a wave: invented, and the same each time."""
    if (code, rank) == _CLOSED:
        return Seen(because="la mairie était fermée, aucun questionnaire n'a été rendu")
    answers = 14 + round(8 * _between(f"{code}:{rank}:n", 0, 1))
    mean = 5.9 + _between(code, -_PLACES_DIFFER, _PLACES_DIFFER) + 0.05 * rank
    mean += _between(f"{code}:{rank}", -_CHANCE, _CHANCE) + (_EFFECT if calling else 0)
    spread = _between(f"{code}:{rank}:s", 1.5, 2.0)
    return Seen(
        asked=answers + 5,
        answers=answers,
        mean=Decimal(f"{mean:.1f}"),
        deviation=Decimal(f"{spread:.1f}"),
    )


def _between(name: str, low: float, high: float) -> float:
    """Return a number that a name always gives."""
    return low + (high - low) * int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
