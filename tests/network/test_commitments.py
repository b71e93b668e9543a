"""Commitments: taken, followed, renewed; news is asked when it is time."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.facts import retract
from maillage.network.models import Commitment, CommitmentNote, Organisation
from maillage.network.operations.commitments import note_commitment, renew_commitment, take_commitment
from tests.cast import Cast, date, instant
from tests.network.signing import DAY, brought, draft, officer

BY = officer(instant(2018, 6, 1))
TODAY = date(2018, 6, 1)


def taken(organisation: Organisation, starts: dt.date = DAY, ends: dt.date | None = None) -> Commitment:
    return take_commitment(organisation, brought(starts_on=starts, ends_on=ends), on=DAY, by=BY)


def note(commitment: Commitment, outcome: str = "tenu", on: dt.date = TODAY) -> CommitmentNote:
    return note_commitment(commitment, outcome=outcome, words="vu sur place", on=on, by=BY)


def due(on: dt.date = TODAY) -> list[Commitment]:
    return list(Commitment.objects.taken().due(on).in_full())


def test_a_commitment_is_taken(cast: Cast) -> None:
    row = taken(cast.ccas)
    assert (str(row), row.hours, row.amount) == ("une salariée un jour par semaine", 300, None)
    assert list(Commitment.objects.about(cast.ccas)) == [row]
    assert Entry.objects.about(cast.ccas)[0].what == (
        "a inscrit l'engagement « une salariée un jour par semaine » de « CCAS d'Alès »"
    )


def test_what_a_file_proposes_is_not_taken_yet(cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    draft()
    assert Commitment.objects.count() == 1
    assert not Commitment.objects.taken().exists()


@pytest.mark.parametrize(
    ("starts", "ends", "seen", "expected"),
    [
        (date(2018, 3, 1), None, None, False),  # young
        (date(2017, 6, 1), None, None, True),  # a year without news
        (date(2017, 6, 2), None, None, False),
        (date(2017, 1, 1), None, date(2017, 12, 1), False),  # news lately
        (date(2016, 1, 1), None, date(2017, 6, 1), True),  # old news
        (date(2018, 3, 1), date(2018, 6, 1), None, True),  # its end has come
        (date(2018, 3, 1), date(2018, 6, 2), None, False),
        (date(2017, 1, 1), date(2018, 1, 1), date(2017, 12, 1), True),  # seen before its end only
        (date(2016, 1, 1), date(2017, 1, 1), date(2017, 1, 1), False),  # seen at its end: done
    ],
)
def test_news_is_asked_when_the_end_has_come_or_a_year_has_passed(
    cast: Cast,
    starts: dt.date,
    ends: dt.date | None,
    seen: dt.date | None,
    expected: bool,  # noqa: FBT001 - a row of the truth table
) -> None:
    row = taken(cast.ccas, starts, ends)
    if seen:
        note(row, on=seen)
    assert bool(due()) is expected


def test_what_is_dropped_or_renewed_is_asked_no_more(cast: Cast) -> None:
    dropped, renewed, retracted = (taken(cast.ccas, date(2016, 1, 1)) for _ in range(3))
    note(dropped, "abandonne")
    renew_commitment(renewed, brought(starts_on=TODAY), words="", on=TODAY, by=BY)
    retract(note(retracted, "abandonne"), reason="erreur", by=BY)
    assert due() == [retracted]
    for row in (dropped, renewed):
        with pytest.raises(Refused, match="il n'y a plus rien à noter"):
            note(row)


def test_the_last_note_says_where_it_stands(cast: Cast) -> None:
    row = taken(cast.ccas)
    first = note(row, "en-partie", date(2018, 1, 1))
    note(row, "tenu", date(2018, 5, 1))
    seen = Commitment.objects.followed().get(pk=row.pk)
    assert (seen.seen_on, seen.outcome_label, seen.settled) == (date(2018, 5, 1), "tenu", False)
    assert str(first) == "une salariée un jour par semaine : tenu en partie"
    assert [n.noted_on for n in row.notes.latest_first()] == [date(2018, 5, 1), date(2018, 1, 1)]
    entry = Entry.objects.about(cast.ccas)[0]
    assert (entry.what, entry.why) == (
        "a noté l'engagement « une salariée un jour par semaine » de « CCAS d'Alès » : tenu",
        "vu sur place",
    )


def test_nothing_is_noted_of_another_time(cast: Cast) -> None:
    row = taken(cast.ccas)
    with pytest.raises(Refused, match="n'est pas encore venu"):
        note(row, on=date(2018, 6, 2))
    with pytest.raises(Refused, match="Cet engagement commence le"):
        note(row, on=date(2017, 1, 31))
    with pytest.raises(Refused, match="dites sur sa page ce que sera le prochain"):
        note(row, "renouvele")
    assert not CommitmentNote.objects.exists()


def test_a_renewal_is_the_next_commitment(cast: Cast) -> None:
    row = taken(cast.ccas, ends=date(2018, 6, 1))
    following = renew_commitment(
        row, brought(starts_on=date(2018, 6, 1), hours=150), words="une année utile", on=TODAY, by=BY
    )
    assert (following.renews, following.organisation, following.hours) == (row, cast.ccas, 150)
    assert Commitment.objects.after(row) == following
    assert Commitment.objects.after(following) is None
    assert row.notes.get().words == "une année utile"
    assert due() == []


def test_a_renewal_follows(cast: Cast) -> None:
    dated, open_ended = taken(cast.ccas, ends=date(2018, 6, 1)), taken(cast.ccas)
    for row, start in ((dated, date(2018, 5, 31)), (open_ended, date(2017, 1, 31))):
        with pytest.raises(Refused, match="commence avant la fin de celui-ci"):
            renew_commitment(row, brought(starts_on=start), words="", on=TODAY, by=BY)
    assert Commitment.objects.count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"organisation": None},
        {"ends_on": DAY},
        {"starts_on": date(1899, 1, 1)},
        {"kind": "nature", "hours": 10},
        {"amount_cents": 100},
    ],
)
def test_the_database_refuses_what_makes_no_sense(cast: Cast, fields: dict[str, object]) -> None:
    told = {"organisation": cast.ccas, "kind": "humain", "description": "x", "starts_on": DAY, **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(**told)


def test_an_amount_is_in_euros(cast: Cast) -> None:
    row = take_commitment(
        cast.ccas, brought(kind="financier", hours=None, amount_cents=125_050), on=DAY, by=BY
    )
    assert str(row.amount) == "1250.5"
    assert row.extent.replace("\u202f", "").replace("\xa0", " ") == "1250,50 €"


def test_a_commitment_says_how_much_and_when(cast: Cast) -> None:
    for row, extent, period in (
        (taken(cast.ccas), "300 heures par an", "à partir du 1er février 2017"),
        (taken(cast.ccas, ends=TODAY), "300 heures par an", "du 1er février 2017 au 1er juin 2018"),
    ):
        assert (row.extent.replace("\xa0", " "), row.period.replace("\xa0", " ")) == (extent, period)
    things = take_commitment(cast.ccas, brought(kind="nature", hours=None), on=DAY, by=BY)
    assert things.extent == ""
