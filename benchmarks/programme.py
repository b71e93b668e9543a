"""What the page of a programme of 100 actions asks: questions to the database, and passes over the figures.

Run: ``python -m benchmarks.programme`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
Each action has a state, a lead, a synthesis, a milestone, a proof and three targets, 300 in all: they are about the
figures of the catalogue in turn, each to be reached at the end of one of three years. The limits: 15 questions for
what is said of the programme, and one pass over the facts of each term of a figure, whatever the number of its
targets. The relations that the figures read come on top, once each: here all of those that the catalogue knows.
"""

import os
import tempfile
import time
from pathlib import Path

ACTIONS, TARGETS, QUESTIONS = 100, 3, 15


def main() -> None:
    """Build the programme, then print what its page asks and its ratios to the limits."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ |= {"MAILLAGE_VAR": folder, "MAILLAGE_HTTPS": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        _write()
        _measure()


def _write() -> None:
    """Write a programme, and what is said of each of its actions."""
    import datetime as dt
    from decimal import Decimal
    from itertools import cycle

    from django.utils import timezone

    from maillage.common.facts import Author
    from maillage.indicators.catalogue import CATALOGUE
    from maillage.programme.models import Action, Axis, Programme, State, Weather
    from maillage.programme.operations.course import (
        Conduct,
        Review,
        lead_action,
        prove_action,
        review_action,
        say_state,
    )
    from maillage.programme.operations.targets import Aim, plan_milestone, set_target

    start, today = dt.date(2017, 1, 2), timezone.localdate()
    by = Author(at=timezone.now(), source="banc d'essai")
    programme = Programme.objects.create(
        title="Programme", slug="programme", adopted_on=start, first_year=2017, last_year=2019
    )
    axes = [
        Axis.objects.create(programme=programme, number=rank, title=f"Axe {rank}") for rank in (1, 2, 3, 4)
    ]
    figures, years = cycle(CATALOGUE), cycle((2017, 2018, 2019))
    for rank in range(ACTIONS):
        action = Action.objects.create(axis=axes[rank % 4], number=rank // 4 + 1, title=f"Action {rank}")
        say_state(action, State.RUNNING, since=start, on=today, by=by)
        lead_action(action, Conduct(pilot="Une commission"), since=start, on=today, by=by)
        told = Review(
            since=start, until=dt.date(2017, 12, 31), weather=Weather.SUN, synthesis="Tout va bien."
        )
        review_action(action, told, on=today, by=by)
        plan_milestone(action, title="Un jalon", due_on=dt.date(2018, 6, 1), on=today, by=by)
        prove_action(action, title="Un recueil", shown_on=start, url="", on=today, by=by)
        for _target in range(TARGETS):
            until = dt.date(next(years), 12, 31)
            aim = Aim(code=next(figures), since=start, until=until, value=Decimal(100))
            set_target(action, aim, on=today, by=by)


def _measure() -> None:
    """Count the questions and the passes of a page, and time it."""
    from unittest import mock

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from maillage.indicators import algebra
    from maillage.indicators.catalogue import CATALOGUE
    from maillage.indicators.definitions import Ratio

    client = Client(headers={"host": "localhost"})
    client.get("/programme/programme/?au=2020-05-31")  # what is read once a process is read
    with (
        mock.patch("maillage.indicators.measure.series", wraps=algebra.series) as stocks,
        mock.patch("maillage.indicators.measure.accumulate", wraps=algebra.accumulate) as flows,
        CaptureQueriesContext(connection) as asked,
    ):
        begun = time.perf_counter()
        answer = client.get("/programme/programme/?au=2020-06-01")
        took = time.perf_counter() - begun
    passes = stocks.call_count + flows.call_count
    said = [query["sql"] for query in asked]
    own = [sql for sql in said if "programme_" in sql or "accounts_" in sql or "territory_edition" in sql]
    terms = sum(2 if isinstance(figure, Ratio) else 1 for figure in CATALOGUE.values())
    print(f"  status {answer.status_code}, {len(answer.content) / 1000:.0f} kB, {took:.2f} s")
    print(
        f"  {len(own)} questions for what is said of {ACTIONS} actions, {len(own) / QUESTIONS:.2f} of the limit of "
        f"{QUESTIONS}; {len(said) - len(own)} more to read the relations of {len(CATALOGUE)} figures, once each"
    )
    print(
        f"  {passes} passes for {ACTIONS * TARGETS} targets about {len(CATALOGUE)} figures of {terms} terms: "
        f"{passes / terms:.2f} of one pass a term"
    )


if __name__ == "__main__":
    main()
