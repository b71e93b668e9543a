"""Write the spreadsheets of the demonstration network: "python -m demo.generate"."""

import os
import sys
from pathlib import Path

import django

from demo.check import differences
from demo.cooperations import ENGAGED, LAUNCHED_2014, LAUNCHED_2015, LAUNCHED_2016, invent_alliances
from demo.draw import Draw
from demo.model import Network
from demo.organisations import end_signatures, invent_bodies
from demo.places import County, read_counties
from demo.teams import invent_crews

SEED = 20161125
FILES = Path(__file__).resolve().parent / "files"


def weigh(counties: dict[str, County]) -> dict[str, float]:
    """Return how much of the network each département holds: its people, and how early it began."""
    weights = {}
    for code, county in sorted(counties.items()):
        people = sum(town.population for town in county.towns) ** 0.5
        early = (
            5 if code in LAUNCHED_2014 else 4 if code in LAUNCHED_2015 else 3 if code in LAUNCHED_2016 else 1
        )
        weights[code] = people * (early + (1 if code in ENGAGED else 0))
    return weights


def invent(seed: int = SEED) -> Network:
    """Invent the network, or stop if one of its figures does not come out."""
    counties = read_counties()
    weights = weigh(counties)
    bodies = invent_bodies(Draw(seed), counties, weights)
    crews = invent_crews(Draw(seed + 1), counties, bodies, weights)
    carriers = {carried.body.name for crew in crews for carried in crew.carriers}
    end_signatures(Draw(seed + 2), bodies, carriers)
    network = Network(bodies=bodies, alliances=invent_alliances(Draw(seed + 3), counties), crews=crews)
    if wrong := list(differences(network)):
        raise ValueError("\n".join(wrong))
    return network


def main(target: Path = FILES) -> None:
    """Write every spreadsheet."""
    # The writers of the house are part of a Django project: it must be set up before they are imported.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from demo.sheets import write_files  # noqa: PLC0415

    write_files(invent(), target)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
