"""What people typed and have not sent yet: kept for them alone, forgotten once sent or after ninety days."""

import datetime as dt
import json
from collections.abc import Mapping

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.models import Draft, Submission

HEAVIEST = 100_000  # bytes
LONGEST_KEY = 200
MOST = 100  # drafts of one person
KEPT_FOR = dt.timedelta(days=90)
# What a form carries for itself, which is no part of a draft.
OWN_FIELDS = frozenset({"csrfmiddlewaretoken", "form_token", "draft_key", "draft_next", "draft_forget"})

Typed = Mapping[str, list[str]]


def typed(data: QueryDict) -> dict[str, list[str]]:
    """Return what a person typed in a form, as a draft keeps it."""
    return {
        name: [value.replace("\x00", "") for value in values]
        for name, values in data.lists()
        if name not in OWN_FIELDS
    }


@transaction.atomic
def keep_draft(
    user: AbstractBaseUser, key: str, data: Typed, *, at: dt.datetime, token: str = ""
) -> Draft | None:
    """Keep what a person typed; nothing when the form was sent meanwhile, or when it is left empty."""
    if not key.isprintable() or not 0 < len(key) <= LONGEST_KEY:
        raise Refused(_("Ce brouillon n'a pas de formulaire connu : rechargez la page."))
    if len(json.dumps(data).encode()) > HEAVIEST:
        raise Refused(
            _(
                "Ce brouillon dépasse 100 ko : il n'a pas été gardé. Enregistrez le formulaire, ou raccourcissez-le."
            )
        )
    if token and Submission.objects.filter(token=token).exists():
        return None
    others = Draft.objects.filter(user_id=user.pk).exclude(key=key)
    if others.count() >= MOST:
        raise Refused(
            _("Vous avez déjà %(count)d brouillons : terminez-en un avant d'en garder un autre.")
            % {"count": MOST}
        )
    kept, _created = Draft.objects.update_or_create(
        user_id=user.pk, key=key, defaults={"data": dict(data), "updated_at": at}
    )
    return kept


def draft_of(user: AbstractBaseUser, key: str) -> Draft | None:
    """Return what a person kept of a form."""
    return Draft.objects.filter(user_id=user.pk, key=key).first()


def forget_draft(user: AbstractBaseUser, key: str) -> None:
    """Forget what a person kept of a form."""
    if key.isprintable():
        Draft.objects.filter(user_id=user.pk, key=key).delete()


def purge_drafts(before: dt.datetime) -> int:
    """Erase the drafts that nobody touched since a moment; return how many."""
    return Draft.objects.filter(updated_at__lt=before).delete()[0]


def resume(form: forms.Form, draft: Draft) -> None:
    """Put a draft back in an empty form, as it was typed."""
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    for name, field in form.fields.items():
        prefixed = form.add_prefix(name)
        if field.disabled or field.widget.needs_multipart_form:
            continue
        if not field.widget.value_omitted_from_data(data, {}, prefixed):
            form.initial[name] = field.widget.value_from_datadict(data, {}, prefixed)
