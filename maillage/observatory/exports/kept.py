"""Scenarios read again: the answer of that day, whether it is still the same, and several side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import day_of
from maillage.observatory.assemble import Answer, Asked, Effect, Objective, answer_of, proposal_of
from maillage.observatory.exports.proposal import aim_of, codes, people_of, share_told
from maillage.observatory.models import Scenario


@dataclass(frozen=True, kw_only=True)
class Read:
    """Hold a scenario computed again.

    Attributes:
        row: The scenario.
        answer: What its question finds now, on its day, as known then; none where it cannot be asked any more.
        perimeter: The name of its territory.
        otherwise: Why the answer is not the one that was saved; nothing where it is.

    """

    row: Scenario
    answer: Answer | None
    perimeter: str
    otherwise: str


def read(row: Scenario) -> Read:
    """Return a scenario computed again, as it was asked."""
    asked = Asked.read(row.question)
    perimeter = row.cooperation.name if row.cooperation else asked.perimeter.label
    try:
        answer = answer_of(proposal_of(asked), row.pairs)
    except Refused as refusal:
        return Read(row=row, answer=None, perimeter=perimeter, otherwise=str(refusal))
    return Read(row=row, answer=answer, perimeter=perimeter, otherwise=_otherwise(row, answer))


def _otherwise(row: Scenario, answer: Answer) -> str:
    """Say why an answer is not the one that was saved; nothing where it is."""
    day = formats.day(day_of(row.recorded_at))
    if answer.proposal.ground.digest != row.ground:
        return (
            _(
                "Ce n'est plus tout à fait la réponse du %s : les communes, les fichiers ou les équipes de ce jour-là "
                "ne sont plus connus de la même façon."
            )
            % day
        )
    if answer.proposal.digest != row.found:
        return (
            _("Ce n'est plus la réponse du %s : les données sont les mêmes, mais le calcul a changé depuis.")
            % day
        )
    return ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """Hold one line of a comparison: what is compared, and what each scenario says of it."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Hold scenarios side by side.

    Attributes:
        reads: The scenarios.
        asked: What each was asked.
        found: What each finds.
        departements: How many people of each département would have a team near.
        common: The communes that all propose.
        own: The communes that each alone proposes, in the order of the scenarios.
        unlike: Whether they do not count the same people the same way.

    """

    reads: tuple[Read, ...]
    asked: tuple[Side, ...]
    found: tuple[Side, ...]
    departements: tuple[Side, ...]
    common: tuple[str, ...]
    own: tuple[tuple[Scenario, tuple[str, ...]], ...]
    unlike: bool


def compared(reads: Sequence[Read]) -> Compared:
    """Return scenarios side by side; one that cannot be answered any more is left out."""
    held = [(one, one.answer) for one in reads if one.answer is not None]
    answers = [answer for _one, answer in held]
    named = [_named(answer) for answer in answers]
    common = set.intersection(*(set(names) for names in named)) if named else set()
    conditions = {
        (
            one.perimeter,
            one.answer.proposal.asked.need,
            one.answer.proposal.asked.radius,
            one.answer.proposal.asked.as_of,
        )
        for one in reads
        if one.answer is not None
    }
    return Compared(
        reads=tuple(one for one, _answer in held),
        asked=_asked([one for one, _answer in held], answers),
        found=_found(answers),
        departements=_departements(answers),
        common=tuple(sorted(named[0][code] for code in common)) if named else (),
        own=tuple(
            (one.row, tuple(names[code] for code in names if code not in _others(named, rank)))
            for rank, ((one, _answer), names) in enumerate(zip(held, named, strict=True))
        ),
        unlike=len(conditions) > 1,
    )


def _others(named: Sequence[dict[str, str]], rank: int) -> set[str]:
    """Return the codes that the other scenarios propose."""
    return {code for other, names in enumerate(named) if other != rank for code in names}


def _named(answer: Answer) -> dict[str, str]:
    """Return the names of the communes to found in, by code."""
    places = answer.proposal.ground.communes.places
    return {code: places.names[places.numbers[code]] for code in codes(answer)}


def _asked(reads: Sequence[Read], answers: Sequence[Answer]) -> tuple[Side, ...]:
    """Return what each scenario was asked."""
    asked = [answer.proposal.asked for answer in answers]
    return (
        Side(label=_("Territoire"), values=tuple(one.perimeter for one in reads)),
        Side(label=_("But"), values=tuple(aim_of(one) for one in asked)),
        Side(label=_("Qui est compté"), values=tuple(people_of(one) for one in asked)),
        Side(
            label=_("Une équipe est proche à moins de"),
            values=tuple(_("%g km") % one.radius for one in asked),
        ),
        Side(label=_("Au"), values=tuple(formats.day(one.as_of) for one in asked)),
    )


def _found(answers: Sequence[Answer]) -> tuple[Side, ...]:
    """Return what each scenario finds."""
    return (
        Side(label=_("Équipes à fonder"), values=tuple(formats.number(len(one.sites)) for one in answers)),
        Side(
            label=_("Personnes de plus ayant une équipe près d'elles"),
            values=tuple(formats.people(round(one.after) - round(one.before)) for one in answers),
        ),
        Side(
            label=_("Personnes ayant une équipe près d'elles"),
            values=tuple(formats.people(round(one.after)) for one in answers),
        ),
        Side(
            label=_("Part des personnes comptées"),
            values=tuple(share_told(one.after, one.everyone) for one in answers),
        ),
        Side(
            label=_("Distance moyenne, en km"),
            values=tuple(
                formats.number(one.outcome.value, 1)
                if one.proposal.asked.objective == Objective.MEDIAN
                else _("non calculée")
                for one in answers
            ),
        ),
    )


def _departements(answers: Sequence[Answer]) -> tuple[Side, ...]:
    """Return how many people of each département would have a team near, by code; a dash where it is not counted."""
    told: list[dict[str, Effect]] = [{one.code: one for one in answer.effects} for answer in answers]
    names = {code: one.name for effects in told for code, one in effects.items()}
    return tuple(
        Side(
            label=f"{names[code]} ({code})",
            values=tuple(
                formats.people(round(effects[code].after)) if code in effects else _("hors du territoire")
                for effects in told
            ),
        )
        for code in sorted(names)
    )
