"""Leading a campaign of bilans: who will be asked, its progress on one page, its texts, the national bilan."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.bilan.campaign_blocks import rate_of
from maillage.bilan.forms import CampaignForm, ChoiceForm
from maillage.bilan.models import BilanCampaign, BilanText, CampaignBilan, ChosenText, FrozenBilan
from maillage.bilan.operations import citation
from maillage.bilan.operations.campaigns import (
    Opening,
    Plan,
    choose_texts,
    close_campaign,
    freeze_national,
    open_campaign,
    plan_campaign,
    plan_reminder,
    remind,
)
from maillage.bilan.views.page import RUN, root, run, show
from maillage.common.acts import REFUSED, UNFINISHED, carry_out, new_token
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.exports import Table, linked, offered, table_answer
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.spreadsheets import Column
from maillage.network.forms.national import SealForm
from maillage.network.models import Cooperation, Organisation
from maillage.network.views.national_page import address, author, data_of, needs, today

EXTRACT = 160


def led(request: HttpRequest, key: int) -> BilanCampaign:
    """Return a campaign to those who lead them."""
    needs(request, RUN)
    return get_object_or_404(BilanCampaign.objects.counted(), pk=key)


def way_to(campaign: BilanCampaign | None = None) -> list[Crumb]:
    """Return the pages above one of a campaign."""
    above = [Crumb(label=_("Campagnes"), url=reverse("bilan_campaigns"))]
    return [*above, Crumb(label=str(campaign), url=campaign.get_absolute_url())] if campaign else above


def bilan_campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns, the last first."""
    needs(request, RUN)
    rows = list(BilanCampaign.objects.counted().latest_first())
    return show(request, "campaigns.html", Crumb(label=_("Campagnes")), rows=rows)


def _form(request: HttpRequest) -> CampaignForm:
    """Return the form that opens a campaign, filled or not."""
    day, now = today(), timezone.now()
    return CampaignForm(
        data_of(request),
        today=day,
        cooperations=Cooperation.objects.launched(as_of=day, known_at=now),
        carriers=Organisation.objects.carriers().order_by("folded", "pk"),
    )


def open_bilan_campaign(request: HttpRequest) -> HttpResponse:
    """Choose the year and who is asked, read who will get what, then send."""
    needs(request, RUN)
    form = _form(request)
    way = (*way_to(), Crumb(label=_("Ouvrir une campagne")))
    if request.method != "POST" or not form.is_valid():
        status = UNFINISHED if request.method == "POST" else 200
        return _asked_again(request, form, way, status)
    asking, by = form.asking, author(request, RUN)
    try:
        plan = plan_campaign(asking, on=today(), by=by)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _asked_again(request, form, way, REFUSED)
    return _read_then_open(request, asking, plan, by)


def _asked_again(
    request: HttpRequest, form: CampaignForm, way: tuple[Crumb, ...], status: int
) -> HttpResponse:
    """Show the form that opens a campaign, fresh or with what is refused on top."""
    return show(request, "open_campaign.html", *way, form=form, form_token_value=new_token(), status=status)


