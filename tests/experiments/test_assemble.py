"""What may be said of an experiment: from what its sites saw to an effect, its interval and its evidence."""

import io
import math
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile

from maillage.common.errors import Refused
from maillage.common.spreadsheets import Column, SheetOut, write_xlsx
from maillage.experiments.assemble import Analysis, Finding, WaveSeen, finding, seen_in, waves_seen
from maillage.experiments.models import Arm, Draw, Experiment, Measure, Part, Protocol
from maillage.experiments.operations.measures import Seen
from maillage.experiments.operations.sites import Lot, draw_by_lot
from maillage.science.evidence import Flag, Level, Reason, Verdict
from tests.cast import Cast, date, instant
from tests.experiments.bench import at, entered, registered, seen, wave

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2017, 3, 1), date(2018, 3, 1)


def found(row: Experiment) -> Finding:
    """Return what may be said of an experiment today."""
    protocol = Protocol.objects.standing(row)
    assert protocol is not None
    measures = list(Measure.objects.believed().of(row))
    draw = Draw.objects.of(row, date(2020, 1, 1), instant(2020, 1, 1))
    return finding(protocol, list(Part.objects.believed().of(row)), measures, draw)


def measured(
    row: Experiment, sites: dict[Part, list[tuple[int, str]]], days: tuple[Any, ...] = (BEFORE, AFTER)
) -> None:
    """Enter what sites saw, wave after wave, with a spread of one and a half."""
    waves = [wave(row, f"Vague {rank}", day) for rank, day in enumerate(days, start=1)]
    for part, told in sites.items():
        for when, (answers, mean) in zip(waves, told, strict=True):
            seen(when, part, answers, mean, "1.5")


def side_by_side(row: Experiment) -> list[WaveSeen]:
    """Return what each side of an experiment saw, wave after wave."""
    protocol = Protocol.objects.standing(row)
    assert protocol is not None
    parts = list(Part.objects.believed().of(row))
    return waves_seen(protocol, list(Measure.objects.believed().of(row)), parts)


def test_nothing_is_said_of_what_is_not_measured(cast: Cast) -> None:
    story = registered(design="recit", scale="").experiment
    entered(story, cast.tilleul)
    told = found(story)
    assert (told.effect, told.evidence.level, told.evidence.verdict) == (
        None,
        Level.NONE,
        Verdict.INCONCLUSIVE,
    )
    row = registered().experiment
    entered(row, cast.tilleul)
    assert found(row).evidence.reasons == (Reason.NO_CHANGE_MEASURED,)


def test_one_site_against_itself(cast: Cast) -> None:
    row = registered(1).experiment
    measured(row, {entered(row, cast.tilleul): [(20, "6.0"), (20, "4.8")]})
    told = found(row)
    assert told.effect is not None
    # The change is -1.2; its variance, with r = 0.5, is that of one spread: 1.5² / 20; Student's law, 19 degrees.
    assert told.effect.value == pytest.approx(-1.2)
    assert told.effect.se == pytest.approx(1.5 / math.sqrt(20))
    assert told.effect.low == pytest.approx(-1.2 - 2.0930 * 1.5 / math.sqrt(20), abs=1e-3)
    assert (told.people, told.sites, told.assumed) == (20, 1, True)
    assert (told.evidence.level, told.evidence.verdict) == (Level.CHANGE, Verdict.FAVOURABLE)
    assert Flag.REGRESSION_TO_THE_MEAN in told.evidence.flags


def test_several_sites_are_pooled_and_what_is_missing_is_said(cast: Cast) -> None:
    row = registered(3).experiment
    measured(
        row,
        {
            entered(row, cast.tilleul): [(20, "6.0"), (20, "5.0")],
            entered(row, cast.causse): [(20, "6.0"), (20, "5.0")],
        },
    )
    told = found(row)
    assert told.effect is not None
    assert told.effect.value == pytest.approx(-1.0)
    assert (told.evidence.missing_sites, told.evidence.reasons) == (
        1,
        (Reason.TOO_FEW_SITES, Reason.HOLDS_ZERO),
    )
    assert told.evidence.verdict == Verdict.INCONCLUSIVE


def test_a_site_that_could_not_be_measured_twice_is_left_out(cast: Cast) -> None:
    row = registered(1).experiment
    first, last = wave(row, "Avant", BEFORE), wave(row, "Après", AFTER)
    for part in (entered(row, cast.tilleul), entered(row, cast.causse)):
        seen(first, part, 20, "6", "1.5")
    seen(last, Part.objects.believed().of(row)[0], 20, "5", "1.5")
    assert found(row).sites == 1


