"""How fast one finds a resource among ten thousand: words over the whole library, in process.

Run: ``python -m benchmarks.resources`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
Ten thousand published resources of some 200 words each, drawn with the same seed from a vocabulary whose words are as
unequally frequent as those of a language. People ask one to four words, some cut short; the words asked are as
frequent as those written. The limit is 10 ms for 95 questions out of 100.
"""

import datetime as dt
import os
import statistics
import tempfile
import time
from pathlib import Path

RESOURCES, WORDS, LENGTH, ASKED, LIMIT = 10_000, 8_000, 200, 500, 10.0


def main() -> None:
    """Build the library, then print the times and their ratio to the limit."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ["MAILLAGE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _measure()


def _measure() -> None:
    """Write the resources, and time the questions."""
    import numpy as np
    from django.utils import timezone

    from maillage.portal.moment import read_moment
    from maillage.portal.search import built

    draw = np.random.default_rng(2019)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "ou", "an", "er")]
    sizes = draw.integers(2, 5, WORDS)
    words = ["".join(syllables[k] for k in draw.integers(0, len(syllables), size)) for size in sizes]
    weights = 1 / np.arange(1, WORDS + 1)
    weights /= weights.sum()
    _write([" ".join(words[k] for k in draw.choice(WORDS, LENGTH, p=weights)) for _one in range(RESOURCES)])

    moment = read_moment({}, today=timezone.localdate(), now=timezone.now())
    for made in ("made", "made again after a writing"):
        start = time.perf_counter()
        index = built(moment)
        print(f"  the index of {len(index.entries):,} entries, {made}: {time.perf_counter() - start:.1f} s")
    times, found = [], []
    for _one in range(ASKED):
        picked = [words[k] for k in draw.choice(WORDS, int(draw.integers(1, 5)), p=weights)]
        picked[-1] = picked[-1][: max(3, len(picked[-1]) - int(draw.integers(0, 3)))]
        start = time.perf_counter()
        found.append(len(index.find(" ".join(picked))))
        times.append((time.perf_counter() - start) * 1000)
    late = statistics.quantiles(times, n=20)[-1]
    print(
        f"  {ASKED} questions, {statistics.median(found):,.0f} answers each: median {statistics.median(times):.2f} ms; "
        f"95th percentile {late:.2f} ms, {late / LIMIT:.2f} of the limit of {LIMIT:.0f} ms"
    )


def _write(texts: list[str]) -> None:
    """Write published resources."""
    from django.utils import timezone

    from maillage.common.facts import Author, stamp
    from maillage.resources.models import Audience, Kind, Publication, Resource, Theme

    by = stamp(Author(at=timezone.now(), source="banc d'essai"))
    told = [
        {
            "title": " ".join(text.split()[:5]),
            "kind": Kind.MEMO,
            "theme": Theme.PRESENCE,
            "audience": Audience.ALL,
            "summary": " ".join(text.split()[:15]),
            "text": text,
            "credit": "Une équipe",
        }
        for text in texts
    ]
    rows = Resource.objects.bulk_create(
        [Resource(slug=f"fiche-{rank}", state="publiee", **one) for rank, one in enumerate(told)],
        batch_size=500,
    )
    Publication.objects.bulk_create(
        [
            Publication(
                resource=row,
                number=1,
                folded=one["title"],
                started_on=dt.date(2018, 1, 1),
                review_on=dt.date(2090, 1, 1),
                **one,
                **by,
            )
            for row, one in zip(rows, told, strict=True)
        ],
        batch_size=500,
    )


if __name__ == "__main__":
    main()
