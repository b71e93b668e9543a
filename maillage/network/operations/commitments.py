"""Take commitments, say what became of them, renew them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, stamp, start_of_day
from maillage.network.models import Commitment, CommitmentNote, Organisation, Outcome
from maillage.network.models.commitments import SETTLED
from maillage.network.operations.signing import NewCommitment


@transaction.atomic
def take_commitment(
    organisation: Organisation,
    new: NewCommitment,
    *,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> Commitment:
    """Write what an organisation commits to bring."""
    taken = Commitment.objects.create(organisation=organisation, **vars(new))
    record(
        by,
        gettext_noop("a inscrit l'engagement « %(what)s » de « %(name)s »"),
        taken,
        organisation,
        what=taken,
        name=organisation,
    )
    return taken


@transaction.atomic
def note_commitment(
    commitment: Commitment, *, outcome: str, words: str, on: dt.date, by: Author
) -> CommitmentNote:
    """Say what was seen of a commitment on a day."""
    current = _unsettled(commitment)
    if start_of_day(on) > by.at:
        raise Refused(_("Le %s n'est pas encore venu : notez ce qui a été vu.") % formats.day(on))
    if on < current.starts_on:
        raise Refused(
            _("Cet engagement commence le %s : il n'y a encore rien à noter ce jour-là.")
            % formats.day(current.starts_on)
        )
    if outcome == Outcome.RENEWED:
        raise Refused(_("Pour renouveler cet engagement, dites sur sa page ce que sera le prochain."))
    return _note(current, outcome, words, on, by)


@transaction.atomic
def renew_commitment(
    commitment: Commitment, new: NewCommitment, *, words: str, on: dt.date, by: Author
) -> Commitment:
    """Renew a commitment: the next one follows it, and begins after it."""
    current = _unsettled(commitment)
    if new.starts_on < (current.ends_on or current.starts_on):
        raise Refused(
            _(
                "Le nouvel engagement commence avant la fin de celui-ci, le %s : choisissez un jour qui la suit."
            )
            % formats.day(current.ends_on or current.starts_on)
        )
    renewed = Commitment.objects.create(organisation=current.organisation, renews=current, **vars(new))
    _note(current, Outcome.RENEWED, words, on, by)
    return renewed


def _unsettled(commitment: Commitment) -> Commitment:
    """Return a commitment, locked, that is neither renewed nor dropped."""
    current = Commitment.objects.taken().select_for_update(of=("self",)).get(pk=commitment.pk)
    settled = CommitmentNote.objects.believed().filter(commitment=current, outcome__in=SETTLED).first()
    if settled is not None:
        raise Refused(
            _("Cet engagement est %(outcome)s depuis le %(day)s : il n'y a plus rien à noter.")
            % {"outcome": settled.get_outcome_display(), "day": formats.day(settled.noted_on)}
        )
    return current


def _note(commitment: Commitment, outcome: str, words: str, on: dt.date, by: Author) -> CommitmentNote:
    noted = CommitmentNote.objects.create(
        commitment=commitment, outcome=outcome, words=words, noted_on=on, **stamp(by)
    )
    record(
        by,
        gettext_noop("a noté l'engagement « %(what)s » de « %(name)s » : %(outcome)s"),
        commitment,
        *([commitment.organisation] if commitment.organisation else []),
        why=words,
        what=commitment,
        name=commitment.organisation,
        outcome=noted.get_outcome_display(),
    )
    return noted
