"""The files of those who wish to sign: the list, the page of each, what may be done about it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import Entry
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.exports import linked
from maillage.common.facts import Author
from maillage.network.exports.lists import files_table
from maillage.network.forms.signing import GiveUpForm
from maillage.network.forms.signing_desk import (
    AttachForm,
    CharterForm,
    DecisionForm,
    FileFilters,
    QuestionForm,
)
from maillage.network.models import Charter, Organisation, Signature, SigningFile, SigningState
from maillage.network.models.signing import SigningFileQuerySet
from maillage.network.operations.signing import ask_completion, withdraw_signing
from maillage.network.operations.signing_decisions import adopt_charter, attach_signing, decide_signing
from maillage.network.views.lists import given, links

PER_PAGE, OFFERED, LAST_LINES = 30, 12, 30


def signing_files(request: HttpRequest) -> HttpResponse:
    """List the files, those that wait the longest first."""
    actor, today = actor_of(request), timezone.localdate()
    if not actor.may(Right.INSTRUCT_SIGNATURE):
        raise Http404
    mine = SigningFile.objects.instructable_by(actor)
    filters = FileFilters(request.GET.dict())
    found = _chosen(mine, filters)
    if kind := linked(request):
        table = files_table([(file, waited(file, today)) for file in found])
        return given(kind, table, name="dossiers-de-signature", said=filters.sentences)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = {name: filters.value(name) for name in filters.fields if filters.value(name)}
    shown = {
        "filters": filters,
        "page": page,
        "rows": [(file, waited(file, today)) for file in page.object_list],
        "counts": _counts(mine.counts()),
        "query": urlencode(kept),
        "files": links(request),
    }
    return render(request, "network/signing/files.html", shown)


def _chosen(mine: SigningFileQuerySet, filters: FileFilters) -> SigningFileQuerySet:
    """Return the files that the filters ask for, those that wait the longest first."""
    found = mine.at_state(filters.value("etat"))
    if filters.perimeter:
        found = found.in_perimeter(filters.perimeter)
    if filters.days:
        found = found.older_than(timezone.now() - dt.timedelta(days=filters.days))
    return found.in_full()


def _counts(found: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return the states with how many files each has, drafts apart."""
    return [
        (str(state), str(state.label), found.get(state, 0))
        for state in SigningState
        if state != SigningState.DRAFT
    ]


def waited(file: SigningFile, today: dt.date) -> int:
    """Return for how many days a file has waited."""
    return (today - timezone.localdate(file.submitted_at)).days if file.submitted_at else 0


def signing_file(request: HttpRequest, key: int) -> HttpResponse:
    """Show all that is known of a file on one page, and what may be done."""
    file = _file(request, key)
    return render(request, "network/signing/file.html", _sheet(request, file))


def _file(request: HttpRequest, key: int) -> SigningFile:
    """Return a file that the person may examine."""
    return get_object_or_404(SigningFile.objects.instructable_by(actor_of(request)).in_full(), pk=key)


def _sheet(request: HttpRequest, file: SigningFile) -> dict[str, Any]:
    """Return what the page of a file shows."""
    held = Signature.objects.believed().about(file.organisation) if file.organisation else ()
    return {
        "file": file,
        "may_decide": actor_of(request).may(Right.DECIDE),
        "waited": waited(file, timezone.localdate()),
        "where": list(file.departements.order_by("code")),
        "brought": list(file.commitments.in_full()),
        "exchanges": list(file.exchanges.in_order()),
        "twins": [] if file.organisation else list(_twins(file, "").values()),
        "held": list(held),
        "journal": list(Entry.objects.about(file)[:LAST_LINES]),
        "crumbs": _crumbs(file),
    }


def _crumbs(file: SigningFile, last: str = "") -> list[Crumb]:
    """Return the pages above a page about a file."""
    found = [Crumb(label=_("Dossiers de signature"), url=reverse("signing_files"))]
    if last:
        found.append(Crumb(label=file.name, url=reverse("signing_file", args=[file.pk])))
    return [*found, Crumb(label=last or file.name)]


def _twins(file: SigningFile, name: str) -> dict[int, tuple[Organisation, str]]:
    """Return the organisations that a file may be about, each with what tells it from the others."""
    aside = {row.pk for row in file.set_aside.all()}
    found = (
        Organisation.objects.named_like(name)
        if name
        else Organisation.objects.resembling(
            file.name, departement=file.departement_id, siret=file.siret, rna=file.rna
        )
    )
    rows = list(found.placed(as_of=timezone.localdate(), known_at=timezone.now())[:OFFERED])
    if file.organisation and file.organisation not in rows:
        known = Organisation.objects.placed(as_of=timezone.localdate(), known_at=timezone.now())
        rows.insert(0, known.get(pk=file.organisation.pk))
    return {row.pk: (row, _told_apart(row, row.pk in aside)) for row in rows}