def test_one_site_beside_another(cast: Cast) -> None:
    row = registered(2, design="comparaison").experiment
    measured(
        row,
        {
            entered(row, cast.tilleul): [(30, "6.0"), (30, "4.6")],
            entered(row, cast.causse, Arm.COMPARES): [(30, "6.0"), (30, "5.8")],
        },
    )
    told = found(row)
    assert told.effect is not None
    assert told.effect.value == pytest.approx(-1.2)
    assert (told.people, told.sites, told.assumed) == (30, 2, True)
    assert told.evidence.level == Level.COMPARED
    assert [
        (one.name, one.trying and one.trying.mean, one.comparing and one.comparing.mean)
        for one in side_by_side(row)
    ] == [("Vague 1", 6.0, 6.0), ("Vague 2", pytest.approx(4.6), pytest.approx(5.8))]


def test_sites_beside_others(cast: Cast) -> None:
    row = registered(4, design="comparaison").experiment
    measured(
        row,
        {
            entered(row, cast.tilleul): [(20, "6.0"), (20, "4.9")],
            entered(row, cast.causse): [(20, "5.8"), (20, "4.9")],
            entered(row, cast.guillotiere, Arm.COMPARES): [(20, "6.0"), (20, "5.9")],
            entered(row, cast.barachois, Arm.COMPARES): [(20, "5.8"), (20, "5.9")],
        },
    )
    told = found(row)
    assert told.effect is not None
    # Changes are -1.1, -0.9 and -0.1, +0.1: their means differ by one point.
    assert told.effect.value == pytest.approx(-1.0)
    assert told.effect.high < 0
    assert (told.sites, told.assumed) == (4, False)


def test_a_comparison_without_both_sides_compares_nothing(cast: Cast) -> None:
    row = registered(design="comparaison").experiment
    measured(row, {entered(row, cast.tilleul): [(20, "6.0"), (20, "5.0")]})
    assert found(row).effect is None


def test_sites_that_begin_in_turn(cast: Cast) -> None:
    row = registered(4, design="progressif").experiment
    places = (cast.tilleul, cast.causse, cast.guillotiere, cast.barachois)
    entries = [entered(row, place, Arm.COMPARES) for place in places]
    days = (BEFORE, date(2017, 9, 1), AFTER)
    lot = Lot(first_on=date(2017, 6, 1), days_apart=150)
    assert found(row).effect is None  # nothing is measured
    draw_by_lot(row, lot, on=date(2017, 5, 1), by=at(date(2017, 5, 1)))
    starts: dict[int, Any] = {
        part.site_id: part.started_on for part in Part.objects.believed().trying().of(row)
    }
    told = {part: [(20, "5.0" if starts[part.site_id] < day else "6.0") for day in days] for part in entries}
    measured(row, told, days)
    drawn = found(row)
    assert drawn.effect is not None
    assert drawn.effect.value == pytest.approx(-1.0)
    assert drawn.evidence.level == Level.DRAWN
    # Nobody had begun, then one half, then all: those that wait stand beside those that act.
    assert [
        (one.trying and (one.trying.sites, one.trying.mean), one.comparing and one.comparing.sites)
        for one in side_by_side(row)
    ] == [(None, 4), ((2, 5.0), 2), ((4, 5.0), None)]
    # All answers differ by 1.5: one point is 0.65 of that, less the small-sample factor (76 degrees: 1 - 3 / 303).
    assert drawn.unitless is not None
    assert drawn.unitless.value == pytest.approx(-1.0 / 1.5 * (1 - 3 / 303))
    assert (drawn.analysis, drawn.as_planned, drawn.first_on) == (Analysis.LOT, True, BEFORE)
    # Two orders of the six, this one and its mirror, give as much: some 3,333 draws of 10,000.
    assert drawn.chance == pytest.approx(1 / 3, abs=0.02)
    # The same twenty people a site may answer each time: they are counted once.
    assert (drawn.people, drawn.sites) == (80, 4)
    # Six orders only: the lot alone gives this one too often to conclude.
    assert drawn.evidence.reasons == (Reason.HOLDS_ZERO,)
    protocol = Protocol.objects.standing(row)
    assert protocol is not None
    measures, parts = list(Measure.objects.believed().of(row)), list(Part.objects.believed().of(row))
    chosen = finding(protocol, parts, measures, None)
    assert (chosen.evidence.level, chosen.effect is not None) == (Level.COMPARED, True)
    assert (chosen.analysis, chosen.as_planned) == (Analysis.STEPS, False)


