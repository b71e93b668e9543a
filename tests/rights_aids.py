"""The aids of the world of the matrix: one that is open, what a team or a cooperation asks of it."""

from typing import Any

from django.core.files.base import ContentFile

from maillage.supports.models import AidApplication, AidScheme, Attachment, Question
from tests.cast import date, instant

AT, DAY = instant(2015, 1, 1), date(2015, 1, 1)


def aid() -> dict[str, object]:
    """Make an aid that is open, with a question, once."""
    made, _new = AidScheme.objects.get_or_create(
        slug="aide-de-la-matrice",
        defaults={
            "kind": "coup-de-pouce",
            "name": "Aide de la matrice",
            "purpose": "Essayer.",
            "state": "published",
            "for_teams": True,
            "for_cooperations": True,
            "opens_on": DAY,
            "most_cents": 100_000,
        },
    )
    asked, _new = Question.objects.get_or_create(
        scheme=made, rank=1, defaults={"label": "Pourquoi ?", "kind": "court"}
    )
    return {"slug": made.slug, "key": asked.pk}


def request(model: str, spot: Any) -> dict[str, object]:
    """Make what the subject of a place asks of it, with a piece, and what it gave up before."""
    aid()
    scheme = AidScheme.objects.get(slug="aide-de-la-matrice")
    made = AidApplication.objects.create(
        scheme=scheme,
        opened_at=AT,
        submitted_at=AT,
        number=f"2015-{model}-{spot.place}",
        amount_cents=100,
        state="submitted",
        **{model: getattr(spot, model)},
    )
    # What is joined bears the number of its application, so that one number opens both.
    piece = Attachment(
        pk=made.pk, application=made, name="a.pdf", media_type="application/pdf", size=1, added_at=AT
    )
    piece.content.save("essai-matrice", ContentFile(b"%PDF-"), save=False)
    piece.save(force_insert=True)
    older = AidScheme.objects.create(
        slug=f"ancienne-{made.pk}",
        kind="appel",
        name="Ancienne aide",
        purpose="Essayer.",
        for_teams=True,
        opens_on=DAY,
        most_cents=100,
    )
    former = AidApplication.objects.create(
        scheme=older, opened_at=AT, submitted_at=AT, state="withdrawn", **{model: getattr(spot, model)}
    )
    return {"key": made.pk, "piece": piece.pk, "former": former.pk}
