"""What rights cost: the lists of a large register, all of it, then what an animator may see of it.

Run: ``python -m benchmarks.rights`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
10,000 organisations and 5,000 teams on all the communes of France; a page of thirty and the count, as a list page reads
them. "Without" reads the same rows, chosen beforehand by their keys: the difference is what the filter costs.
"""

import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ORGANISATIONS, TEAMS, CARRYINGS, COVERAGES = 10_000, 5_000, 7_500, 25_000
RUNS, PAGE = 41, 30


def main() -> None:
    """Build the register and print, for each list, the ratio with the filter to without."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ["MAILLAGE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        _prepare()
        _compare()


def _prepare() -> None:
    """Write the register, a cooperation that covers the Gard, and its animator."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from benchmarks.network import build
    from maillage.accounts.models import User
    from maillage.accounts.operations import grant_role
    from maillage.accounts.roles import Role
    from maillage.common.facts import Author
    from maillage.network.operations import NewCooperation, cover, found_cooperations
    from maillage.territory.models import Departement
    from maillage.territory.perimeter import Perimeter

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    build(organisations=ORGANISATIONS, teams=TEAMS, carryings=CARRYINGS, coverages=COVERAGES)
    by = Author(at=timezone.now(), role="maison")
    (cooperation,) = found_cooperations([NewCooperation(name="Gard")], by=by)
    cover(cooperation, [Departement.objects.get(code="30")], on=None, by=by)
    animator = User.objects.create_user("animatrice@example.org", "Anne")
    grant_role(
        animator, Role.ANIMATOR, Perimeter("cooperation", cooperation.slug), on=dt.date(2020, 1, 1), by=by
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _compare() -> None:
    """Time each list both ways, in turn."""
    from django.db import connection
    from django.db.models import Q, QuerySet
    from django.utils import timezone

    from maillage.accounts.models import User
    from maillage.network import permissions
    from maillage.network.models import Organisation, Team
    from maillage.network.reach import wearing

    today, now = timezone.localdate(), timezone.now()
    actor = wearing(User.objects.get(), today=today, strong=False)
    print(f"{connection.vendor}, {ORGANISATIONS:,} organisations, {TEAMS:,} teams, page of {PAGE} and count")
    lists: dict[str, tuple[QuerySet[Any], Q]] = {
        "teams": (
            Team.objects.placed(as_of=today, known_at=now).staged(as_of=today, known_at=now),
            permissions.see_team(actor),
        ),
        "organisations": (
            Organisation.objects.placed(as_of=today, known_at=now).with_kind(),
            permissions.see_organisation(actor),
        ),
    }
    for name, (everything, right) in lists.items():
        seen = everything.filter(right)
        same = everything.filter(pk__in=list(seen.values_list("pk", flat=True)))
        sides: dict[str, Callable[[], object]] = {
            "all": lambda rows=everything: (rows.count(), list(rows[:PAGE])),  # type: ignore[misc] # bound now
            "same": lambda rows=same: (rows.count(), list(rows[:PAGE])),  # type: ignore[misc] # bound now
            "right": lambda rows=seen: (rows.count(), list(rows[:PAGE])),  # type: ignore[misc] # bound now
        }
        times: dict[str, list[float]] = {side: [] for side in sides}
        for _run in range(RUNS):
            for side, read in sides.items():
                start = time.perf_counter()
                read()
                times[side].append(time.perf_counter() - start)
        middle = {side: statistics.median(values) * 1000 for side, values in times.items()}
        print(
            f"  {name:14} {seen.count():5} of {everything.count():,}: right {middle['right']:6.2f} ms; "
            f"all {middle['all']:6.2f} ms ({middle['right'] / middle['all']:.2f} times); "
            f"the same rows by key {middle['same']:6.2f} ms ({middle['right'] / middle['same']:.2f} times)"
        )


if __name__ == "__main__":
    main()
