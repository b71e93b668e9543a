"""Carry out what a form asks: once, whole or not at all, and nothing of what was typed is lost."""

import datetime as dt
import hashlib
import json
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.drafts import OWN_FIELDS, draft_of, forget_draft, resume
from maillage.common.errors import Refused
from maillage.common.links import sealed
from maillage.common.models import Draft, Submission
from maillage.common.versions import Conflict

SEE_OTHER, UNFINISHED, REFUSED = 303, 422, 409
TRIES = 3
DEADLOCK = "40P01"  # as PostgreSQL says it
_LOG = logging.getLogger(__name__)
_TOKEN = re.compile(r"[\w-]{16,64}", re.ASCII)

R = TypeVar("R")


def new_token() -> str:
    """Return a token that nobody can guess, for one sending of one form."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Hold a field that two people wrote differently: in the form mine, beside it theirs."""

    bound: forms.BoundField
    theirs: str


class _AlreadyDone(Exception):  # noqa: N818 - not a fault: the form was sent twice
    """Say that the token of a form has been used, and where the answer was."""

    def __init__(self, submission: Submission) -> None:
        super().__init__()
        self.submission = submission


def carry_out(
    request: HttpRequest,
    form: forms.Form,
    *,
    template: str,
    do: Callable[[], R],
    then: Callable[[R], str],
    said: str | Callable[[R], str] = "",
    context: Mapping[str, object] | None = None,
    draft: str = "",
) -> HttpResponse:
    """Show a form, or do what it asks and go on: once, whole or not at all."""
    page = _Page(request, form, template, dict(context or {}), draft)
    if request.method != "POST":
        return page.shown()
    token = request.POST.get("form_token", "")
    if not _TOKEN.fullmatch(token):
        form.add_error(
            None, _("La page a été ouverte d'une façon inattendue : vérifiez, puis envoyez de nouveau.")
        )
        return page.again(UNFINISHED)
    if not form.is_valid():
        # A form sent twice may be refused the second time because of what it did the first.
        done = Submission.objects.filter(token=token).first()
        return _answered(request, done) if done and _is_same(request, done) else page.again(UNFINISHED)
    try:
        result, answer = _in_turn(request, token, do, then, draft)
    except _AlreadyDone as done_before:
        return _answered(request, done_before.submission)
    except Conflict as conflict:
        return page.conflict(conflict)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page.again(REFUSED)
    if sentence := said if isinstance(said, str) else said(result):
        messages.success(request, sentence)
    return HttpResponseRedirect(answer, status=SEE_OTHER)


def _in_turn(
    request: HttpRequest, token: str, do: Callable[[], R], then: Callable[[R], str], draft: str
) -> tuple[R, str]:
    """Do it once, whatever others write at that very moment: nothing of theirs or of ours is half-written."""
    for left in reversed(range(TRIES)):
        try:
            return _once(request, token, do, then, draft)
        except OperationalError as knot:
            # Two acts waited for each other: the base undid this one, whole, and the other goes on.
            if not left or getattr(knot.__cause__, "sqlstate", "") != DEADLOCK:
                raise
        except IntegrityError as taken:
            # Someone wrote the same between our look and our writing, and the base kept one.
            _LOG.exception("the base refused what an act had checked")
            raise Refused(
                _(
                    "Quelqu'un vient d'enregistrer la même chose, au même moment : rechargez la page pour voir ce "
                    "qui est écrit."
                )
            ) from taken
    raise AssertionError("unreachable")  # pragma: no cover - the last try returns or raises


def _once(
    request: HttpRequest, token: str, do: Callable[[], R], then: Callable[[R], str], draft: str
) -> tuple[R, str]:
    """Do it in one transaction with its token: whoever comes second finds the token used."""
    user = request.user if request.user.is_authenticated else None
    with transaction.atomic():
        submission = Submission(
            token=token,
            at=timezone.now(),
            user_id=user.pk if user else None,
            path=_masked(request, request.path)[:500],
            digest=_digest(request),
        )
        try:
            with transaction.atomic():
                submission.save(force_insert=True)
        except IntegrityError as taken:
            # On PostgreSQL the second sending waited here for the first to be whole.
            first = Submission.objects.get(token=token)
            if _is_same(request, first):
                raise _AlreadyDone(first) from taken
            # One came back to the page, changed the answers and sent again: that is another act.
            raise Refused(
                _("Cette page a déjà été envoyée avec d'autres réponses : vérifiez, puis envoyez de nouveau.")
            ) from taken
        result = do()
        answer = then(result)
        submission.answer = _masked(request, answer)[:1000]
        submission.save(update_fields=["answer"])
        if user and draft:
            forget_draft(user, draft)
    return result, answer


