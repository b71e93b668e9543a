"""The bilans of the world of the matrix: a campaign, a bilan asked for in each place, a layout, a lot, a figure."""

from collections.abc import Callable, Mapping

from django.core.files.base import ContentFile

from maillage.accounts.roles import Right
from maillage.bilan.models import BilanCampaign, BilanLayout, CampaignBilan, DeckLot, Lot
from maillage.common.facts import Author, stamp
from maillage.network.models import Cooperation
from tests.cast import date, instant
from tests.rights_row import Row, needs, on, public

AT = instant(2015, 2, 1)
TOLD = stamp(Author(at=AT, role="maison"))


def _campaign() -> BilanCampaign:
    found = BilanCampaign.objects.filter(year=2015).first()
    return found or BilanCampaign.objects.create(
        year=2015, as_of=date(2014, 12, 31), due_on=date(2015, 3, 1), opened_at=AT
    )


def bilan(cooperation: Cooperation) -> dict[str, object]:
    """Ask a cooperation for its bilan."""
    made, _new = CampaignBilan.objects.get_or_create(
        cooperation=cooperation, year=2015, defaults={"campaign": _campaign(), "asked_at": AT}
    )
    return {"key": made.pk, "form": "json"}


def _layout(*_about: object) -> dict[str, object]:
    held = BilanLayout.objects.believed().of("departement").first()
    made = held or BilanLayout.objects.create(definition="departement", colour="#0F6E66", **TOLD)
    return {"code": "departement", "part": "en-bref", "version": made.pk}


def _lot(*_about: object) -> dict[str, object]:
    made = DeckLot.objects.create(
        lot=Lot.DEPARTEMENTS,
        form="json",
        as_of=date(2014, 12, 31),
        at=AT,
        organisation="Maillage",
        asked_at=AT,
    )
    made.archive.save("essai-de-la-matrice", ContentFile(b"PK"), save=True)
    return {"key": made.pk}


R = Right
# Who opens which page.
ROWS: Mapping[str, Row] = {
    "figures": public(),
    "published_figures": public(),
    "figure": public("figure"),
    "figure_records": public("figure"),
    "figure_differences": public("figure"),
    "bilan": public(),
    "bilan_page": public("bilan"),
    "bilan_file": public("bilan"),
    "freeze_bilan": on("event of a cooperation", R.HOLD_EVENT),
    "frozen_bilan": public("frozen bilan"),
    "frozen_file": public("frozen bilan"),
    "frozen_differences": public("frozen bilan"),
    "bilan_style": public("layout of a bilan"),
    "bilan_layouts": needs(R.RUN_BILAN),
    "bilan_layout": on("layout of a bilan", R.RUN_BILAN),
    "dress_bilan": on("layout of a bilan", R.RUN_BILAN),
    "comment_bilan_part": on("layout of a bilan", R.RUN_BILAN),
    "restore_layout": on("layout of a bilan", R.RUN_BILAN),
    "bilan_campaigns": needs(R.RUN_BILAN),
    "open_bilan_campaign": needs(R.RUN_BILAN),
    "bilan_campaign": on("campaign of bilans", R.RUN_BILAN),
    "remind_bilans": on("campaign of bilans", R.RUN_BILAN),
    "close_bilans": on("campaign of bilans", R.RUN_BILAN),
    "choose_bilan_texts": on("campaign of bilans", R.RUN_BILAN),
    "freeze_national_bilan": on("campaign of bilans", R.RUN_BILAN),
    "my_bilans": needs(R.EDIT_COOPERATION, R.EDIT_ORGANISATION),
    "asked_bilan": on("bilan of a cooperation", R.RUN_BILAN, R.EDIT_COOPERATION),
    "asked_bilan_file": on("bilan of a cooperation", R.RUN_BILAN, R.EDIT_COOPERATION),
    "write_bilan": on("bilan of a cooperation", R.EDIT_COOPERATION),
    "send_bilan": on("bilan of a cooperation", R.EDIT_COOPERATION),
    "accept_bilan": on("bilan of a cooperation", R.RUN_BILAN),
    "give_bilan_back": on("bilan of a cooperation", R.RUN_BILAN),
    "deck_lots": needs(R.RUN_BILAN),
    "new_deck_lot": needs(R.RUN_BILAN),
    "deck_lot": on("lot of bilans", R.RUN_BILAN),
    "lot_archive": on("lot of bilans", R.RUN_BILAN),
    "stop_deck_lot": on("lot of bilans", R.RUN_BILAN),
    "retry_deck_lot": on("lot of bilans", R.RUN_BILAN),
}

KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "campaign of bilans": lambda *_about: {"key": _campaign().pk},
    "layout of a bilan": _layout,
    "lot of bilans": _lot,
}
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {}
