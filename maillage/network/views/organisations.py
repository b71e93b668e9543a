"""The internal sheet of an organisation: how to reach it, what it signed, what it brings, whom it carries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import Entry
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.network.forms.commitments import ContactForm
from maillage.network.forms.signing_desk import EndForm
from maillage.network.models import Commitment, Organisation, Signature, SigningFile, Team
from maillage.network.operations import end_signature
from maillage.network.operations.organisations import change_contact
from maillage.network.views.signing import certificate_answer

LAST_LINES = 20


def organisation_work(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation to those who work with it."""
    actor, today, now = actor_of(request), timezone.localdate(), timezone.now()
    found = Organisation.objects.visible_to(actor).placed(as_of=today, known_at=now).with_kind()
    row = get_object_or_404(found, slug=slug)
    given = {
        "row": row,
        "today": today,
        "edits": Organisation.objects.editable_by(actor).contains(row),
        "endable": set(Signature.objects.endable_by(actor).about(row).values_list("pk", flat=True)),
        "signatures": list(Signature.objects.believed().about(row)),
        "certificates": list(SigningFile.objects.certified().about(row)),
        "due": set(Commitment.objects.about(row).due(today).values_list("pk", flat=True)),
        "commitments": list(Commitment.objects.about(row).followed().in_full()),
        "teams": carried(row),
        "journal": list(Entry.objects.about(row)[:LAST_LINES]),
        "crumbs": crumbs_of(row),
    }
    return render(request, "network/organisation.html", given)


def carried(row: Organisation) -> list[Team]:
    """Return the teams that an organisation carries today, with their place."""
    today, now = timezone.localdate(), timezone.now()
    teams = Team.objects.placed(as_of=today, known_at=now).staged(as_of=today, known_at=now)
    return list(teams.carried_by(row, as_of=today, known_at=now))


def crumbs_of(row: Organisation, last: str = "") -> list[Crumb]:
    """Return the pages above a page about an organisation."""
    found = [Crumb(label=_("Accueil"), url=reverse("home"))]
    if last:
        found.append(Crumb(label=row.name, url=reverse("organisation_work", args=[row.slug])))
    return [*found, Crumb(label=last or row.name)]


def organisation_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Change how to reach an organisation."""
    actor, today = actor_of(request), timezone.localdate()
    row = get_object_or_404(Organisation.objects.editable_by(actor), slug=slug)
    told = {"version": row.version, "website": row.website, "telephone": row.telephone, "email": row.email}
    form = ContactForm(request.POST or None, initial=told)
    by = actor.author(Right.EDIT_ORGANISATION, at=timezone.now(), about=row)
    title = _("Ses coordonnées")
    return carry_out(
        request,
        form,
        template="network/organisation_act.html",
        do=lambda: change_contact(row, form.contact, version=form.cleaned_data["version"], on=today, by=by),
        then=lambda done: reverse("organisation_work", args=[done.slug]),
        said=_("Les coordonnées sont enregistrées."),
        context={"row": row, "title": title, "button": _("Enregistrer"), "crumbs": crumbs_of(row, title)},
        draft=f"organisation_contact:{row.pk}",
    )


def signature_end(request: HttpRequest, key: int) -> HttpResponse:
    """End a signature; the teams that its signatory carries are shown first."""
    actor, today, now = actor_of(request), timezone.localdate(), timezone.now()
    held = get_object_or_404(Signature.objects.endable_by(actor).with_charter(), pk=key)
    row = get_object_or_404(Organisation, pk=held.organisation_id)
    form = EndForm(request.POST or None, day=today, now=now, initial={"on": today})
    by, title = actor.author(Right.END_SIGNATURE, at=now), _("Terminer sa signature")
    return carry_out(
        request,
        form,
        template="network/signature_end.html",
        do=lambda: end_signature(
            held,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["words"],
            kind=form.cleaned_data["kind"],
            successor=form.successor,
            by=by,
        ),
        then=lambda _ended: reverse("organisation_work", args=[row.slug]),
        said=_("La fin de la signature est enregistrée."),
        context={"row": row, "held": held, "teams": carried(row), "crumbs": crumbs_of(row, title)},
    )


def organisation_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Print a certificate, for those who work with the organisation."""
    files = SigningFile.objects.certified_for(actor_of(request))
    return certificate_answer(get_object_or_404(files, certificate=number))