def test_a_protocol_registered_after_the_first_measure_is_said_so(cast: Cast) -> None:
    row = registered(starts_on=date(2017, 1, 2)).experiment
    part = entered(row, cast.tilleul, since=date(2017, 1, 20))
    measured(row, {part: [(20, "6"), (20, "5")]}, (date(2017, 1, 15), AFTER))
    assert Flag.NOT_PREREGISTERED in found(row).evidence.flags


def sheet(*rows: tuple[Any, ...], titles: int = 3) -> "ContentFile[bytes]":
    """Return a spreadsheet of answers."""
    target = io.BytesIO()
    columns = [Column(f"Question {rank}", "integer") for rank in range(1, titles + 1)]
    write_xlsx(target, [SheetOut(name="Réponses", columns=columns, rows=rows)])
    return ContentFile(target.getvalue(), name="reponses.xlsx")


def test_a_sheet_of_answers_is_scored_and_forgotten() -> None:
    plan = registered()
    # UCLA-3: 3 + 1 + 2 = 6, 1 + 1 + 1 = 3, and a line with a hole, which has no score.
    answers = sheet((3, 1, 2), (1, 1, 1), (2, None, 1))
    told = seen_in(Seen(asked=5), plan, sheet=answers)
    assert (told.asked, told.answers, told.mean, told.deviation) == (5, 2, Decimal("4.500"), Decimal("2.121"))
    assert seen_in(Seen(), plan, sheet=sheet((3, 3, 3))) == Seen(answers=1, mean=Decimal("9.000"))
    assert seen_in(Seen(because="rien"), plan) == Seen(because="rien")
    free = registered(title="Sorties", scale="autre", measured="sorties par mois")
    assert seen_in(Seen(), free, sheet=sheet((4,), (8,), titles=1)).mean == Decimal("6.000")


@pytest.mark.parametrize(
    ("rows", "titles", "typed", "sentence"),
    [
        (((1, 2, 3),), 3, Seen(answers=3), "l'un des deux"),
        (((1, 2, 3, "Rose Martin"),), 4, Seen(), "Ligne 2 : il y a plus de 3 colonnes"),
        (((1, 4, 3),), 3, Seen(), "Cellule B2 : « 4 » n'est pas une réponse. Écrivez un nombre de 1 à 3"),
        (((1, "oui", 3),), 3, Seen(), "Cellule B2 : « oui »"),
        (((None, 2, 3),), 3, Seen(), "Aucune ligne n'est assez remplie"),
    ],
)
def test_a_sheet_that_is_no_sheet_of_answers_is_refused(
    rows: tuple[Any, ...], titles: int, typed: Seen, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        seen_in(typed, registered(), sheet=sheet(*rows, titles=titles))


def test_a_free_measure_takes_any_number() -> None:
    free = registered(title="Sorties", scale="autre", measured="sorties par mois")
    with pytest.raises(Refused, match="Écrivez un nombre"):
        seen_in(Seen(), free, sheet=sheet(("beaucoup",), titles=1))


def test_a_share_is_counted() -> None:
    plan = registered(scale="part", measured="personnes sorties cette semaine", more_is_better=True)
    # 9 of 12: 75 %, and √(75 × 25 × 12 / 11) = 45.227.
    assert seen_in(Seen(answers=12), plan, yes=9) == Seen(
        answers=12, mean=Decimal("75.000"), deviation=Decimal("45.227")
    )
    assert seen_in(Seen(answers=1), plan, yes=0) == Seen(answers=1, mean=Decimal("0.000"))
    told = seen_in(Seen(), plan, sheet=sheet((1,), (0,), (None,), (1,), (1,), titles=1))
    assert (told.answers, told.mean, told.deviation) == (4, Decimal("75.000"), Decimal("50.000"))
    for said, yes, sentence in (
        (Seen(), 3, "combien de personnes ont répondu"),
        (Seen(answers=2), 3, "3 personnes disent oui, pour 2 réponses"),
    ):
        with pytest.raises(Refused, match=sentence):
            seen_in(said, plan, yes=yes)
    with pytest.raises(Refused, match="l'un des deux"):
        seen_in(Seen(), plan, sheet=sheet((1,), titles=1), yes=1)
    with pytest.raises(Refused, match="de 0 à 1"):
        seen_in(Seen(), plan, sheet=sheet((2,), titles=1))


def test_a_site_first_seen_once_it_had_begun_says_nothing_of_the_state_before(cast: Cast) -> None:
    row = registered(1).experiment
    part = entered(row, cast.tilleul, since=date(2017, 3, 1))
    measured(row, {part: [(20, "6.0"), (20, "5.0")]}, (date(2017, 4, 1), AFTER))
    told = found(row)
    assert (told.effect, told.unitless, told.first_on) == (None, None, date(2017, 4, 1))
