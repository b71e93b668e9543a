"""Freeze a bilan on its two dates, and check that it composes again to the letter."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from maillage.accounts.operations import record
from maillage.bilan.compose import compose
from maillage.bilan.definitions import DEFINITIONS
from maillage.bilan.document import Document, canonical, figures
from maillage.bilan.models import CampaignBilan, FrozenBilan
from maillage.bilan.renderers import json as json_renderer
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, day_of, stamp
from maillage.events.models import Event
from maillage.indicators.reach import perimeter_label
from maillage.territory.perimeter import FRANCE, Perimeter


@dataclass(frozen=True)
class Verdict:
    """Say whether a frozen bilan composes again to the letter; if not, which pages differ."""

    differing: Sequence[str]

    @property
    def equal(self) -> bool:
        """Tell whether nothing differs."""
        return not self.differing


def composed_again(frozen: FrozenBilan) -> Document:
    """Return the document of a frozen bilan, composed from the register as it was known."""
    return _composed(
        frozen.definition, frozen.as_of, frozen.at, frozen.perimeter, frozen.organisation, frozen.bilan
    )


def texts_of(bilan: CampaignBilan | None, at: dt.datetime) -> dict[str, str]:
    """Return what was written beside the parts of a bilan, as it stood at a moment."""
    return bilan.texts.known_at(at).by_part() if bilan else {}


def _composed(
    code: str,
    as_of: dt.date,
    at: dt.datetime,
    perimeter: str,
    organisation: str,
    bilan: CampaignBilan | None = None,
) -> Document:
    """Return a document in French, printed on its own day: nothing in it depends on who asks, or when."""
    with override("fr"):
        return compose(
            code,
            as_of=as_of,
            known_at=at,
            printed_on=as_of,
            organisation=organisation,
            perimeter=Perimeter.parse(perimeter),
            texts=texts_of(bilan, at),
        )


def _print(document: Document) -> str:
    return hashlib.sha256(json_renderer.render(document)).hexdigest()


def _sections(document: Document) -> list[list[str]]:
    """Return the key, the title and the print of each section."""
    return [
        [
            section.key,
            section.title,
            hashlib.sha256(
                json.dumps(canonical(section), ensure_ascii=False, sort_keys=True).encode()
            ).hexdigest(),
        ]
        for section in document.sections
    ]


def _figures(document: Document) -> list[list[str]]:
    """Return each figure that a document says, once: its code, its day, since when it is counted, its value."""
    said = {
        (figure.code, figure.as_of.isoformat(), figure.since.isoformat() if figure.since else ""): figure
        for _section, figure in figures(document)
    }
    return [[*key, "" if one.value is None else str(one.value)] for key, one in said.items()]


def freeze(
    code: str,
    *,
    as_of: dt.date,
    known_at: dt.datetime,
    organisation: str,
    perimeter: Perimeter = FRANCE,
    event: Event | None = None,
    bilan: CampaignBilan | None = None,
    by: Author,
) -> FrozenBilan:
    """Compose a bilan on two dates, and keep its print; say at which event it was shown, or who was asked for it."""
    if known_at > by.at or as_of > day_of(known_at):
        raise Refused(
            _(
                "Un bilan se fige à une date passée, tel que connu ce jour-là ou après : vérifiez les deux dates."
            )
        )
    document = _composed(code, as_of, known_at, str(perimeter), organisation, bilan)
    return _keep(document, code=code, perimeter=perimeter, event=event, bilan=bilan, by=by)


@transaction.atomic
def _keep(
    document: Document,
    *,
    code: str,
    perimeter: Perimeter,
    event: Event | None,
    bilan: CampaignBilan | None,
    by: Author,
) -> FrozenBilan:
    """Write the print of a document, once."""
    if event is not None:
        Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    told = {"definition": code, "as_of": document.as_of, "at": document.known_at, "perimeter": str(perimeter)}
    if FrozenBilan.objects.believed().filter(event=event, bilan=bilan, **told).exists():
        raise Refused(
            _("Ce bilan est déjà figé au %(day)s, tel que connu le %(known)s.")
            % {"day": formats.day(document.as_of), "known": formats.day(day_of(document.known_at))}
        )
    frozen = FrozenBilan.objects.create(
        **told,
        organisation=document.organisation,
        fingerprint=_print(document),
        sections=_sections(document),
        event=event,
        bilan=bilan,
        figures=_figures(document),
        **stamp(by),
    )
    sentence = (
        gettext_noop("a figé le bilan « %(title)s », présenté au rendez-vous « %(event)s »")
        if event
        else gettext_noop("a figé le bilan « %(title)s »")
    )
    subjects = [row for row in (frozen, event, bilan) if row is not None]
    record(by, sentence, *subjects, title=f"{document.title}, {document.subtitle}", event=event or "")
    return frozen


def citation(frozen: FrozenBilan) -> str:
    """Return the sentence under which a frozen bilan is cited."""
    named = DEFINITIONS[frozen.definition].name if frozen.definition in DEFINITIONS else frozen.definition
    return _(
        "%(organisation)s, « %(bilan)s », %(place)s, chiffres au %(day)s tels que connus le %(known)s, empreinte "
        "%(print)s."
    ) % {
        "organisation": frozen.organisation,
        "bilan": named,
        "place": _place(frozen.perimeter),
        "day": formats.day(frozen.as_of),
        "known": formats.day(frozen.known_on),
        "print": frozen.fingerprint[:16],
    }


def _place(perimeter: str) -> str:
    """Return the name of a perimeter; one that is not known any more is written as it was."""
    try:
        return perimeter_label(Perimeter.parse(perimeter))
    except Refused:
        return perimeter


def verify(frozen: FrozenBilan) -> Verdict:
    """Compose a frozen bilan again, and name the pages that differ."""
    document = composed_again(frozen)
    if _print(document) == frozen.fingerprint:
        return Verdict(())
    before = {key: digest for key, _title, digest in frozen.sections}
    now = _sections(document)
    gone = [title for key, title, _digest in frozen.sections if key not in {row[0] for row in now}]
    changed = [title for key, title, digest in now if before.get(key) != digest]
    return Verdict([*changed, *gone] or [_("la page de titre")])
