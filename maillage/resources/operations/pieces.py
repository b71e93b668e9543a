"""Join images and documents to a resource, and take them off."""

import secrets
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.attachments import Document
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.normalise import slugify_fr
from maillage.common.pictures import redrawn
from maillage.resources.models import Resource, ResourcePiece, ResourceState

MOST_PIECES = 20


def join_picture(resource: Resource, document: Document, alt: str, *, by: Author) -> ResourcePiece:
    """Join an image to a resource, drawn again, with what is seen on it."""
    return _join(resource, redrawn(document), alt=alt, by=by)


def join_document(resource: Resource, document: Document, *, by: Author) -> ResourcePiece:
    """Join a document to a resource, to keep once it is published."""
    return _join(resource, document, alt="", by=by)


@transaction.atomic
def _join(resource: Resource, document: Document, *, alt: str, by: Author) -> ResourcePiece:
    """Keep what is joined to a text that may be written."""
    current = _writable(resource)
    if ResourcePiece.objects.at_work(current).count() >= MOST_PIECES:
        raise Refused(_("Vingt images et documents au plus : retirez-en un avant d'en joindre un autre."))
    made = ResourcePiece(
        resource=current,
        name=_free_name(current, document.name),
        alt=alt,
        is_picture=bool(alt),
        media_type=document.media_type,
        size=len(document.content),
        digest=document.digest,
        added_at=by.at,
        added_by_id=by.user.pk if by.user else None,
    )
    made.content.save(secrets.token_hex(16), ContentFile(document.content), save=False)
    made.save()
    current.save(update_fields=["state"])
    record(
        by,
        gettext_noop("a joint « %(file)s » à la ressource « %(name)s »"),
        current,
        file=made.name,
        name=current,
    )
    return made


@transaction.atomic
def take_off_piece(piece: ResourcePiece, *, by: Author) -> None:
    """Take off what was joined; what came with a published version stays with it."""
    current = _writable(piece.resource)
    kept = ResourcePiece.objects.select_for_update(of=("self",)).get(pk=piece.pk)
    if kept.first_number is None:
        storage, stored = kept.content.storage, str(kept.content.name)
        kept.delete()
        transaction.on_commit(lambda: storage.delete(stored))
    else:
        kept.taken_off_at = by.at
        kept.save(update_fields=["taken_off_at"])
    current.save(update_fields=["state"])
    record(
        by,
        gettext_noop("a retiré « %(file)s » de la ressource « %(name)s »"),
        current,
        file=piece.name,
        name=current,
    )


def _writable(resource: Resource) -> Resource:
    """Return a resource, locked, whose text may be written; it is at work again."""
    current = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    if not current.is_writable:
        raise Refused(_("Cette ressource est à la relecture : attendez la réponse pour la changer."))
    current.state = ResourceState.DRAFT
    return current


def _free_name(resource: Resource, name: str) -> str:
    """Return a name that is easily typed, that nothing joined to a resource bears."""
    path = PurePosixPath(name)
    base = slugify_fr(path.stem)[:80] or "fichier"
    taken = set(resource.pieces.values_list("name", flat=True))
    rank, found = 1, f"{base}{path.suffix}"
    while found in taken:
        rank += 1
        found = f"{base}-{rank}{path.suffix}"
    return found
