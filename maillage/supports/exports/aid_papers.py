"""What is printed about aids: the sheets of a committee, the letter of an award."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.documents import print_pdf
from maillage.common.formats import euros, typo
from maillage.supports.models import AidApplication, AidReview, AidScheme, Award, Envelope

DATA = Path(__file__).resolve().parent.parent / "data"
COMMITTEE, LETTER = DATA / "aid_committee.typ", DATA / "aid_letter.typ"


def _amount(cents: int | None) -> str:
    return "–" if cents is None else euros(cents)


def average_of(application: AidApplication, reviews: Iterable[AidReview]) -> str:
    """Return the average of the scores of the reviewers; nothing where it is hidden, or unknown."""
    averages = [one.average for one in reviews if one.average is not None]
    if application.scheme.hides_average or not averages:
        return "–"
    return formats.number(sum(averages) / len(averages), 1)


def opinions_of(application: AidApplication) -> str:
    """Return the opinions of the cooperations, in words."""
    return ", ".join(str(one.get_word_display()) for one in application.opinions.all()) or "–"


def _answers(application: AidApplication, questions: Sequence[tuple[str, str, str]]) -> list[list[str]]:
    """Return each question with its answer."""
    found = []
    for key, label, kind in questions:
        value = application.answers.get(key)
        written = "–" if value in (None, "") else euros(int(value)) if kind == "montant" else str(value)
        found.append([typo(label), typo(written)])
    return found


def committee_pdf(
    scheme: AidScheme, applications: Sequence[AidApplication], envelopes: Sequence[Envelope], *, on: dt.date
) -> bytes:
    """Return the sheets of a committee: one for all, then one page for each application."""
    questions = [(one.key, one.label, str(one.kind)) for one in scheme.questions.in_order()]
    asked = sum(row.amount_cents or 0 for row in applications)
    proposed = sum(row.proposed_cents or 0 for row in applications if row.state == "examined")
    left = sum(int(getattr(row, "balance_cents", 0)) for row in envelopes)
    after = left - proposed
    sentence = _("%(asked)s demandés, %(proposed)s proposés, %(left)s dans les enveloppes. ") % {
        "asked": euros(asked),
        "proposed": euros(proposed),
        "left": euros(left),
    }
    sentence += (
        _("Si tout ce qui est proposé est accordé, il reste %s.") % euros(after)
        if after >= 0
        else _("Si tout ce qui est proposé est accordé, il manque %s.") % euros(-after)
    )
    return print_pdf(
        COMMITTEE,
        {
            "title": typo(_("Comité : %s") % scheme),
            "when": formats.long_day(on),
            "sentence": typo(sentence),
            "none": _("Aucune demande n'est instruite."),
            "headings": [_("Demande"), _("Demandé"), _("Proposé"), _("Avis"), _("Note moyenne")],
            "sheets": [_sheet(row, questions) for row in applications],
        },
    )


def _sheet(row: AidApplication, questions: Sequence[tuple[str, str, str]]) -> dict[str, object]:
    """Return what the page of an application prints."""
    return {
        "name": row.beneficiary.name,
        "number": row.number,
        "place": row.place or "–",
        "project": typo(row.title),
        "state": str(row.get_state_display()),
        "figures": [
            _amount(row.amount_cents),
            _amount(row.proposed_cents),
            opinions_of(row),
            average_of(row, row.reviews.all()),
        ],
        "answers": _answers(row, questions),
        "said": [
            typo(text)
            for text in (
                row.examination,
                *(f"{one.cooperation} : {one.get_word_display()}. {one.words}" for one in row.opinions.all()),
                *(one.words for one in row.reviews.all()),
            )
            if text.strip()
        ],
    }


def letter_pdf(application: AidApplication, award: Award) -> bytes:
    """Return the letter that tells an award."""
    return print_pdf(
        LETTER,
        {
            "title": typo(_("Votre demande est acceptée")),
            "name": application.beneficiary.name,
            "place": application.place,
            "date": formats.day(award.on),
            "number": _("Demande n° %s") % application.number,
            "paragraphs": [
                typo(text)
                for text in (
                    _("Votre projet : %s.") % application.title.rstrip("."),
                    _(
                        "Nous avons le plaisir de vous accorder une aide de %(amount)s, au titre de « %(aid)s »."
                    )
                    % {"amount": euros(award.amount_cents), "aid": application.scheme},
                    _("Elle est financée par : %s.") % award.envelope.funder,
                    application.decision_reason,
                    _(
                        "Un compte rendu d'une page sera attendu %s mois après le premier versement : ce que l'aide "
                        "a permis, et une photo."
                    )
                    % application.scheme.report_months,
                    _("Merci d'agir avec nous pour que personne ne vieillisse seul."),
                )
                if text
            ],
            "signed_by": settings.BRANDING["name"],
        },
    )
