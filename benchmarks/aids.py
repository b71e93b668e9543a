"""The sheets of a committee: 500 applications print in less than ten seconds.

Run with: python -m benchmarks.aids
"""

import os
import tempfile
import time
from pathlib import Path

COUNT, LIMIT = 500, 10.0


def main() -> None:
    """Write 500 applications in a fresh database, print their sheets, compare with the limit."""
    folder = tempfile.mkdtemp()
    os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'banc.sqlite3'}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    spent, pages = printed()
    print(
        f"{COUNT} demandes : {spent:.2f} s, {pages / 1e6:.1f} Mo ; {spent / LIMIT:.2f} × la limite de {LIMIT:.0f} s"
    )
    assert spent <= LIMIT


def printed() -> tuple[float, int]:
    """Return how long the sheets take, read from the database included, and how heavy they are."""
    import datetime as dt

    from django.utils import timezone

    from maillage.common.facts import Author
    from maillage.network.operations import NewOrganisation, NewTeam, enrol, found_teams
    from maillage.supports.exports.aid_papers import committee_pdf
    from maillage.supports.models import AidApplication, AidReview, AidScheme, Envelope, Question

    now, day = timezone.now(), dt.date(2017, 3, 1)
    by = Author(at=now, role="maison")
    (funder,) = enrol([NewOrganisation(name="Financeur")], by=by)
    scheme = AidScheme.objects.create(
        kind="appel", name="Appel", slug="appel", purpose="Agir", for_teams=True, opens_on=day,
        most_cents=1_000_000, criteria=["utile", "possible"],
    )  # fmt: skip
    asked = [
        Question.objects.create(scheme=scheme, rank=rank, label=f"Question {rank} ?", kind="long")
        for rank in range(1, 7)
    ]
    Envelope.objects.create(scheme=scheme, funder=funder, year=day.year, amount_cents=50_000_000)
    answers = {one.key: "Une réponse de quelques lignes, comme on les écrit. " * 6 for one in asked}
    teams = found_teams([NewTeam(name=f"Équipe {rank}") for rank in range(COUNT)], by=by)
    made = AidApplication.objects.bulk_create(
        AidApplication(
            scheme=scheme, team=team, opened_at=now, submitted_at=now, number=f"2017-{team.pk:05d}", title="Un café",
            amount_cents=300_000, proposed_cents=200_000, state="examined", answers=answers, examination="Utile. " * 30,
        )
        for team in teams
    )  # fmt: skip
    AidReview.objects.bulk_create(
        AidReview(application=one, scores=[4, 3], words="Bien.", at=now) for one in made
    )
    start = time.perf_counter()
    rows = list(AidApplication.objects.for_committee(scheme).with_readings())
    money = [row for row in Envelope.objects.with_balance() if row.scheme_id == scheme.pk]
    content = committee_pdf(scheme, rows, money, on=day)
    return time.perf_counter() - start, len(content)


if __name__ == "__main__":
    main()
