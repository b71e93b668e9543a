"""The desk of the aids: what waits, each application on one page, the acts, the committee."""

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
from maillage.common.exports import attached
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.supports.exports.aid_papers import average_of, committee_pdf
from maillage.supports.forms.aid_forms import (
    DecisionForm,
    DeskFilters,
    EmptyForm,
    ExamineForm,
    MissingForm,
    OpinionForm,
    PaymentForm,
    ReviewForm,
)
from maillage.supports.models import AidApplication, AidScheme, Award, Envelope
from maillage.supports.models.aid_applications import AidApplicationQuerySet, cooperation_speaking
from maillage.supports.operations.aid_decisions import (
    ask_what_is_missing,
    award,
    close_application,
    examine,
    give_opinion,
    paid_so_far,
    pay,
    refuse_application,
    review,
)

PER_PAGE, LAST_LINES = 30, 30
DESK = (Right.READ_AID, Right.GIVE_OPINION)
Rows = Callable[[AidApplicationQuerySet], AidApplicationQuerySet]


def aid_files(request: HttpRequest) -> HttpResponse:
    """List the applications, those that wait the longest first."""
    actor, today = actor_of(request), timezone.localdate()
    if not any(actor.may(right) for right in DESK):
        raise Http404
    mine = AidApplication.objects.readable_by(actor)
    filters = DeskFilters(request.GET.dict())
    found = mine.at_state(filters.value("etat")).in_departement(filters.value("departement")).oldest_first()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    kept = {name: filters.value(name) for name in filters.fields if filters.value(name)}
    shown = {
        "filters": filters,
        "page": page,
        "rows": [(row, _waited(row, today), euros(row.amount_cents or 0)) for row in page.object_list],
        "waiting": [
            (name or _("sans territoire"), code, count, (today - timezone.localdate(since)).days)
            for code, name, count, since in mine.oldest_waiting()
        ],
        "query": urlencode(kept),
        "schemes": list(AidScheme.objects.published().latest_first()) if _at_desk(request) else [],
    }
    return render(request, "supports/aids/desk.html", shown)


def _at_desk(request: HttpRequest) -> bool:
    return actor_of(request).may(Right.READ_AID)


def _waited(application: AidApplication, today: dt.date) -> int:
    """Return for how many days an application has waited."""
    since = application.submitted_at
    return (today - timezone.localdate(since)).days if since else 0


def aid_file(request: HttpRequest, key: int) -> HttpResponse:
    """Show all that is known of an application on one page, and what may be done."""
    actor = actor_of(request)
    rows = AidApplication.objects
    application = get_object_or_404(rows.readable_by(actor).in_full().select_related("report"), pk=key)
    return render(request, "supports/aids/file.html", _sheet(request, application))


def _sheet(request: HttpRequest, application: AidApplication) -> dict[str, Any]:
    """Return what the page of an application shows."""
    actor, rows = actor_of(request), AidApplication.objects
    given = Award.objects.of_application(application)
    reviews = list(application.reviews.in_order())
    return {
        "application": application,
        "crumbs": _crumbs(application),
        "waited": _waited(application, timezone.localdate()),
        "amount": euros(application.amount_cents or 0),
        "proposed": "" if application.proposed_cents is None else euros(application.proposed_cents),
        "awarded": euros(given.amount_cents) if given else "",
        "award": given,
        "paid": euros(paid_so_far(application)),
        "answers": [
            (one.label, _written(application.answers.get(one.key), str(one.kind)))
            for one in application.scheme.questions.in_order()
        ],
        "pieces": list(application.attachments.in_order()),
        "exchanges": list(application.exchanges.in_order()),
        "opinions": list(application.opinions.in_order()),
        "reviews": reviews,
        "average": average_of(application, reviews),
        "others": [
            (row, euros(row.amount_cents or 0), euros(row.awarded_cents or 0))
            for row in rows.others_of(application)
        ],
        "may_instruct": actor.may(Right.INSTRUCT_AID),
        "may_decide": actor.may(Right.DECIDE_AID),
        "may_speak": rows.awaiting_opinion_of(actor).contains(application),
        "journal": list(Entry.objects.about(application)[:LAST_LINES]),
    }


