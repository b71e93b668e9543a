"""What a session leaves: its minutes, and the draft that goes to the library."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.normalise import clean_text
from maillage.common.versions import lock_version
from maillage.events.models import LONGEST_MINUTES, EventSession, EventState, SessionMinutes
from maillage.events.operations.current import about, locked
from maillage.resources.models import SUMMARY, TITLE, Audience, Kind, Resource, Theme
from maillage.resources.operations.resources import Text, write_resource


@transaction.atomic
def write_minutes(
    session: EventSession, *, text: str, link: str, credit: str, version: int | None, on: dt.date, by: Author
) -> SessionMinutes:
    """Write what was said at a session, and where to see what was shown; said again, it replaces."""
    event = locked(session.event)
    if not event.is_public or event.state == EventState.CANCELLED or on < session.on:
        raise Refused(
            _("Cette séance n'a pas encore eu lieu : revenez le %s pour dire ce qui s'y est passé.")
            % formats.day(session.on)
        )
    said = clean_text(text, max_length=LONGEST_MINUTES, multiline=True)
    if not (said or link):
        raise Refused(_("Écrivez quelques lignes, ou donnez le lien vers ce qui a été montré."))
    minutes = SessionMinutes.objects.left_by(session)
    minutes = lock_version(minutes, version) if minutes else SessionMinutes(session=session, version=0)
    if minutes.shelved_id is not None and said != minutes.text:
        raise Refused(_("Ce compte rendu est passé à la bibliothèque : c'est là que son texte se reprend."))
    minutes.text, minutes.link, minutes.credit = said, link, clean_text(credit, max_length=250)
    minutes.next_version(by)
    minutes.save()
    record(
        by,
        gettext_noop("a écrit le compte rendu de la séance « %(session)s » du rendez-vous « %(name)s »"),
        *about(event, session),
        name=event,
        session=session,
    )
    return minutes


@transaction.atomic
def shelve_minutes(session: EventSession, *, by: Author) -> Resource:
    """Bring the minutes of a session to the library, credited; whoever brings them goes on with the draft."""
    event = locked(session.event)
    minutes = SessionMinutes.objects.select_for_update(of=("self",)).filter(session=session).first()
    if minutes is None or not (minutes.text and minutes.credit):
        raise Refused(
            _("Écrivez d'abord le compte rendu, et dites qui l'a écrit et accepte qu'il soit publié.")
        )
    if minutes.shelved_id is not None:
        raise Refused(_("Ce compte rendu est déjà passé à la bibliothèque."))
    more = _("\n\n[Ce qui a été montré](%s)") % minutes.link if minutes.link else ""
    told = Text(
        title=session.title[:TITLE],
        kind=Kind.PRACTICE,
        theme=Theme.COOPERATING,
        audience=Audience.COOPERATION,
        summary=str(_("Ce qui s'est dit au rendez-vous « %s ».") % event)[:SUMMARY],
        text=minutes.text + more,
        credit=minutes.credit,
        departement=event.departement if event.cooperation_id else None,
    )
    minutes.shelved = write_resource(told, by=by)
    minutes.next_version(by)
    minutes.save()
    record(
        by,
        gettext_noop("a porté à la bibliothèque « %(session)s », du rendez-vous « %(name)s »"),
        *about(event, session),
        name=event,
        session=session,
    )
    return minutes.shelved
