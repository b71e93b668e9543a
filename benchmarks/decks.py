"""The 101 decks of the départements in one lot, behind the site, beside one deck printed alone in the same process.

Run: ``python -m benchmarks.decks``. The limit: a lot costs no more than 150 times one deck, its archive included.
"""

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

RUNS = 5
LIMIT = 150.0
AS_OF = dt.date(2016, 11, 25)


def main() -> None:
    """Load the demonstration network, print one deck several times, then the lot."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'banc.sqlite3'}"
        os.environ["MAILLAGE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        subprocess.run(
            [sys.executable, "-m", "config.command", "demo"], check=True, stdout=subprocess.DEVNULL
        )
        import django

        django.setup()
        from django.utils import timezone

        from maillage.bilan.compose import compose
        from maillage.bilan.models import DeckLot, Lot
        from maillage.bilan.operations.decks import order_lot, print_lots
        from maillage.bilan.renderers import RENDERERS
        from maillage.common.facts import Author
        from maillage.indicators.register import Register
        from maillage.territory.perimeter import Perimeter

        now = timezone.now()
        register = Register(now)
        alone = []
        for run in range(RUNS + 1):
            start = time.perf_counter()
            document = compose(
                "departement",
                as_of=AS_OF,
                known_at=now,
                printed_on=AS_OF,
                organisation="Réseau",
                perimeter=Perimeter("departement", "30"),
                register=register,
            )
            RENDERERS["pptx"](document)
            if run:  # the first one warms the process
                alone.append(time.perf_counter() - start)
        one = median(alone)
        by = Author(at=now, role="banc")
        order_lot(Lot.DEPARTEMENTS, form="pptx", as_of=AS_OF, organisation="Réseau", by=by)
        start = time.perf_counter()
        turns = 0
        while print_lots(timezone.now, lambda: False):
            turns += 1
        taken = time.perf_counter() - start
        lot = DeckLot.objects.counted().get()
        print(
            f"  one deck {one:.3f} s; {lot.done} decks in {taken:.1f} s and {turns} turns: {taken / one:.0f} times "
            f"one, {taken / one / LIMIT:.2f} of the limit of {LIMIT:g}; archive {lot.size / 1e6:.1f} MB"
        )
        assert lot.done == lot.number, "some decks are missing"


if __name__ == "__main__":
    main()
