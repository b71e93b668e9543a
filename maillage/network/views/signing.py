"""Signing the charter, for whoever comes: four short steps, a personal link, no account."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from maillage.common.acts import carry_out
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.limits import refused
from maillage.common.links import read_link
from maillage.network.exports.certificates import certificate_pdf, standing_of
from maillage.network.forms.signing import (
    AnswerForm,
    BroughtForm,
    GiveUpForm,
    IdentityForm,
    IntroductionForm,
    SignForm,
)
from maillage.network.models import Charter, Signature, SigningFile
from maillage.network.models.signing import STEPS
from maillage.network.operations.signing import (
    DRAFT_DAYS,
    complete_signing,
    identify,
    introduce,
    open_signing,
    propose_commitments,
    submit_signing,
    withdraw_signing,
)
from maillage.network.operations.signing_letters import CERTIFICATE, FILE, certificate_link, link

# A file is followed, and its certificate printed again, long after its draft would have been erased.
FOLLOWED_DAYS = 3 * 365
CERTIFICATE_DAYS = 10 * 365

Page = Callable[[HttpRequest, SigningFile, str], HttpResponse]


def by_link(view: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give a page the file that its personal link names; a link that is forged or too old gets a sentence."""

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        try:
            file = _linked(FILE, token, FOLLOWED_DAYS)
            if file.is_draft:
                read_link(FILE, token, days=DRAFT_DAYS)
        except Refused as refusal:
            return render(request, "network/signing/link.html", {"sentence": str(refusal)}, status=404)
        return view(request, file, token)

    return page


def _linked(purpose: str, token: str, days: int) -> SigningFile:
    """Return the file of a link, or refuse it; a file that was erased is a link that no longer serves."""
    said = read_link(purpose, token, days=days)
    return get_object_or_404(SigningFile.objects.in_full(), pk=said.get("file"), key=said.get("key"))


