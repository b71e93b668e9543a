"""Keys of partners: who has one, what it permits and how much it serves; give one, take one back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.models import ApiKey, KeyState, Scope
from maillage.accounts.operations import issue_key, revoke_key, used_now
from maillage.accounts.roles import Right
from maillage.common.mail import site_link
from maillage.network.forms.keys import KeyForm
from maillage.network.forms.national import EmptyForm
from maillage.network.views.national_page import ask, author, crumbs, data_of, needs, show, today

RIGHT = Right.MANAGE_KEYS
SHOWN = 200
SECRET = "new_key"  # noqa: S105 - in a session: the key that was just given, until it is shown


def above(row: ApiKey | None = None) -> list[tuple[str, str]]:
    """Return the pages above one of a key."""
    pages = [(_("Clés des partenaires"), reverse("api_keys"))]
    return [*pages, (row.name, reverse("api_key", args=[row.pk]))] if row else pages


def keys(request: HttpRequest) -> HttpResponse:
    """List the keys: those that serve, then the others."""
    rows = list(ApiKey.objects.manageable_by(needs(request, RIGHT)).latest_first()[:SHOWN])
    used = used_now(rows, at=timezone.now())
    told = [(row, row.state(today()), used.get(row.prefix, 0)) for row in rows]
    return show(
        request,
        "keys.html",
        serving=[line for line in told if line[1] == KeyState.SERVES],
        over=[line for line in told if line[1] != KeyState.SERVES],
        crumbs=crumbs(here=_("Clés des partenaires")),
    )


def give(request: HttpRequest) -> HttpResponse:
    """Give a key to a partner."""
    needs(request, RIGHT)
    form = KeyForm(data_of(request), today=today())
    return ask(
        request,
        form,
        title=_("Donner une clé"),
        lead=_("Une clé permet au site d'un partenaire de nous transmettre ce que demandent ses habitants."),
        button=_("Donner cette clé"),
        back=reverse("api_keys"),
        above=above(),
        do=lambda: issue_key(form.new, on=today(), by=author(request, RIGHT)),
        then=lambda given: _to_be_shown(request, *given),
        said=_("La clé est prête. Copiez-la maintenant : elle ne sera plus montrée."),
    )


def _to_be_shown(request: HttpRequest, row: ApiKey, secret: str) -> str:
    """Keep a key until its page shows it, once; return the address of that page."""
    request.session[SECRET] = [row.pk, secret]
    return reverse("api_key", args=[row.pk])


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a key; right after it was given, its secret too, for the only time."""
    row = get_object_or_404(ApiKey.objects.manageable_by(needs(request, RIGHT)).latest_first(), pk=pk)
    is_new = request.method == "GET" and request.session.get(SECRET, [None])[0] == row.pk
    secret = request.session.pop(SECRET)[1] if is_new else ""
    state = row.state(today())
    return show(
        request,
        "key.html",
        key=row,
        secret=secret,
        sends=row.allows(Scope.SEND),
        state=state,
        serves=state == KeyState.SERVES,
        used=used_now([row], at=timezone.now()).get(row.prefix, 0),
        address=site_link(f"{reverse('api_home')}enquiries"),
        guide=site_link(reverse("api_home")),
        crumbs=crumbs(*above(), here=row.name),
    )


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a key back."""
    row = get_object_or_404(ApiKey.objects.manageable_by(needs(request, RIGHT)), pk=pk)
    return ask(
        request,
        EmptyForm(data_of(request)),
        title=_("Retirer la clé de %s") % row.name,
        lead=_(
            "Le site de ce partenaire ne pourra plus rien nous transmettre, dès maintenant. Les demandes qu'il a déjà "
            "transmises restent, et suivent leur cours."
        ),
        button=_("Retirer cette clé"),
        back=reverse("api_keys"),
        above=above(row),
        do=lambda: revoke_key(row, by=author(request, RIGHT)),
        said=_("La clé est retirée : elle n'ouvre plus rien."),
    )
