"""Receive the changes that anyone proposes on a sheet; accept them, which writes the sheet, or refuse them."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, start_of_day
from maillage.common.mail import To, queue, site_link
from maillage.common.normalise import clean_text, email, fold, telephone, url
from maillage.common.versions import Versioned
from maillage.network.models import ChangeProposal, ProposalField, ProposalState
from maillage.network.models.places import Subject
from maillage.network.models.proposals import COLUMNS, seal_of, value_of
from maillage.network.operations.places import lock

# A day's worth of kindness; beyond it, someone is playing with the form.
MOST_ON_A_SHEET, MOST_BY_A_SENDER = 10, 5
LONGEST_NAME, LONGEST_TEXT = 200, 2000
KEPT_AFTER_THE_ANSWER, KEPT_WITHOUT_ANSWER = dt.timedelta(days=90), dt.timedelta(days=365)

_CANONICAL: Mapping[str, Callable[[str], str]] = {
    ProposalField.NAME: lambda text: clean_text(text, max_length=LONGEST_NAME),
    ProposalField.TELEPHONE: telephone,
    ProposalField.EMAIL: email,
    ProposalField.WEBSITE: lambda text: url(text, max_length=LONGEST_NAME),
}


def canonical(field: str, text: str) -> str:
    """Return a value as its sheet would write it, or refuse it; an empty one takes away what was written."""
    if not text.strip():
        return ""
    write = _CANONICAL.get(field)
    return write(text) if write else clean_text(text, max_length=LONGEST_TEXT, multiline=True)


@transaction.atomic
def propose_change(
    subject: Subject,
    *,
    field: str,
    value: str,
    words: str,
    on: dt.date,
    by: Author,
    name: str = "",
    address: str = "",
    sender: str = "",
) -> ChangeProposal:
    """Keep a change that someone proposes on a sheet, for the people of that sheet to answer."""
    lock([subject])
    today = ChangeProposal.objects.since(start_of_day(on))
    if today.about(subject).count() >= MOST_ON_A_SHEET or (
        sender and today.sent_by(sender).count() >= MOST_BY_A_SENDER
    ):
        raise Refused(
            _(
                "Beaucoup de propositions sont arrivées aujourd'hui : celle-ci n'est pas enregistrée. "
                "Recommencez demain, ou appelez-nous."
            )
        )
    wanted = canonical(field, value)
    before = value_of(subject, field)
    _refuse_what_changes_nothing(subject, field, before, wanted, words)
    proposal = ChangeProposal(
        field=field,
        before=before,
        value=wanted,
        words=clean_text(words, max_length=LONGEST_TEXT, multiline=True),
        proposer_name=clean_text(name, max_length=150),
        proposer_email=email(address) if address else "",
        sender=sender,
        submitted_at=by.at,
    )
    setattr(proposal, str(subject._meta.model_name), subject)
    proposal.save()
    record(
        by,
        gettext_noop("a proposé de changer %(what)s de « %(sheet)s »"),
        subject,
        proposal,
        what=proposal.get_field_display(),
        sheet=subject,
    )
    return proposal


def _refuse_what_changes_nothing(subject: Subject, field: str, before: str, wanted: str, words: str) -> None:
    """Refuse a proposal that says nothing, or what the sheet says already."""
    if field in COLUMNS and not hasattr(subject, COLUMNS[field]):
        raise Refused(_("Cette fiche n'a pas cette ligne : choisissez ce qu'il faut changer dans la liste."))
    if field == ProposalField.NAME and not wanted:
        raise Refused(_("Une fiche garde un nom : écrivez celui qu'il faudrait lire."))
    if field in COLUMNS and wanted == before:
        raise Refused(_("C'est déjà ce que dit la fiche : il n'y a rien à changer. Merci d'avoir regardé."))
    if field not in COLUMNS and not wanted and not words.strip():
        raise Refused(_("Dites en quelques mots ce qu'il faudrait lire."))


@transaction.atomic
def accept_proposal(proposal: ChangeProposal, *, seen: str, by: Author, reason: str = "") -> ChangeProposal:
    """Accept a change and write it on the sheet, unless the line bears another seal than the one that was seen."""
    current = _waiting(proposal)
    subject = current.subject
    lock([subject])
    subject.refresh_from_db()
    written = value_of(subject, current.field)
    if current.is_written and seal_of(written) != seen:
        raise Refused(
            _(
                "La fiche a changé pendant que vous lisiez : elle dit maintenant « %(now)s », et la proposition "
                "« %(wanted)s ». Relisez les deux, puis répondez."
            )
            % {"now": written or _("rien"), "wanted": current.value or _("rien")}
        )
    if current.is_written:
        _write(subject, current.field, current.value, by)
    _answer(current, ProposalState.ACCEPTED, reason, by)
    record(
        by,
        gettext_noop("a accepté un changement proposé pour « %(sheet)s » : %(what)s"),
        subject,
        current,
        why=reason,
        what=current.get_field_display(),
        sheet=subject,
    )
    _thank(current, _("Votre proposition a été suivie. Merci de votre aide."), by)
    return current


@transaction.atomic
def refuse_proposal(proposal: ChangeProposal, *, reason: str, by: Author) -> ChangeProposal:
    """Refuse a change, with a word for whoever proposed it."""
    current = _waiting(proposal)
    if not reason.strip():
        raise Refused(_("Dites en quelques mots pourquoi la fiche reste comme elle est."))
    _answer(current, ProposalState.REFUSED, reason, by)
    record(
        by,
        gettext_noop("a refusé un changement proposé pour « %(sheet)s » : %(what)s"),
        current.subject,
        current,
        why=reason,
        what=current.get_field_display(),
        sheet=current.subject,
    )
    _thank(current, _("La fiche reste comme elle est. Merci d'avoir pris le temps d'écrire."), by)
    return current


def _waiting(proposal: ChangeProposal) -> ChangeProposal:
    """Return a proposal, locked, or refuse to answer it twice."""
    rows = ChangeProposal.objects.select_for_update(of=("self",)).with_subjects()
    current = rows.get(pk=proposal.pk)
    if not current.is_waiting:
        raise Refused(
            _("Quelqu'un a déjà répondu à cette proposition : elle est %s. Il ne reste rien à faire.")
            % current.get_state_display()
        )
    return current


def _write(subject: Subject, field: str, value: str, by: Author) -> None:
    """Write one line of a sheet, which whoever is editing it is then told of; the address of its page stays."""
    column = COLUMNS[field]
    setattr(subject, column, value)
    changed = [column]
    if field == ProposalField.NAME:
        subject.folded = fold(value)[:220]
        changed.append("folded")
    if isinstance(subject, Versioned):
        subject.next_version(by)
        changed += ["version", "saved_at", "saved_by"]
    subject.save(update_fields=changed)


def _answer(proposal: ChangeProposal, state: ProposalState, reason: str, by: Author) -> None:
    """Write the answer to a proposal."""
    proposal.state = state
    proposal.decided_at = by.at
    proposal.decided_by = by.user if isinstance(by.user, User) else None
    proposal.reason = clean_text(reason, max_length=500)
    proposal.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def _thank(proposal: ChangeProposal, sentence: str, by: Author) -> None:
    """Thank whoever proposed a change, where they left an address."""
    if not proposal.proposer_email:
        return
    said = _("Vous aviez proposé de changer %(what)s de « %(sheet)s ».") % {
        "what": proposal.get_field_display(),
        "sheet": proposal.subject,
    }
    lines = [said, sentence, proposal.reason, site_link(proposal.subject.get_absolute_url())]
    queue(
        To(email=proposal.proposer_email, name=proposal.proposer_name),
        subject=_("Merci pour votre proposition"),
        text="\n\n".join(filter(None, lines)),
        kind="proposition-reponse",
        because=_(
            "Vous recevez ce message parce que vous avez laissé votre adresse avec une proposition ; "
            "nous l'effacerons dans trois mois."
        ),
        at=by.at,
        key=f"proposition:{proposal.pk}",
    )


@transaction.atomic
def erase_proposers(at: dt.datetime) -> int:
    """Erase who proposed changes, 90 days after the answer or a year after the proposal; the change stays."""
    named = ChangeProposal.objects.personal_until(
        decided=at - KEPT_AFTER_THE_ANSWER, submitted=at - KEPT_WITHOUT_ANSWER
    )
    erased = named.update(proposer_name="", proposer_email="", sender="")
    if erased:
        house = Author(at=at, role="maison")
        record(house, gettext_noop("a effacé l'identité de %(count)d auteurs de propositions"), count=erased)
    return erased
