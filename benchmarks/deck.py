"""The rendez-vous deck of the demonstration network from a warm process, and the 101 decks of the départements.

Run: ``python -m benchmarks.deck``. The limit is one second for each of PPTX, PDF and HTML: composing and printing.
"""

import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

RUNS = 7
LIMIT = 1.0
AS_OF = dt.date(2016, 11, 25)


def main() -> None:
    """Load the demonstration network, then print the decks."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'banc.sqlite3'}"
        os.environ["MAILLAGE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        subprocess.run(
            [sys.executable, "-m", "config.command", "demo"], check=True, stdout=subprocess.DEVNULL
        )
        import django

        django.setup()
        from maillage.bilan.compose import compose
        from maillage.bilan.renderers import RENDERERS
        from maillage.common.facts import end_of_day

        for form in ("pptx", "pdf", "html"):
            seconds = []
            for run in range(RUNS + 1):
                start = time.perf_counter()
                document = compose(
                    "rendez-vous",
                    as_of=AS_OF,
                    known_at=end_of_day(AS_OF),
                    printed_on=AS_OF,
                    organisation="Réseau",
                )
                RENDERERS[form](document)
                if run:  # the first one warms the process
                    seconds.append(time.perf_counter() - start)
            taken = median(seconds)
            print(f"  {form:5} {taken:6.3f} s, {taken / LIMIT:5.2f} of the limit of {LIMIT:g} s")
        start = time.perf_counter()
        command = [sys.executable, "-m", "config.command", "bilan", "departement", "--as-of", f"{AS_OF}"]
        subprocess.run(
            [*command, "--each-departement", "-o", str(Path(folder) / "bilan-{}.pptx")],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        taken = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        count = len(list(Path(folder).glob("bilan-*.pptx")))
        print(
            f"  {count} decks of départements in {taken:.1f} s, {taken / count:.3f} s each, peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