def _is_same(request: HttpRequest, done: Submission) -> bool:
    """Tell whether the same person sends the same answers from the same page."""
    user = request.user.pk if request.user.is_authenticated else None
    path = _masked(request, request.path)[:500]
    return (done.user_id, done.path, done.digest) == (user, path, _digest(request))


def _masked(request: HttpRequest, address: str) -> str:
    """Return an address without the secret of the personal link through which someone came: it opens a door."""
    secret, mask = _secret(request)
    return address.replace(secret, mask) if secret else address


def _secret(request: HttpRequest) -> tuple[str, str]:
    """Return the secret of the personal link of a request, and what is kept of it; nothing without such a link."""
    match = getattr(request, "resolver_match", None)
    secret = str(match.kwargs.get("token", "")) if match else ""
    return secret, sealed(secret)


def _digest(request: HttpRequest) -> str:
    """Return what tells answers from others."""
    said = {name: values for name, values in request.POST.lists() if name not in OWN_FIELDS}
    files = [(name, file.name, file.size) for name, sent in request.FILES.lists() for file in sent]
    return hashlib.sha256(json.dumps([said, files], sort_keys=True).encode()).hexdigest()


def _answered(request: HttpRequest, done: Submission) -> HttpResponse:
    """Go where the first sending led."""
    messages.info(request, _("C'était déjà enregistré : rien n'a été fait deux fois."))
    secret, mask = _secret(request)
    return HttpResponseRedirect(done.answer.replace(mask, secret), status=SEE_OTHER)


class _Page:
    """Show the page of a form, fresh, refused or in conflict."""

    def __init__(
        self, request: HttpRequest, form: forms.Form, template: str, context: dict[str, object], draft: str
    ) -> None:
        self.request, self.form, self.template, self.context = request, form, template, context
        self.draft = draft if request.user.is_authenticated else ""

    def shown(self) -> HttpResponse:
        """Show the form, with what the person kept of it."""
        kept = draft_of(self.request.user, self.draft) if self.draft else None  # type: ignore[arg-type] # signed in
        if kept:
            resume(self.form, kept)
        return self._rendered(self.template, 200, kept)

    def again(self, status: int) -> HttpResponse:
        """Show the form as it was sent, with what is refused on top."""
        return self._rendered(self.template, status)

    def conflict(self, conflict: Conflict) -> HttpResponse:
        """Show both texts; what is sent from there is written on top of the newer one."""
        current = conflict.current
        data = self.request.POST.copy()
        data[self.form.add_prefix("version")] = str(current.version)
        self.form.data = data
        differing, same = [], []
        for bound in self.form.visible_fields():
            theirs, mine = current.value_of(bound.name), self.form.cleaned_data.get(bound.name)
            if _plain(theirs) == _plain(mine):
                same.append(bound)
            else:
                differing.append(Choice(bound=bound, theirs=_shown(bound, theirs)))
        self.context |= {"current": current, "differing": differing, "same": same, "sentence": str(conflict)}
        return self._rendered("components/conflict.html", REFUSED)

    def _rendered(self, template: str, status: int, kept: Draft | None = None) -> HttpResponse:
        given: dict[str, Any] = {
            **self.context,
            "form": self.form,
            "form_token_value": new_token(),
            "draft_key": self.draft,
            "draft_kept": kept,
            "draft_next": self.request.get_full_path(),
        }
        return render(self.request, template, given, status=status)


def _plain(value: object) -> str:
    """Return a value as two people compare it."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _shown(bound: forms.BoundField, value: object) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, dt.date):
        return formats.day(value)
    if isinstance(bound.field, forms.ChoiceField):
        choices: list[tuple[object, object]] = list(flatten_choices(bound.field.choices))  # type: ignore[arg-type] # pairs
        labels = {str(key): str(label) for key, label in choices}
        return labels.get(_plain(value), _plain(value))
    return _plain(bound.field.prepare_value(value)) if isinstance(value, int) else _plain(value)