def _written(value: object, kind: str) -> str:
    """Return an answer as people read it."""
    if value in (None, ""):
        return ""
    return euros(int(str(value))) if kind == "montant" else str(value)


def _crumbs(application: AidApplication, last: str = "") -> list[Crumb]:
    found = [Crumb(label=_("Demandes d'aide"), url=reverse("aid_files"))]
    if last:
        found.append(Crumb(label=application.beneficiary.name, url=application.get_absolute_url()))
    return [*found, Crumb(label=last or application.beneficiary.name)]


def _act(
    request: HttpRequest,
    application: AidApplication,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], object],
    button: str,
    right: Right,
    **more: Any,
) -> HttpResponse:
    """Carry out one act about an application, then come back to its page."""
    now = timezone.now()
    by = actor_of(request).author(right, at=now, about=application.beneficiary)
    lines = [f"{application.beneficiary}, {application.scheme}", euros(application.amount_cents or 0)]
    shown = {"title": title, "crumbs": _crumbs(application, title), "button": button, "lines": lines}
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: do(timezone.localdate(now), by),
        then=lambda _done: application.get_absolute_url(),
        context={
            **shown,
            "back": application.get_absolute_url(),
            "danger": False,
            "multipart": False,
            **more,
        },
    )


def _found(key: int, rows: Rows) -> AidApplication:
    """Return an application among those that a right opens."""
    return get_object_or_404(rows(AidApplicationQuerySet(AidApplication)).in_full(), pk=key)


def aid_ask(request: HttpRequest, key: int) -> HttpResponse:
    """Ask for what an application lacks."""
    actor = actor_of(request)
    application = _found(key, lambda rows: rows.instructable_by(actor))
    form = MissingForm(request.POST or None)

    def ask(on: dt.date, by: Author) -> object:
        return ask_what_is_missing(application, form.cleaned_data["question"], on=on, by=by)

    return _act(
        request,
        application,
        form,
        _("Demander de compléter"),
        ask,
        _("Envoyer la question"),
        Right.INSTRUCT_AID,
    )


def aid_examine(request: HttpRequest, key: int) -> HttpResponse:
    """Say that an application is complete, and what is proposed."""
    actor = actor_of(request)
    application = _found(key, lambda rows: rows.instructable_by(actor))
    form = ExamineForm(request.POST or None, initial={"proposed": application.amount_cents})

    def do(on: dt.date, by: Author) -> object:
        given = form.cleaned_data
        return examine(application, proposed_cents=given["proposed"], words=given["words"], on=on, by=by)

    return _act(request, application, form, _("Instruire"), do, _("Envoyer au comité"), Right.INSTRUCT_AID)


def aid_opinion(request: HttpRequest, key: int) -> HttpResponse:
    """Give the opinion of one's cooperation."""
    actor = actor_of(request)
    application = _found(key, lambda rows: rows.awaiting_opinion_of(actor))
    form = OpinionForm(request.POST or None)
    cooperation = cooperation_speaking(actor, application)

    def speak(on: dt.date, by: Author) -> object:
        return give_opinion(application, cooperation, **form.cleaned_data, on=on, by=by)

    return _act(
        request,
        application,
        form,
        _("L'avis de la coopération"),
        speak,
        _("Donner cet avis"),
        Right.GIVE_OPINION,
    )


def aid_review(request: HttpRequest, key: int) -> HttpResponse:
    """Read an application for the committee."""
    actor = actor_of(request)
    application = _found(key, lambda rows: rows.scorable_by(actor))
    form = ReviewForm(request.POST or None, criteria=application.scheme.criteria)
    right = Right.INSTRUCT_AID if actor.may(Right.INSTRUCT_AID) else Right.DECIDE_AID

    def read(on: dt.date, by: Author) -> object:
        return review(application, scores=form.scores, words=form.cleaned_data["words"], on=on, by=by)

    return _act(request, application, form, _("Votre lecture"), read, _("Enregistrer"), right)


