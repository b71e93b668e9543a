"""Giving a bilan in: those that wait for a person, writing, reading it composed, sending, accepting, giving back."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.bilan.compose import WORD
from maillage.bilan.definitions import DEFINITIONS
from maillage.bilan.forms import RemarkForm, TextsForm
from maillage.bilan.layout import standing_layout
from maillage.bilan.models import BilanRemark, BilanText, CampaignBilan, FrozenBilan
from maillage.bilan.operations.giving import accept, give_back, send_bilan, write_texts
from maillage.bilan.operations.reading import read_bilan
from maillage.bilan.renderers import CONTENT_TYPES, RENDERERS
from maillage.bilan.renderers.html import render_body
from maillage.bilan.views.campaigns import way_to as campaign_way
from maillage.bilan.views.page import RUN, root, run, show, written_by
from maillage.bilan.views.reading import LABELS
from maillage.common.acts import carry_out
from maillage.common.components import Crumb, Download
from maillage.common.exports import attached
from maillage.common.forms import WorkForm
from maillage.network.views import act_page
from maillage.network.views.national_page import data_of, needs


def readable(request: HttpRequest, key: int) -> CampaignBilan:
    """Return a bilan to those who write it, or who lead the campaign."""
    needs(request, RUN, Right.EDIT_COOPERATION, Right.EDIT_ORGANISATION)
    return get_object_or_404(CampaignBilan.objects.readable_by(actor_of(request)).in_full(), pk=key)


def writable(request: HttpRequest, key: int) -> CampaignBilan:
    """Return a bilan to those who write it."""
    needs(request, Right.EDIT_COOPERATION, Right.EDIT_ORGANISATION)
    return get_object_or_404(CampaignBilan.objects.writable_by(actor_of(request)).in_full(), pk=key)


def above() -> Crumb:
    """Return the page of the bilans that wait for a person."""
    return Crumb(label=_("Mes bilans"), url=reverse("my_bilans"))


def here(bilan: CampaignBilan) -> Crumb:
    """Return the page of a bilan."""
    return Crumb(label=str(bilan), url=bilan.get_absolute_url())


def my_bilans(request: HttpRequest) -> HttpResponse:
    """List the bilans that a person writes, the last year first."""
    needs(request, Right.EDIT_COOPERATION, Right.EDIT_ORGANISATION)
    rows = list(CampaignBilan.objects.writable_by(actor_of(request)).in_full().latest_first())
    return show(request, "my_bilans.html", Crumb(label=_("Mes bilans")), rows=rows)


def asked_bilan(request: HttpRequest, key: int) -> HttpResponse:
    """Read a bilan as it is composed, with where it stands and what may be done with it."""
    row, actor = readable(request, key), actor_of(request)
    document = read_bilan(row, at=timezone.now(), organisation=settings.BRANDING["name"])
    return show(
        request,
        "asked_bilan.html",
        above(),
        Crumb(label=str(row)),
        bilan=row,
        remarks=list(BilanRemark.objects.believed().of(row)),
        frozen=FrozenBilan.objects.believed().filed_for(row).first(),
        may_write=CampaignBilan.objects.writable_by(actor).is_there(row),
        may_run=actor.may(RUN),
        body=render_body(document, nested=True),
        files=[
            Download(label=str(LABELS[form]), url=reverse("asked_bilan_file", args=[row.pk, form]))
            for form in ("pdf", "pptx", "xlsx")
        ],
    )


def asked_bilan_file(request: HttpRequest, key: int, form: str) -> HttpResponse:
    """Give a bilan as it is composed, as a file."""
    if form not in RENDERERS:
        raise Http404(form)
    row = readable(request, key)
    document = read_bilan(row, at=timezone.now(), organisation=settings.BRANDING["name"])
    name = f"bilan-{row.year}-{row.subject.slug}.{form}"
    return attached(RENDERERS[form](document), name, CONTENT_TYPES[form])


def write_bilan(request: HttpRequest, key: int) -> HttpResponse:
    """Write beside the parts of a bilan."""
    row = writable(request, key)
    texts = BilanText.objects.believed().of_bilans([row]).by_part()
    form = TextsForm(
        data_of(request),
        parts=_parts(row),
        initial={"version": row.version, **{TextsForm.name_of(code): text for code, text in texts.items()}},
    )
    return carry_out(
        request,
        form,
        template="bilan/write_bilan.html",
        do=lambda: write_texts(
            row, form.texts, version=form.cleaned_data["version"], by=written_by(request, row.subject)
        ),
        then=lambda made: made.get_absolute_url(),
        said=_("Vos mots sont enregistrés."),
        draft=f"bilan:{row.pk}",
        context={"crumbs": [root(), above(), here(row), Crumb(label=_("Écrire"))], "bilan": row},
    )


def _parts(row: CampaignBilan) -> list[tuple[str, object, object]]:
    """Return the boxes of a bilan: a word on the whole, then one for each part that is shown."""
    placed = standing_layout(DEFINITIONS[row.definition], timezone.now()).shown
    word = (
        WORD,
        _("Votre mot"),
        _("Ce qui a compté cette année, en quelques lignes. Aucun nom de personne visitée."),
    )
    return [word, *((one.part.code, one.part.name, one.part.explained) for one in placed)]


def send_asked_bilan(request: HttpRequest, key: int) -> HttpResponse:
    """Send a bilan."""
    row = writable(request, key)
    title = _("Envoyer le bilan")
    return act_page.act(
        request,
        WorkForm(data_of(request)),
        title,
        lambda _on, by: send_bilan(row, by=by),
        by=written_by(request, row.subject),
        above=here(row),
        crumbs=[root(), above(), here(row), Crumb(label=title)],
        button=_("Envoyer"),
        lines=[
            str(row),
            _("L'équipe nationale le lit tel qu'il est maintenant : les chiffres ne bougent plus."),
            _("Elle l'accepte, ou vous le rend avec une remarque."),
        ],
    )


def accept_bilan(request: HttpRequest, key: int) -> HttpResponse:
    """Accept a bilan: it is frozen."""
    needs(request, RUN)
    row = readable(request, key)
    return run(
        request,
        WorkForm(data_of(request)),
        _("Accepter ce bilan"),
        lambda _on, by: accept(row, organisation=settings.BRANDING["name"], by=by),
        way=[*campaign_way(row.campaign), here(row)],
        button=_("Accepter et figer"),
        lines=[
            str(row),
            _(
                "Il est figé tel qu'il a été envoyé : ses deux dates et son empreinte sont publiées, il ne se "
                "change plus."
            ),
        ],
    )


def give_bilan_back(request: HttpRequest, key: int) -> HttpResponse:
    """Give a bilan back, with a remark."""
    needs(request, RUN)
    row = readable(request, key)
    form = RemarkForm(data_of(request))
    return run(
        request,
        form,
        _("Rendre ce bilan"),
        lambda _on, by: give_back(row, form.cleaned_data["text"], by=by),
        way=[*campaign_way(row.campaign), here(row)],
        button=_("Rendre"),
        lines=[str(row)],
    )
