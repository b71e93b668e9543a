"""Print bilans by lots: order one, print it file by file behind the site, put it in one archive, forget it later.

A file that fails says why and stops no other. What is printed stays printed: a worker that dies is followed by another,
which goes on with what is left. The archive is made last, under a name that nobody chose, and is kept a few days.
"""

import datetime as dt
import secrets
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from maillage.accounts.operations import record
from maillage.bilan.compose import compose
from maillage.bilan.models import Deck, DeckLot, DeckState, Lot
from maillage.bilan.renderers import RENDERERS
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, day_of
from maillage.common.mail import To, queue, site_link
from maillage.indicators.register import Register
from maillage.network.models import Cooperation
from maillage.territory.models import Departement

CLAIM = dt.timedelta(minutes=10)
TURN = dt.timedelta(seconds=20)  # after which the worker sees to the rest: messages wait less than that
KEPT_FOR = dt.timedelta(days=7)
READY = "bilans-prets"
Clock = Callable[[], dt.datetime]
Covered = tuple[str, str, str]  # kind and code of the perimeter, its name


def _covered(lot: str, as_of: dt.date, at: dt.datetime) -> list[Covered]:
    """Return for whom a lot is printed, by name."""
    if lot == Lot.DEPARTEMENTS:
        return [("departement", row.code, row.name) for row in Departement.objects.order_by("code")]
    rows = Cooperation.objects.launched(as_of=as_of, known_at=at)
    return [("cooperation", row.slug, row.name) for row in rows]


@transaction.atomic
def order_lot(lot: str, *, form: str, as_of: dt.date, organisation: str, by: Author) -> DeckLot:
    """Ask for a bilan of each département, or of each launched cooperation, in one format."""
    if as_of > day_of(by.at):
        raise Refused(_("Le %s est à venir : choisissez un jour passé.") % formats.day(as_of))
    covered = _covered(lot, as_of, by.at)
    if not covered:
        raise Refused(_("Aucune coopération n'est lancée à cette date : il n'y a rien à imprimer."))
    made = DeckLot.objects.create(
        lot=lot,
        form=form,
        as_of=as_of,
        at=by.at,
        organisation=organisation,
        asked_at=by.at,
        asked_by_id=by.user.pk if by.user else None,
    )
    Deck.objects.bulk_create(
        Deck(lot=made, rank=rank, perimeter_kind=kind, perimeter_code=code, label=label)
        for rank, (kind, code, label) in enumerate(covered)
    )
    record(
        by,
        gettext_noop("a demandé %(number)d bilans en un lot : %(lot)s"),
        made,
        number=len(covered),
        lot=str(made.get_lot_display()),
    )
    return made


@transaction.atomic
def stop_lot(lot: DeckLot, *, by: Author) -> DeckLot:
    """Stop a lot: what is printed is put in its archive, the rest is not printed."""
    current = DeckLot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    if current.finished_at is not None or current.stopped:
        raise Refused(_("Ce lot est déjà fini : il n'y a plus rien à arrêter."))
    current.stopped = True
    current.save(update_fields=["stopped"])
    record(by, gettext_noop("a arrêté un lot de bilans"), current)
    return current


@transaction.atomic
def try_again(lot: DeckLot, *, by: Author) -> int:
    """Print again what could not be; return how many files wait again."""
    current = DeckLot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    if current.finished_at is None:
        raise Refused(_("Ce lot n'est pas fini : attendez sa fin pour reprendre ce qui manque."))
    waiting = current.decks.missing().update(state=DeckState.WAITING, error="")
    if not waiting:
        raise Refused(_("Rien ne manque dans ce lot."))
    if not current.archive:
        raise Refused(_("Les fichiers de ce lot ont été effacés : demandez un nouveau lot."))
    current.finished_at, current.stopped, current.claimed_at = None, False, None
    current.save(update_fields=["finished_at", "stopped", "claimed_at"])
    record(by, gettext_noop("a repris %(number)d bilans d'un lot"), current, number=waiting)
    return waiting


def print_lots(clock: Clock, stopping: Callable[[], bool]) -> bool:
    """Print some files of the lot that waits; tell whether there is more to print at once."""
    started = clock()
    lot = _claimed(started)
    if lot is None:
        return False
    register = Register(lot.at)
    for deck in lot.decks.to_print() if not lot.stopped else ():
        if stopping() or clock() - started > TURN:
            _release(lot)
            return not stopping()
        _print(lot, deck, register)
        DeckLot.objects.filter(pk=lot.pk).update(claimed_at=clock())
        if DeckLot.objects.filter(pk=lot.pk, stopped=True).exists():
            break
    _finish(lot, clock())
    return True


