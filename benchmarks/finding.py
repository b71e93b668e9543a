"""How fast one finds: a place as it is typed, the teams that cover a commune whatever the history, words over the site.

Run: ``python -m benchmarks.finding`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
All the communes of France, 2,000 teams, 1,000 organisations. Places are typed as people do, cut anywhere, a thousand
communes drawn with the same seed. Coverages are read once with those of today alone, then with ten times as many that
ended before: the ratio of the two is what history costs. Words are
searched in the index as pages do.
"""

import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ORGANISATIONS, TEAMS, CARRYINGS, COVERAGES = 1_000, 2_000, 1_000, 10_000
TYPED, COMMUNES, AGES = 1_000, 200, 10


def main() -> None:
    """Build the register, then print the times and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ["MAILLAGE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        _prepare()
        _places()
        before = _coverage()
        _age()
        after = _coverage()
        print(f"  with {AGES} times the history: {after / before:.2f} times as long")
        _words()


def _prepare() -> None:
    """Write the register."""
    from django.core.management import call_command

    from benchmarks.network import build

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    build(organisations=ORGANISATIONS, teams=TEAMS, carryings=CARRYINGS, coverages=COVERAGES)
    _analyse()


def _analyse() -> None:
    """Let the database learn how many rows there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _timed(act: Callable[[object], object], given: Iterable[object]) -> list[float]:
    """Return how long an act takes with each thing given, in milliseconds."""
    times = []
    for one in given:
        start = time.perf_counter()
        act(one)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _told(name: str, times: list[float]) -> None:
    """Print the middle and the 95th percentile."""
    late = statistics.quantiles(times, n=20)[-1]
    print(f"  {name:34} median {statistics.median(times):6.2f} ms; 95th percentile {late:6.2f} ms")


def _places() -> None:
    """Time places as they are typed."""
    import numpy as np

    from maillage.territory.models import Commune
    from maillage.territory.search import search_places

    draw = np.random.default_rng(2016)
    names = list(Commune.objects.order_by("pk").values_list("name", flat=True))
    drawn = [names[i] for i in draw.integers(0, len(names), TYPED)]
    typed = [name[: int(draw.integers(2, len(name) + 1))] if len(name) > 2 else name for name in drawn]
    search_places("nimes")
    _told("a place as it is typed", _timed(lambda text: search_places(str(text)), typed))


def _coverage() -> float:
    """Time the teams that a commune leads to, and return the middle."""
    from django.utils import timezone

    from maillage.network.models import Team
    from maillage.territory.models import Commune

    day, now = timezone.localdate(), timezone.now()
    communes = list(Commune.objects.order_by("-population", "pk")[:COMMUNES])

    def read(commune: object) -> object:
        found = Team.objects.placed(as_of=day, known_at=now).staged(as_of=day, known_at=now)
        return list(found.holding(commune, as_of=day, known_at=now))  # type: ignore[arg-type] # a commune

    times = _timed(read, communes)
    _told("the teams that cover a commune", times)
    return statistics.median(times)


def _age() -> None:
    """Give each team ten times as many coverages, all of them ended."""
    from django.utils import timezone

    from maillage.common.facts import Author, stamp
    from maillage.network.models import TeamCoverage

    by = stamp(Author(at=timezone.now(), source="banc d'essai"))
    held = list(TeamCoverage.objects.values_list("team_id", "commune_id"))
    TeamCoverage.objects.bulk_create(
        [
            TeamCoverage(
                team_id=team,
                commune_id=commune,
                started_on=dt.date(2013, 1, 1) + dt.timedelta(days=10 * age),
                ended_on=dt.date(2013, 1, 1) + dt.timedelta(days=10 * age + 5),
                **by,
            )
            for team, commune in held
            for age in range(AGES)
        ],
        batch_size=5_000,
    )
    _analyse()


def _words() -> None:
    """Time words over the site: the index made anew, then asked."""
    from django.utils import timezone

    from maillage.portal.moment import read_moment
    from maillage.portal.search import built, search

    today, now = timezone.localdate(), timezone.now()
    moment = read_moment({}, today=today, now=now)
    _told("the index of words, made", _timed(lambda _again: built(moment), range(10)))
    words = ["equipe", "ccas", "association nationale", "e12", "o999", "signataires", "clic", "coop"] * 20
    search("equipe", today=today, now=now)
    _told("words over the site", _timed(lambda text: search(str(text), today=today, now=now), words))


if __name__ == "__main__":
    main()