def _told_apart(row: Organisation, aside: bool) -> str:  # noqa: FBT001 - a detail of a label
    place = row.seat.commune or row.seat.departement if row.seat else None
    words = [row.name, place.name if place else _("lieu inconnu"), *([row.siret] if row.siret else [])]
    return ", ".join(words) + (f" ({_('écartée par la personne')})" if aside else "")


def _act(
    request: HttpRequest,
    file: SigningFile,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], object],
    **more: Any,
) -> HttpResponse:
    """Carry out one act about a file, then come back to its page."""
    today = timezone.localdate()
    by = actor_of(request).author(more.pop("right", Right.INSTRUCT_SIGNATURE), at=timezone.now())
    return carry_out(
        request,
        form,
        template="network/signing/act.html",
        do=lambda: do(today, by),
        then=lambda _done: reverse("signing_file", args=[file.pk]),
        context={
            "file": file,
            "title": title,
            "crumbs": _crumbs(file, title),
            "where": list(file.departements.order_by("code")),
            "searches": False,
            "danger": False,
            **more,
        },
        draft=f"{request.resolver_match.url_name}:{file.pk}" if request.resolver_match else "",
    )


def signing_decide(request: HttpRequest, key: int) -> HttpResponse:
    """Accept or refuse a file."""
    file = get_object_or_404(SigningFile.objects.decidable_by(actor_of(request)).in_full(), pk=key)
    form = DecisionForm(request.POST or None, initial={"on": timezone.localdate()})

    def decide(_today: dt.date, by: Author) -> SigningFile:
        sitting, reason = form.cleaned_data["sitting"], form.cleaned_data["reason"]
        return decide_signing(
            file, accepted=form.accepted, sitting=sitting, reason=reason, on=form.day, by=by
        )

    return _act(
        request, file, form, _("Décider"), decide, right=Right.DECIDE, button=_("Enregistrer la décision")
    )


def signing_ask(request: HttpRequest, key: int) -> HttpResponse:
    """Ask for what a file lacks."""
    file = _file(request, key)
    form = QuestionForm(request.POST or None)

    def ask(today: dt.date, by: Author) -> object:
        return ask_completion(file, form.cleaned_data["question"], on=today, by=by)

    return _act(request, file, form, _("Demander de compléter"), ask, button=_("Envoyer la question"))


def signing_attach(request: HttpRequest, key: int) -> HttpResponse:
    """Say which organisation of the register a file is about."""
    file = _file(request, key)
    name = request.GET.get("nom", "").replace("\x00", "")[:200]
    form = AttachForm(request.POST or None, file=file, twins=_twins(file, name))

    def attach(today: dt.date, by: Author) -> object:
        return attach_signing(file, form.organisation, on=today, by=by)

    title = _("La même organisation ?")
    return _act(request, file, form, title, attach, button=_("Enregistrer"), searched=name, searches=True)


def signing_withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take a file back for those who asked it."""
    file = _file(request, key)
    form = GiveUpForm(request.POST or None)

    def withdraw(today: dt.date, by: Author) -> object:
        return withdraw_signing(file, form.cleaned_data["reason"], on=today, by=by)

    return _act(
        request, file, form, _("Retirer ce dossier"), withdraw, button=_("Retirer le dossier"), danger=True
    )


def charters(request: HttpRequest) -> HttpResponse:
    """List the versions of the charters, and adopt a new one."""
    actor = actor_of(request)
    if not actor.may(Right.DECIDE):
        raise Http404
    form = CharterForm(
        request.POST or None, initial={"kind": Charter.Kind.NATIONAL, "on": timezone.localdate()}
    )
    by = actor.author(Right.DECIDE, at=timezone.now())
    return carry_out(
        request,
        form,
        template="network/signing/charters.html",
        do=lambda: adopt_charter(
            kind=form.cleaned_data["kind"],
            version=form.cleaned_data["number"],
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            on=form.cleaned_data["on"],
            by=by,
        ),
        then=lambda _charter: reverse("charters"),
        said=lambda charter: _("La version %s est adoptée.") % charter.version,
        context={"versions": list(Charter.objects.latest_first().with_signatures())},
        draft="charters",
    )