def aid_decide(request: HttpRequest, key: int) -> HttpResponse:
    """Award an amount, or refuse; what would be left is said first."""
    actor = actor_of(request)
    application = _found(key, lambda rows: rows.decidable_by(actor))
    money = list(Envelope.objects.with_balance().of_scheme(application.scheme))
    initial = {"on": timezone.localdate(), "amount": application.proposed_cents}
    form = DecisionForm(request.POST or None, envelopes=money, initial=initial)

    def decide(_today: dt.date, by: Author) -> object:
        given = form.cleaned_data
        if not form.accepted:
            return refuse_application(application, reason=given["reason"], on=given["on"], by=by)
        words = {"amount_cents": given["amount"], "reason": given["reason"]}
        return award(application, form.chosen, **words, on=given["on"], by=by)

    button, lines = _("Enregistrer la décision"), _simulated(application, money)
    return _act(request, application, form, _("Décider"), decide, button, Right.DECIDE_AID, lines=lines)


def _simulated(application: AidApplication, money: list[Any]) -> list[str]:
    """Return what would be left in each envelope if this application, or all that wait, were awarded."""
    waiting = AidApplication.objects.for_committee(application.scheme).at_state("examined")
    all_of_them = sum(row.proposed_cents or 0 for row in waiting)
    mine = application.proposed_cents or 0
    lines = [
        _("Demandé : %(asked)s. Proposé : %(proposed)s.")
        % {"asked": euros(application.amount_cents or 0), "proposed": euros(mine)}
    ]
    for row in money:
        said = {
            "envelope": row,
            "one": _left(row.balance_cents - mine),
            "all": _left(row.balance_cents - all_of_them),
        }
        lines.append(
            _(
                "%(envelope)s : si cette demande est accordée, %(one)s ; si toutes celles qui attendent, %(all)s."
            )
            % said
        )
    return lines


def _left(cents: int) -> str:
    return _("il reste %s") % euros(cents) if cents >= 0 else _("il manque %s") % euros(-cents)


def aid_pay(request: HttpRequest, key: int) -> HttpResponse:
    """Note a payment."""
    actor = actor_of(request)
    application = _found(key, lambda rows: rows.decidable_by(actor))
    form = PaymentForm(request.POST or None, initial={"on": timezone.localdate()})

    def note(_today: dt.date, by: Author) -> object:
        given = form.cleaned_data
        return pay(application, amount_cents=given["amount"], on=given["on"], by=by)

    return _act(request, application, form, _("Noter un versement"), note, _("Enregistrer"), Right.DECIDE_AID)


def aid_close(request: HttpRequest, key: int) -> HttpResponse:
    """Close an application whose report was read."""
    actor = actor_of(request)
    application = _found(key, lambda rows: rows.instructable_by(actor))
    form = EmptyForm(request.POST or None)

    def close(on: dt.date, by: Author) -> object:
        return close_application(application, on=on, by=by)

    return _act(request, application, form, _("Clore cette demande"), close, _("Clore"), Right.INSTRUCT_AID)


def aid_committee(request: HttpRequest, slug: str) -> HttpResponse:
    """Print the sheets of a committee."""
    actor, today = actor_of(request), timezone.localdate()
    if not (actor.may(Right.DECIDE_AID) or actor.may(Right.INSTRUCT_AID)):
        raise Http404
    scheme = get_object_or_404(AidScheme.objects.published(), slug=slug)
    rows = AidApplication.objects.readable_by(actor).for_committee(scheme).with_readings()
    money = list(Envelope.objects.with_balance().of_scheme(scheme).of_year(today.year))
    content = committee_pdf(scheme, list(rows), money, on=today)
    return attached(content, f"comite-{scheme.slug}.pdf", "application/pdf")