@transaction.atomic
def _claimed(at: dt.datetime) -> DeckLot | None:
    """Take the oldest lot that nobody holds, for ten minutes at a time."""
    waiting = DeckLot.objects.unfinished(claimed_before=at - CLAIM)
    skip = connection.features.has_select_for_update_skip_locked
    lot = waiting.select_for_update(skip_locked=skip, of=("self",)).first()
    if lot is None:
        return None
    lot.claimed_at = at
    lot.save(update_fields=["claimed_at"])
    return lot


def _release(lot: DeckLot) -> None:
    """Let any worker go on with a lot."""
    DeckLot.objects.filter(pk=lot.pk).update(claimed_at=None)


def _print(lot: DeckLot, deck: Deck, register: Register) -> None:
    """Print one file; its fault is written, and stops no other."""
    try:
        with override("fr"):
            document = compose(
                lot.definition,
                as_of=lot.as_of,
                known_at=lot.at,
                printed_on=day_of(lot.asked_at),
                organisation=lot.organisation,
                perimeter=deck.perimeter,
                register=register,
            )
            content = RENDERERS[lot.form](document)
    except Refused as refusal:
        deck.state, deck.error = DeckState.FAILED, str(refusal)[:500]
    except Exception as fault:
        deck.state, deck.error = DeckState.FAILED, f"{type(fault).__name__} : {fault}"[:500]
    else:
        deck.state = DeckState.DONE
        deck.content.save(secrets.token_hex(16), ContentFile(content), save=False)
    deck.save(update_fields=["state", "error", "content"])


def _finish(lot: DeckLot, at: dt.datetime) -> None:
    """Put what is printed in one archive, and tell who asked."""
    printed = list(lot.decks.printed())
    missing = list(lot.decks.missing())
    left = lot.decks.to_print().update(state=DeckState.FAILED, error=_("arrêté avant son tour"))
    former = lot.archive.name
    with tempfile.TemporaryFile() as target:
        _archive(target, printed, missing)
        size = target.tell()
        target.seek(0)
        lot.archive.save(secrets.token_hex(16), File(target), save=False)
    with transaction.atomic():
        current = DeckLot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
        current.archive, current.size, current.finished_at, current.claimed_at = (
            lot.archive.name,
            size,
            at,
            None,
        )
        current.save(update_fields=["archive", "size", "finished_at", "claimed_at"])
        _tell(current, len(printed), len(missing) + left, at)
    if former:
        lot.archive.storage.delete(former)


def _archive(target: IO[bytes], printed: Sequence[Deck], missing: Sequence[Deck]) -> None:
    """Write the files of a lot in an archive, with a list of those that are missing."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # what is inside is already compressed
        for deck in printed:
            with deck.content.open("rb") as kept:
                archive.writestr(deck.file_name, kept.read())
        if missing:
            lines = "\n".join(f"{deck.label} : {deck.error}" for deck in missing)
            archive.writestr("manquants.txt", lines)


def _tell(lot: DeckLot, done: int, missing: int, at: dt.datetime) -> None:
    """Tell who asked for a lot that it is ready."""
    if lot.asked_by is None:
        return
    said = (
        _("%(done)d bilans sont imprimés, %(missing)d manquent.")
        if missing
        else _("%(done)d bilans sont imprimés.")
    )
    queue(
        To(email=lot.asked_by.email, name=getattr(lot.asked_by, "name", ""), user_id=lot.asked_by.pk),
        subject=_("Vos bilans sont prêts"),
        text="\n\n".join(
            (
                said % {"done": done, "missing": missing},
                site_link(lot.get_absolute_url()),
                _("L'archive est gardée %d jours.") % KEPT_FOR.days,
            )
        ),
        kind=READY,
        because=_("Vous recevez ce message parce que vous avez demandé ces bilans."),
        at=at,
        key=f"bilans-prets:{lot.pk}:{at.isoformat()}",
    )


def forget_lots(at: dt.datetime) -> int:
    """Erase the archives that have been kept long enough, with their files; what was asked stays written."""
    lots = list(DeckLot.objects.kept_until(at - KEPT_FOR))
    for lot in lots:
        for deck in lot.decks.printed():
            deck.content.delete(save=False)
            Deck.objects.filter(pk=deck.pk).update(content="")
        lot.archive.delete(save=False)
        DeckLot.objects.filter(pk=lot.pk).update(archive="", size=0)
    return len(lots)
