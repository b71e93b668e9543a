"""Prepare a sitting, decide what is on its agenda in one go, write its minutes and close them."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import day as written_day
from maillage.common.normalise import clean_text
from maillage.common.versions import lock_version
from maillage.network.models import Sitting, SittingItem, SittingOutcome
from maillage.network.operations.recognition import decide_recognition
from maillage.network.operations.signing_decisions import decide_signing
from maillage.network.operations.steps import decide_stage

FURTHEST = dt.timedelta(days=731)
LONGEST_WORDS, LONGEST_MINUTES = 500, 100_000

# How each kind of request is decided; all take the same arguments.
_DECIDE: Mapping[str, Callable[..., object]] = {
    "signing": decide_signing,
    "recognition": decide_recognition,
    "stage": decide_stage,
}


def _person(by: Author) -> User | None:
    """Return the person who acts."""
    return by.user if isinstance(by.user, User) else None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Say what is decided of one line of an agenda."""

    item: int
    outcome: str
    words: str = ""


@dataclass(kw_only=True)
class Report:
    """Tell what became of each line: how many were decided, which were not, and why."""

    decided: int = 0
    postponed: int = 0
    obstacles: list[tuple[str, str]] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return the report in words."""
        said = [
            ngettext("%d décision est enregistrée.", "%d décisions sont enregistrées.", self.decided)
            % self.decided
        ]
        if self.postponed:
            said.append(
                ngettext("%d point est reporté.", "%d points sont reportés.", self.postponed) % self.postponed
            )
        if self.obstacles:
            count = len(self.obstacles)
            said.append(
                ngettext("%d point n'a pas pu l'être :", "%d points n'ont pas pu l'être :", count) % count
            )
            said += [f"{title} – {why}" for title, why in self.obstacles]
        return " ".join(said)


@transaction.atomic
def plan_sitting(*, body: str, held_on: dt.date, place: str, on: dt.date, by: Author) -> Sitting:
    """Plan a sitting of a body; it has one a day at most."""
    name = clean_text(body, max_length=150)
    _refuse_far(held_on, on)
    _refuse_twin(name, held_on, but=None)
    sitting = Sitting.objects.create(
        body=name,
        held_on=held_on,
        place=clean_text(place, max_length=200),
        saved_at=by.at,
        saved_by=_person(by),
    )
    record(by, gettext_noop("a prévu une séance : %(sitting)s"), sitting, sitting=sitting)
    return sitting


@transaction.atomic
def move_sitting(
    sitting: Sitting, *, version: int, body: str, held_on: dt.date, place: str, on: dt.date, by: Author
) -> Sitting:
    """Change the body, the day or the place of a sitting, as long as nothing bears its day."""
    current = lock_version(sitting, version)
    _refuse_closed(current)
    name = clean_text(body, max_length=150)
    if (name, held_on) != (current.body, current.held_on):
        if current.items.decided().exists():
            raise Refused(
                _("Des décisions portent déjà la date de cette séance : son instance et son jour restent.")
            )
        _refuse_far(held_on, on)
        _refuse_twin(name, held_on, but=current)
    current.body, current.held_on, current.place = name, held_on, clean_text(place, max_length=200)
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a changé une séance : %(sitting)s"), current, sitting=current)
    return current


def _refuse_far(held_on: dt.date, on: dt.date) -> None:
    """Refuse a day that must be a slip of the keyboard."""
    if not dt.date(2000, 1, 1) <= held_on <= on + FURTHEST:
        raise Refused(_("Cette date est trop loin : vérifiez l'année de la séance."))


def _refuse_twin(body: str, held_on: dt.date, *, but: Sitting | None) -> None:
    """Refuse a second sitting of a body on one day."""
    if not body:
        raise Refused(_("Dites quelle instance se réunit."))
    twins = Sitting.objects.on_the_day(held_on)
    if any(twin.body.casefold() == body.casefold() for twin in twins if twin != but):
        raise Refused(
            _("« %(body)s » a déjà une séance le %(day)s : complétez celle-là.")
            % {"body": body, "day": written_day(held_on)}
        )


def _locked(sitting: Sitting) -> Sitting:
    """Return a sitting, locked, whose minutes are not closed."""
    current = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    _refuse_closed(current)
    return current


def _refuse_closed(sitting: Sitting) -> None:
    """Refuse to change what is closed."""
    if sitting.closed_at is not None:
        raise Refused(_("Le compte rendu de cette séance est clos : elle se lit et ne se change plus."))


@transaction.atomic
def put_on_agenda(
    sitting: Sitting, chosen: Mapping[str, Collection[int]], *, by: Author
) -> list[SittingItem]:
    """Put requests that wait on the agenda of a sitting; what waits no more is left aside."""
    current = _locked(sitting)
    added = [
        SittingItem(sitting=current, **{kind: request})
        for kind in SittingItem.KINDS
        if chosen.get(kind)
        for request in SittingItem.objects.to_put(kind, locked=chosen[kind])
    ]
    if not added:
        raise Refused(
            _(
                "Rien de ce que vous avez coché n'attend encore : cochez au moins une demande de la liste, "
                "qui vient d'être relue."
            )
        )
    SittingItem.objects.bulk_create(added)
    record(
        by,
        gettext_noop("a mis %(count)d demandes à l'ordre du jour : %(sitting)s"),
        current,
        *(item.request for item in added),
        count=len(added),
        sitting=current,
    )
    return added


@transaction.atomic
def take_off(item: SittingItem, *, by: Author) -> None:
    """Take a request off an agenda; it waits for another sitting."""
    sitting = _locked(item.sitting)
    current = sitting.items.with_requests().filter(pk=item.pk).first()
    if current is None or not current.is_pending:
        raise Refused(_("Ce point est déjà décidé, ou retiré : rechargez la page de la séance."))
    request, title = current.request, current.title
    current.delete()
    record(
        by,
        gettext_noop("a retiré de l'ordre du jour (%(sitting)s) : %(title)s"),
        sitting,
        request,
        sitting=sitting,
        title=title,
    )


@transaction.atomic
def decide_lines(sitting: Sitting, decisions: Sequence[Decision], *, on: dt.date, by: Author) -> Report:
    """Decide lines of an agenda in one go; a line that a rule refuses does not undo the others, and says why."""
    current = _locked(sitting)
    if current.held_on > on:
        raise Refused(
            _("La séance se tient le %s : les décisions s'écrivent ce jour-là, ou après.")
            % written_day(current.held_on)
        )
    if not decisions:
        raise Refused(_("Choisissez une décision pour un point au moins."))
    lines = {item.pk: item for item in current.items.with_requests().select_for_update(of=("self",))}
    report = Report()
    for decision in decisions:
        if item := lines.get(decision.item):
            _decide(item, decision, report, by)
    record(
        by,
        gettext_noop("a enregistré %(decided)d décisions et %(postponed)d reports : %(sitting)s"),
        current,
        decided=report.decided,
        postponed=report.postponed,
        sitting=current,
    )
    return report


def _decide(item: SittingItem, decision: Decision, report: Report, by: Author) -> None:
    """Decide one line, or say in the report and on the line what prevented it."""
    if not item.is_pending:
        who = item.decided_by or _("une autre personne")
        report.obstacles.append(
            (
                item.title,
                _("déjà %(outcome)s, par %(who)s.") % {"outcome": item.get_outcome_display(), "who": who},
            )
        )
        return
    words = clean_text(decision.words, max_length=LONGEST_WORDS)
    try:
        if decision.outcome != SittingOutcome.POSTPONED:
            _apply(item, accepted=decision.outcome == SittingOutcome.ACCEPTED, words=words, by=by)
    except Refused as refusal:
        item.obstacle = str(refusal)[:LONGEST_WORDS]
        item.save(update_fields=["obstacle"])
        report.obstacles.append((item.title, item.obstacle))
        return
    item.outcome, item.words, item.obstacle = decision.outcome, words, ""
    item.decided_at, item.decided_by = by.at, _person(by)
    item.save(update_fields=["outcome", "words", "obstacle", "decided_at", "decided_by"])
    if item.outcome == SittingOutcome.POSTPONED:
        report.postponed += 1
    else:
        report.decided += 1


@transaction.atomic
def _apply(item: SittingItem, *, accepted: bool, words: str, by: Author) -> None:
    """Write a decision in the register, on the day of the sitting; undone alone when a rule refuses it."""
    if not accepted and not words:
        raise Refused(_("Un refus se dit avec son motif : écrivez-le, en quelques mots."))
    _DECIDE[item.kind](
        item.request,
        accepted=accepted,
        sitting=item.sitting,
        reason=words,
        on=item.sitting.held_on,
        by=by,
    )


@transaction.atomic
def write_minutes(sitting: Sitting, *, text: str, version: int, by: Author) -> Sitting:
    """Write the minutes of a sitting, unless someone saved them since they were opened."""
    current = lock_version(sitting, version)
    _refuse_closed(current)
    current.minutes = clean_text(text, max_length=LONGEST_MINUTES, multiline=True)
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a écrit le compte rendu : %(sitting)s"), current, sitting=current)
    return current


@transaction.atomic
def close_minutes(sitting: Sitting, *, version: int, by: Author) -> Sitting:
    """Close the minutes of a sitting where every line has its decision; they are then only read."""
    current = lock_version(sitting, version)
    _refuse_closed(current)
    pending = current.items.pending().count()
    if pending:
        raise Refused(
            ngettext(
                "%d point n'a pas encore sa décision : acceptez-le, refusez-le ou reportez-le, puis closez.",
                "%d points n'ont pas encore leur décision : acceptez, refusez ou reportez-les, puis closez.",
                pending,
            )
            % pending
        )
    if not current.minutes:
        raise Refused(_("Le compte rendu est vide : écrivez-le, puis closez-le."))
    current.closed_at = by.at
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a clos le compte rendu : %(sitting)s"), current, sitting=current)
    return current
