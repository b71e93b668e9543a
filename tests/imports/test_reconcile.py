"""What a statement means for what is known: truth tables, and laws that hold for any history."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.common.facts import Precision
from maillage.imports.reconcile import Fact, Statement, Verb, decide, fits, withdraw

EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


def known(day: int) -> dt.datetime:
    return EPOCH + dt.timedelta(days=day)


def on(day: int) -> dt.date:
    return dt.date(2014, 1, 1) + dt.timedelta(days=day)


def fact(start: int, since: int, until: int | None = None, end: int | None = None) -> Fact:
    return Fact(
        1,
        on(start),
        Precision.DAY,
        None if end is None else on(end),
        known(since),
        None if until is None else known(until),
        {"note": ""},
    )


def said(start: int | None, end: int | None = None, **content: str) -> Statement:
    return Statement(
        9, None if start is None else on(start), Precision.DAY, None if end is None else on(end), content
    )


@pytest.mark.parametrize(
    ("facts", "statement", "moment", "verb"),
    [
        ([], said(1), 5, Verb.CREATE),
        ([fact(1, 0)], said(1), 5, Verb.SAME),
        ([fact(1, 0)], said(2), 5, Verb.CORRECT),
        ([fact(1, 0)], said(1, 8), 5, Verb.CORRECT),
        ([fact(1, 0)], said(1, note="x"), 5, Verb.CORRECT),
        ([fact(1, 0, end=3)], said(1), 5, Verb.SAME),
        ([fact(1, 0, end=3)], said(4), 5, Verb.CREATE),
        ([fact(1, 0, until=9)], said(1), 5, Verb.SINCE_RETRACTED),
        ([fact(1, 0, until=9)], said(2), 5, Verb.SINCE_RETRACTED),
        ([fact(1, 0, until=4)], said(1), 5, Verb.CREATE),
        ([fact(1, 8)], said(1), 5, Verb.WIDEN),
        ([fact(1, 8, end=20)], said(1), 5, Verb.REMEMBER),
        ([fact(2, 8)], said(1), 5, Verb.REMEMBER),
        ([fact(1, 8, until=8), fact(1, 3)], said(1), 5, Verb.SAME),
        ([fact(1, 0, until=8), fact(2, 8)], said(3), 5, Verb.CONTRADICTED),
        ([fact(1, 0, end=3), fact(4, 0, end=6)], said(2, 5), 5, Verb.SEVERAL),
    ],
)
def test_a_statement_is_compared_with_what_was_known_on_its_day(
    facts: list[Fact], statement: Statement, moment: int, verb: Verb
) -> None:
    assert decide(facts, statement, known(moment)).verb is verb


@pytest.mark.parametrize(
    ("facts", "statement", "verb"),
    [
        ([], said(1), Verb.NOTHING_TO_RETRACT),
        ([fact(1, 0)], said(2), Verb.NOTHING_TO_RETRACT),
        ([fact(1, 0)], said(1), Verb.RETRACT),
        ([fact(1, 0)], said(None), Verb.RETRACT),
        ([fact(1, 8)], said(1), Verb.RETRACT),
        ([fact(1, 0, until=5)], said(1), Verb.ALREADY_RETRACTED),
        ([fact(1, 0, until=9)], said(1), Verb.ALREADY_RETRACTED),
        ([fact(1, 0, end=2), fact(3, 0)], said(None), Verb.SEVERAL),
    ],
)
def test_a_retraction_finds_what_was_believed_on_its_day(
    facts: list[Fact], statement: Statement, verb: Verb
) -> None:
    assert withdraw(facts, statement, known(5)).verb is verb


@pytest.mark.parametrize(
    ("held", "told", "expected"),
    [
        ((1, "jour"), (1, "jour"), True),
        ((40, "jour"), (31, "mois"), True),
        ((40, "jour"), (0, "annee"), True),
        ((31, "mois"), (0, "annee"), True),
        ((31, "mois"), (31, "jour"), False),
        ((0, "annee"), (0, "mois"), False),
        ((40, "jour"), (59, "mois"), False),
    ],
)
def test_a_vaguer_day_fits_a_finer_one(held: tuple[int, str], told: tuple[int, str], expected: bool) -> None:  # noqa: FBT001 - a table
    row = Fact(1, on(held[0]), held[1], None, EPOCH)

    assert fits(row, Statement(1, on(told[0]), told[1])) is expected


def test_a_fact_without_a_start_fits_only_what_says_none() -> None:
    row = Fact(1, None, Precision.DAY, None, EPOCH)

    assert fits(row, said(None))
    assert not fits(row, said(1))


def carry_out(facts: list[Fact], statement: Statement, moment: dt.datetime) -> Verb:
    """Do in memory what the database would do, as the plan does."""
    verdict = decide(facts, statement, moment)
    target = verdict.fact
    if verdict.verb in {Verb.CREATE, Verb.REMEMBER}:
        facts.append(
            Fact(
                None,
                statement.start,
                statement.precision,
                statement.end,
                moment,
                verdict.until,
                statement.content,
            )
        )
    elif verdict.verb is Verb.WIDEN and target:
        target.known_until = target.known_from
        facts.append(Fact(None, target.start, target.precision, target.end, moment, None, target.content))
    elif verdict.verb is Verb.CORRECT and target:
        target.known_until = max(moment, target.known_from)
        start, end = verdict.changes.get("start", target.start), verdict.changes.get("end", target.end)
        facts.append(Fact(None, start, statement.precision, end, target.known_until, None, statement.content))
    for each in facts:
        each.line = None
    return verdict.verb


DOCUMENTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=6)
DONE = {Verb.SAME, Verb.SINCE_RETRACTED}


@given(DOCUMENTS)
def test_documents_applied_oldest_first_and_again_in_any_order_change_nothing(
    documents: list[tuple[int, int]],
) -> None:
    documents = list(dict(documents).items())  # one a day
    facts: list[Fact] = []
    for day, start in sorted(documents):
        carry_out(facts, said(start), known(day))

    assert {carry_out(facts, said(start), known(day)) for day, start in documents} <= DONE


@given(DOCUMENTS)
def test_at_any_moment_at_most_one_of_competing_facts_is_believed(documents: list[tuple[int, int]]) -> None:
    facts: list[Fact] = []
    for day, start in documents:
        carry_out(facts, said(start), known(day))

    for day in range(32):
        assert sum(each.known_at(known(day)) for each in facts) <= 1


@given(DOCUMENTS)
def test_the_newest_document_is_what_is_believed_now(documents: list[tuple[int, int]]) -> None:
    facts: list[Fact] = []
    for day, start in sorted(dict(documents).items()):
        carry_out(facts, said(start), known(day))

    newest = max(dict(documents).items())
    now = [each for each in facts if each.known_until is None]
    assert [each.start for each in now] == [on(newest[1])]