def step(name: str) -> Callable[[Page], Page]:
    """Lead elsewhere whoever comes to a step too early, or when the file is handed in."""

    def guard(view: Page) -> Page:
        @wraps(view)
        def page(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:
            if not file.is_draft:
                return redirect("signing_follow", token)
            if STEPS.index(name) > STEPS.index(file.next_step):
                return redirect(f"signing_{file.next_step}", token)
            return view(request, file, token)

        return page

    return guard


def _author(role: str) -> tuple[dt.date, Author]:
    """Return today, and who writes: nobody that we know."""
    return timezone.localdate(), Author(at=timezone.now(), role=role)


def _shown(name: str, token: str = "", **more: object) -> dict[str, object]:
    """Return what every step shows: where one is, and the way back."""
    rank = STEPS.index(name) + 1
    back = reverse(f"signing_{STEPS[rank - 2]}", args=[token]) if rank > 1 else ""
    return {"rank": rank, "of": len(STEPS), "back": back, "token": token, **more}


def signing_start(request: HttpRequest) -> HttpResponse:
    """Ask who signs: the first step."""
    today, by = _author("public")
    form = IdentityForm(request.POST or None, day=today, now=by.at)
    if too_many := refused(request, "signature", form):
        return too_many
    return carry_out(
        request,
        form,
        template="network/signing/organisation.html",
        do=lambda: open_signing(form.identity, on=today, by=by),
        then=lambda file: reverse("signing_contact", args=[urlsplit(link(file)).path.split("/")[-2]]),
        context=_shown("organisation"),
    )


@by_link
@step("organisation")
def signing_organisation(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:
    """Ask again who signs."""
    today, by = _author("lien")
    told = {"name": file.name, "place": file.commune.name if file.commune else "", "siret": file.siret}
    form = IdentityForm(request.POST or None, day=today, now=by.at, initial=told)
    return carry_out(
        request,
        form,
        template="network/signing/organisation.html",
        do=lambda: identify(file, form.identity, on=today, by=by),
        then=lambda _file: reverse("signing_contact", args=[token]),
        context=_shown("organisation", token, file=file),
    )


@by_link
@step("contact")
def signing_contact(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:
    """Ask what the organisation is, where it commits, how to reach it."""
    today, by = _author("lien")
    form = IntroductionForm.opened(request.POST or None, file)
    return carry_out(
        request,
        form,
        template="network/signing/contact.html",
        do=lambda: introduce(file, form.introduction, on=today, by=by),
        then=lambda _file: reverse("signing_commitments", args=[token]),
        context=_shown("contact", token, file=file),
    )


@by_link
@step("commitments")
def signing_commitments(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:
    """Ask what the organisation would bring, and say what it receives."""
    today, by = _author("lien")
    form = BroughtForm.opened(request.POST or None, file, today)
    return carry_out(
        request,
        form,
        template="network/signing/commitments.html",
        do=lambda: propose_commitments(file, form.commitments, on=today, by=by),
        then=lambda _file: reverse("signing_text", args=[token]),
        context=_shown("commitments", token, file=file),
    )


@by_link
@step("text")
def signing_text(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:
    """Show the text, and ask who signs it."""
    today, by = _author("lien")
    form = SignForm(request.POST or None)
    return carry_out(
        request,
        form,
        template="network/signing/text.html",
        do=lambda: submit_signing(
            file,
            digest=request.POST.get("digest", ""),
            name=form.cleaned_data["signatory"],
            capacity=form.cleaned_data["capacity"],
            on=today,
            by=by,
        ),
        then=lambda _file: reverse("signing_follow", args=[token]),
        context=_shown("text", token, **_to_sign(file, today)),
    )


def _to_sign(file: SigningFile, today: dt.date) -> dict[str, object]:
    """Return the text that one signs today, and what the organisation signed before."""
    held = Signature.objects.in_force(today).about(file.organisation) if file.organisation else ()
    charter = Charter.objects.in_use(Charter.Kind.NATIONAL, today)
    return {"file": file, "charter": charter, "held": list(held), "brought": list(file.commitments.in_full())}


@by_link
def signing_resume(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Lead to where the file stands."""
    return redirect(f"signing_{file.next_step}" if file.is_draft else "signing_follow", token)


@by_link
def signing_follow(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:
    """Say what becomes of a file; where something is asked, take the answer."""
    if file.is_draft:
        return redirect(f"signing_{file.next_step}", token)
    today, by = _author("lien")
    form = AnswerForm(request.POST or None)
    return carry_out(
        request,
        form,
        template="network/signing/follow.html",
        do=lambda: complete_signing(file, form.cleaned_data["answer"], on=today, by=by),
        then=lambda _file: request.path,
        context={
            "file": file,
            "token": token,
            "asked": file.exchanges.unanswered().first(),
            "exchanges": list(file.exchanges.in_order()),
            "brought": list(file.commitments.in_full()),
            "certificate": urlsplit(certificate_link(file)).path if file.certificate else "",
        },
    )


@by_link
def signing_give_up(request: HttpRequest, file: SigningFile, token: str) -> HttpResponse:
    """Take a file back."""
    today, by = _author("lien")
    form = GiveUpForm(request.POST or None)
    return carry_out(
        request,
        form,
        template="network/signing/give_up.html",
        do=lambda: withdraw_signing(file, form.cleaned_data["reason"], on=today, by=by),
        then=lambda _file: reverse("signing_follow", args=[token]),
        context={"file": file, "token": token},
    )


def signing_certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Print the certificate, for whoever was sent its link."""
    try:
        file = _linked(CERTIFICATE, token, CERTIFICATE_DAYS)
    except Refused as refusal:
        return render(request, "network/signing/link.html", {"sentence": str(refusal)}, status=404)
    return certificate_answer(file)


def certificate_answer(file: SigningFile) -> HttpResponse:
    """Return the certificate of a file, to keep."""
    if not file.certificate:
        raise Http404
    answer = HttpResponse(certificate_pdf(file), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificat-{file.certificate}.pdf"'
    return answer


def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Say to whoever checks a certificate what it is worth today."""
    file = get_object_or_404(SigningFile.objects.certified(), certificate=number)
    today = timezone.localdate()
    given = {"standing": standing_of(file, on=today), "file": file, "today": today}
    return render(request, "network/signing/certificate.html", given)


def charter_version(request: HttpRequest, key: int) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Lead to the page of one version of a charter: files and letters name it by its number."""
    return redirect(get_object_or_404(Charter, pk=key))