def _read_then_open(request: HttpRequest, asking: Opening, plan: Plan, by: Author) -> HttpResponse:
    """Show who will get what before anything is sent, then send."""
    form = SealForm(data_of(request) if "seal" in request.POST else None)
    way = (*way_to(), Crumb(label=_("Aperçu")))
    context: dict[str, Any] = {"plan": plan, "kept": _kept(request), "asking": asking}
    if not form.is_bound:
        return show(request, "open_preview.html", *way, **context, form=form, form_token_value=new_token())
    return carry_out(
        request,
        form,
        template="bilan/open_preview.html",
        do=lambda: open_campaign(asking, seal=form.cleaned_data["seal"], on=today(), by=by),
        then=lambda made: made.get_absolute_url(),
        said=_("La campagne est ouverte. Les messages partent."),
        context={"crumbs": [root(), *way], **context},
    )


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was asked, to send again with the seal of the list."""
    left_out = {"form_token", "seal", "csrfmiddlewaretoken"}
    return [(name, value) for name, said in request.POST.lists() if name not in left_out for value in said]


def bilan_campaign(request: HttpRequest, key: int) -> HttpResponse:
    """Follow a campaign on one page: who sent, who was given theirs back, who is still waited for."""
    row = led(request, key)
    bilans = list(row.bilans.in_full())
    frozen = {one.bilan_id: one for one in FrozenBilan.objects.of_campaigns([row], timezone.now())}
    lines = [(one, frozen.get(one.pk)) for one in bilans]
    if kind := linked(request):
        return _file(kind, row, bilans)
    national = FrozenBilan.objects.national(row).first()
    return show(
        request,
        "campaign.html",
        *way_to(),
        Crumb(label=str(row)),
        campaign=row,
        lines=lines,
        rates=_rates(bilans),
        national=national,
        citation=citation(national) if national else "",
        may_remind=row.is_open and row.bilans.to_write().never_reminded().exists(),
        files=offered(lambda kind: address(request, format=kind)),
    )


def _rates(bilans: list[CampaignBilan]) -> list[str]:
    """Say how many gave their bilan in, cooperations and carriers apart."""
    said = []
    for carriers in (False, True):
        theirs = [one for one in bilans if bool(one.carrier_id) is carriers]
        if theirs:
            given = sum(one.is_accepted for one in theirs)
            said.append(rate_of(given, len(theirs), carriers=carriers))
    return said


def _file(kind: str, campaign: BilanCampaign, bilans: list[CampaignBilan]) -> HttpResponse:
    """Return the progress of a campaign as a file."""
    table = Table(
        title=str(campaign),
        columns=(
            Column(_("De qui")),
            Column(_("État")),
            Column(_("Envoyé le"), "date"),
            Column(_("Rappelé le"), "date"),
        ),
        rows=[
            (
                one.subject.name,
                str(one.get_state_display()),
                timezone.localdate(one.sent_at) if one.sent_at else None,
                timezone.localdate(one.reminded_at) if one.reminded_at else None,
            )
            for one in bilans
        ],
    )
    return table_answer(kind, table, name=f"campagne-bilans-{campaign.year}", on=today(), said=_rates(bilans))


def remind_bilans(request: HttpRequest, key: int) -> HttpResponse:
    """Show who would be reminded, then send; once for each bilan."""
    row = led(request, key)
    form = SealForm(data_of(request))
    way = [root(), *way_to(row), Crumb(label=_("Relancer"))]
    try:
        plan = plan_reminder(row, on=today())
    except Refused as refusal:
        return show(
            request, "refused_at_work.html", *way[1:], sentence=str(refusal), back=row.get_absolute_url()
        )
    return carry_out(
        request,
        form,
        template="bilan/remind_preview.html",
        do=lambda: remind(row, seal=form.cleaned_data["seal"], on=today(), by=author(request, RUN)),
        then=lambda _sent: row.get_absolute_url(),
        said=lambda sent: ngettext("%d rappel part.", "%d rappels partent.", sent) % sent,
        context={"crumbs": way, "plan": plan, "campaign": row},
    )


def close_bilans(request: HttpRequest, key: int) -> HttpResponse:
    """Close a campaign."""
    row = led(request, key)
    return run(
        request,
        WorkForm(data_of(request)),
        _("Clore la campagne"),
        lambda on, by: close_campaign(row, on=on, by=by),
        way=way_to(row),
        button=_("Clore"),
        danger=True,
        lines=[
            _(
                "Les bilans qui ne sont pas encore acceptés le resteront : le bilan national dira qu'ils manquent."
            )
        ],
    )


def choose_bilan_texts(request: HttpRequest, key: int) -> HttpResponse:
    """Choose which texts of the accepted bilans stand in the national one."""
    row = led(request, key)
    texts = BilanText.objects.believed().of_bilans(list(row.bilans.at(["accepte"])))
    rows = texts.select_related("bilan__cooperation", "bilan__carrier")
    offered_texts = [(str(one.pk), f"{one.bilan.subject.name} : {one.text[:EXTRACT]}") for one in rows]
    held = [str(one.text_id) for one in ChosenText.objects.believed().of_campaigns([row])]
    form = ChoiceForm(data_of(request), offered=offered_texts, initial={"texts": held})

    def do(_on: object, by: Author) -> int:
        return choose_texts(row, [int(pk) for pk in form.cleaned_data["texts"]], by=by)

    return run(
        request,
        form,
        _("Choisir les textes du bilan national"),
        do,
        way=way_to(row),
        lines=[] if offered_texts else [_("Aucun texte n'est encore accepté : ils viendront ici.")],
    )


def freeze_national_bilan(request: HttpRequest, key: int) -> HttpResponse:
    """Freeze the national bilan on the day of a campaign."""
    row = led(request, key)
    return run(
        request,
        WorkForm(data_of(request)),
        _("Figer le bilan national"),
        lambda _on, by: freeze_national(row, organisation=settings.BRANDING["name"], by=by),
        way=way_to(row),
        then=lambda made: made.get_absolute_url(),
        button=_("Figer"),
        lines=[
            *(f"{rate}." for rate in _rates(list(row.bilans.in_full()))),
            _(
                "Une fois figé, il ne change plus : ses deux dates, son empreinte et sa citation sont publiées."
            ),
        ],
    )
