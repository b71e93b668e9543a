"""Enquiries for those in charge: the list, the sheet of each, and what may be done with it."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.common.mail import Batch, Recipient, To
from maillage.network.forms.enquiries import AnswerForm, AnswerManyForm, EnquiryFilters, PassOnForm
from maillage.network.models import Cooperation, Enquiry, Team
from maillage.network.models.enquiries import EnquiryQuerySet
from maillage.network.operations.enquiries import (
    answer_enquiry,
    note_call,
    pass_on,
    settle_enquiry,
)
from maillage.network.operations.enquiry_care import answer_many
from maillage.network.views.national_page import address, data_of, needs, today

RIGHT = Right.ANSWER_ENQUIRY
PER_PAGE, MOST = 100, 1_000


def chosen(request: HttpRequest) -> tuple[EnquiryFilters, EnquiryQuerySet]:
    """Return what is asked of the list, and the enquiries that it keeps for this person."""
    filters = EnquiryFilters(request.GET.dict())
    ours = Enquiry.objects.answerable_by(needs(request, RIGHT)).in_full()
    return filters, ours.asked(
        wish=filters.value("souhait"), state=filters.state, level=filters.value("charge")
    )


def enquiries(request: HttpRequest) -> HttpResponse:
    """List the enquiries that a person may answer, the oldest first."""
    filters, rows = chosen(request)
    now = timezone.now()
    found = list(rows.oldest_first()[: PER_PAGE + 1])
    return render(
        request,
        "network/enquiries/list.html",
        {
            "filters": filters,
            "rows": [(row, row.days(now)) for row in found[:PER_PAGE]],
            "more": len(found) > PER_PAGE,
            "count": rows.count(),
            "many_url": reverse("enquiries_answer") + address(request),
            "crumbs": [Crumb(label=_("Demandes"))],
        },
    )


def one(request: HttpRequest, key: int) -> tuple[Enquiry, Author]:
    """Return an enquiry that the person may answer, and who writes; for anyone else it does not exist."""
    actor = actor_of(request)
    row = get_object_or_404(Enquiry.objects.answerable_by(actor).in_full(), pk=key)
    return row, actor.author(RIGHT, at=timezone.now(), about=row.team or row.cooperation)


def enquiry(request: HttpRequest, key: int) -> HttpResponse:
    """Show an enquiry: who asks, how to reach them, what was done."""
    row, by = one(request, key)
    return render(
        request,
        "network/enquiries/sheet.html",
        {
            "enquiry": row,
            "days": row.days(by.at),
            "steps": row.steps.in_order(),
            "crumbs": _crumbs(str(row.get_wish_display())),
        },
    )


def _crumbs(here: str, row: Enquiry | None = None) -> list[Crumb]:
    """Return the pages above one of an enquiry."""
    above = [Crumb(label=_("Demandes"), url=reverse("enquiries"))]
    if row is not None:
        above.append(Crumb(label=str(row.get_wish_display()), url=reverse("enquiry", args=[row.pk])))
    return [*above, Crumb(label=here)]


def _act(
    request: HttpRequest,
    row: Enquiry,
    form: forms.Form,
    do: Callable[[], object],
    *,
    title: str,
    button: str,
    said: str,
) -> HttpResponse:
    """Show what may be done with an enquiry on a page of its own, or do it and go back to its sheet."""
    back = reverse("enquiry", args=[row.pk])
    return carry_out(
        request,
        form,
        template="network/enquiries/act.html",
        do=do,
        then=lambda _done: back,
        said=said,
        context={
            "enquiry": row,
            "title": title,
            "button": button,
            "back": back,
            "crumbs": _crumbs(title, row),
        },
    )


def enquiry_answer(request: HttpRequest, key: int) -> HttpResponse:
    """Write to whoever asked."""
    row, by = one(request, key)
    hint = _("Le site envoie ces mots. Donnez un téléphone où vous rappeler, si vous le voulez bien.")
    form = AnswerForm(data_of(request), seen=row.steps.count(), hint=hint)
    title, button = _("Répondre par message"), _("Envoyer ma réponse")
    said = _("Votre réponse part dans quelques instants.")
    return _act(
        request,
        row,
        form,
        lambda: answer_enquiry(row, text=form.cleaned_data["text"], seen=form.cleaned_data["seen"], by=by),
        title=title,
        button=button,
        said=said,
    )


def enquiry_call(request: HttpRequest, key: int) -> HttpResponse:
    """Note that whoever asked was called."""
    row, by = one(request, key)
    form = AnswerForm(data_of(request), seen=row.steps.count(), label=_("Ce que vous vous êtes dit"))
    return _act(
        request,
        row,
        form,
        lambda: note_call(row, text=form.cleaned_data["text"], seen=form.cleaned_data["seen"], by=by),
        title=_("Noter un appel"),
        button=_("Noter cet appel"),
        said=_("L'appel est noté."),
    )


def _settle(request: HttpRequest, key: int, *, fulfilled: bool, title: str, label: str) -> HttpResponse:
    """Say what came of an enquiry."""
    row, by = one(request, key)
    form = AnswerForm(data_of(request), seen=row.steps.count(), label=label)
    return _act(
        request,
        row,
        form,
        lambda: settle_enquiry(
            row,
            fulfilled=fulfilled,
            text=form.cleaned_data["text"],
            seen=form.cleaned_data["seen"],
            by=by,
        ),
        title=title,
        button=_("Clore cette demande"),
        said=_("La demande est close. Merci !"),
    )


def enquiry_fulfilled(request: HttpRequest, key: int) -> HttpResponse:
    """Say that the person found what they came for."""
    return _settle(
        request, key, fulfilled=True, title=_("La demande a abouti"), label=_("Un mot, si vous voulez")
    )


def enquiry_close(request: HttpRequest, key: int) -> HttpResponse:
    """Say that nothing more will come of an enquiry."""
    return _settle(request, key, fulfilled=False, title=_("Clore sans suite"), label=_("Pourquoi"))


def enquiry_pass(request: HttpRequest, key: int) -> HttpResponse:
    """Give an enquiry to somebody else."""
    row, by = one(request, key)
    day = today()
    form = PassOnForm(
        data_of(request),
        teams=Team.objects.near_enquiry(row.commune, as_of=day, known_at=by.at),
        cooperations=Cooperation.objects.near_enquiry(row.commune, as_of=day, known_at=by.at),
    )

    def do() -> Enquiry:
        return pass_on(row, on=day, by=by, **form.cleaned_data)

    return _act(
        request,
        row,
        form,
        do,
        title=_("Confier à quelqu'un d'autre"),
        button=_("Confier cette demande"),
        said=_("La demande est confiée, et la personne prévenue."),
    )


def enquiries_answer(request: HttpRequest) -> HttpResponse:
    """Answer at once all the enquiries that a list keeps: who gets the message is shown before it is sent."""
    _filters, rows = chosen(request)
    waiting = rows.waiting().oldest_first()
    batch = _batch(list(waiting.reachable_by_email()[:MOST]))
    form = AnswerManyForm(data_of(request), initial={"who": ",".join(one.key for one in batch)})
    by = actor_of(request).author(RIGHT, at=timezone.now())

    def do() -> int:
        theirs = Enquiry.objects.answerable_by(actor_of(request)).numbered(form.cleaned_data["who"])
        return answer_many([row.pk for row in theirs.oldest_first()], text=form.cleaned_data["text"], by=by)

    return carry_out(
        request,
        form,
        template="network/enquiries/many.html",
        do=do,
        then=lambda _count: reverse("enquiries"),
        said=_leaving,
        context={
            "batch": batch,
            "by_telephone": waiting.without_email()[:PER_PAGE],
            "crumbs": _crumbs(_("Répondre à plusieurs personnes")),
        },
    )


def _leaving(count: int) -> str:
    """Say how many answers are on their way."""
    sentence = ngettext(
        "%d réponse part dans quelques instants.", "%d réponses partent dans quelques instants.", count
    )
    return sentence % count


def _batch(rows: list[Enquiry]) -> Batch:
    """Return who is going to get one answer, to show before sending."""
    because = _("a envoyé une demande")
    return Batch(
        kind="demande-reponse",
        subject=_("Une réponse à votre demande"),
        recipients=tuple(
            Recipient(to=To(email=row.email, name=row.name), text="", because=because, key=str(row.pk))
            for row in rows
        ),
    )
