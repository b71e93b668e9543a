"""Campaigns of bilans: who is asked, what they write, what is given back, what is frozen, what the nation gathers."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.roles import Role
from maillage.bilan.compose import compose
from maillage.bilan.document import Column, Columns, Document, KeyFigures, Prose, Section, Table
from maillage.bilan.models import (
    BilanCampaign,
    BilanRemark,
    BilanState,
    BilanText,
    CampaignBilan,
    ChosenText,
    FrozenBilan,
)
from maillage.bilan.operations.apart import set_apart
from maillage.bilan.operations.campaigns import (
    choose_texts,
    close_campaign,
    freeze_national,
    open_campaign,
    plan_campaign,
    plan_reminder,
    remind,
)
from maillage.bilan.operations.freezing import citation, composed_again, verify
from maillage.bilan.operations.giving import accept, give_back, send_bilan, write_texts
from maillage.bilan.operations.reading import read_bilan
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract
from maillage.common.mail import stop
from maillage.common.models import Message
from maillage.common.versions import Conflict
from maillage.network.models import TeamStageChange
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import person
from tests.bilan.asking import (
    ACCEPTED,
    AS_OF,
    DUE,
    OFFICER,
    OPENED,
    OPENED_ON,
    SENT,
    accepted,
    animated,
    asking,
    at,
    only,
    opened,
    sent,
    written,
)
from tests.cast import Cast, date, instant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
LATER = instant(2017, 6, 1)


def section(document: Document, key: str) -> Section:
    """Return one section of a document."""
    return next(one for one in document.sections if one.key == key)


def letters(kind: str) -> list[Message]:
    return list(Message.objects.of_kind(kind).order_by("pk"))


def test_a_campaign_asks_each_author_and_says_who_cannot_be_written_to(cast: Cast) -> None:
    animated(cast.gard)
    person("Rémi Faure", Role.CARRIER, Perimeter("porteur", cast.nationale.slug))
    wanted = asking([cast.gard, cast.ales], [cast.nationale])
    plan = plan_campaign(wanted, on=OPENED_ON, by=OFFICER)
    assert [one.subject for one in plan.silent] == [cast.ales]
    assert not BilanCampaign.objects.exists(), "nothing is written before it is read"
    campaign = open_campaign(wanted, seal=plan.seal, on=OPENED_ON, by=OFFICER)
    assert str(campaign) == "Bilans de 2016"
    assert {one.subject for one in campaign.bilans.all()} == {cast.gard, cast.ales, cast.nationale}
    first, second = letters("campagne-bilan")
    assert (first.to_name, second.to_name) == ("Paule Vidal", "Rémi Faure")
    bilan = campaign.bilans.get(cooperation=cast.gard)
    assert f"/bilan/a-rendre/{bilan.pk}/" in first.text
    for told in ("Coopération du Gard", "31 décembre 2016", "1er mars 2017", "Merci de votre année."):
        assert told in first.text.replace("\u00a0", " "), told
    assert "parce que vous animez" in first.because
    assert "parce que vous gérez" in second.because


def test_a_campaign_that_cannot_be_is_refused(cast: Cast) -> None:
    for told, words in (
        ({"year": 2013}, "entre 2014 et 2017"),
        ({"year": 2018}, "entre 2014 et 2017"),
        ({"as_of": date(2017, 5, 1), "year": 2017}, "un jour à venir"),
        ({"as_of": date(2015, 12, 31)}, "hors de l'année 2016"),
        ({"due_on": date(2017, 1, 5)}, "est passé"),
    ):
        with pytest.raises(Refused, match=words):
            plan_campaign(asking([cast.gard], **told), on=OPENED_ON, by=OFFICER)
    with pytest.raises(Refused, match="au moins une coopération"):
        plan_campaign(asking(), on=OPENED_ON, by=OFFICER)
    with pytest.raises(Refused, match="La liste a changé"):
        open_campaign(asking([cast.gard]), seal="autre", on=OPENED_ON, by=OFFICER)
    assert not BilanCampaign.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        BilanCampaign.objects.create(year=2016, as_of=DUE, due_on=AS_OF, opened_at=OPENED)


def test_a_cooperation_is_asked_once_a_year(cast: Cast) -> None:
    opened([cast.gard])
    again = opened([cast.gard, cast.ales])
    assert only(again).subject == cast.ales
    with pytest.raises(Refused, match="ont déjà leur bilan de 2016"):
        opened([cast.gard, cast.ales])


def test_a_reminder_goes_once_to_whose_bilan_is_still_to_be_written(cast: Cast) -> None:
    animated(cast.gard)
    animated(cast.ales, "Luc Bonnet")
    stop("luc-bonnet@exemple.fr", "campagne-bilan", at=OPENED)
    campaign = opened([cast.gard, cast.ales])
    assert len(letters("campagne-bilan")) == 1
    plan = plan_reminder(campaign, on=OPENED_ON)
    assert [one.subject for one in plan.silent] == [cast.ales]
    with pytest.raises(Refused, match="La liste a changé"):
        remind(campaign, seal="autre", on=OPENED_ON, by=OFFICER)
    assert remind(campaign, seal=plan.seal, on=OPENED_ON, by=at(SENT)) == 1
    assert "C'est le seul rappel" in letters("campagne-bilan")[-1].text
    with pytest.raises(Refused, match="personne à relancer"):
        plan_reminder(campaign, on=OPENED_ON)
    close_campaign(campaign, on=OPENED_ON, by=OFFICER)
    with pytest.raises(Refused, match="close"):
        remind(campaign, seal=plan.seal, on=OPENED_ON, by=OFFICER)
    with pytest.raises(Refused, match="close"):
        close_campaign(campaign, on=OPENED_ON, by=OFFICER)


def test_a_bilan_is_filled_and_its_author_adds_words(cast: Cast) -> None:
    bilan = only(opened([cast.gard]))
    written(bilan, mot="Une belle année.", equipes_par_an="Deux équipes de plus.\n\nEt une troisième.")
    document = read_bilan(bilan, at=SENT, organisation="Maillage")
    assert document.title == "Bilan : Coopération du Gard"
    brief = section(document, "en-bref")
    assert isinstance(brief.blocks[0], KeyFigures)
    assert [one.code for one in brief.blocks[0].items] == ["equipes", "signataires", "communes-couvertes"]
    assert section(document, "mot-texte").blocks == (Prose(paragraphs=("Une belle année.",)),)
    keys = [one.key for one in document.sections]
    assert keys.index("equipes-par-an-texte") == keys.index("equipes-par-an") + 1
    table = section(document, "comparaison").blocks[0]
    assert isinstance(table, Table)
    assert table.rows[0][:3] == ("Équipes citoyennes reconnues", 1, 1)
    assert "pas un classement" in table.note


def test_a_text_is_a_fact_that_is_rewritten_and_taken_back(cast: Cast) -> None:
    bilan = only(opened([cast.gard]))
    written(bilan, mot="Un.", etapes="Ici.")
    written(bilan, mot="Deux.", etapes="Ici.")
    written(bilan, mot="", etapes="Ici.")
    assert BilanText.objects.believed().by_part() == {"etapes": "Ici."}
    assert [row.text for row in BilanText.objects.order_by("pk")] == ["Un.", "Ici.", "Deux."]
    with pytest.raises(Conflict) as met:
        write_texts(bilan, {"etapes": "Là."}, version=1, by=at(SENT))
    assert met.value.current.value_of("texte_etapes") == "Ici."
    assert met.value.current.value_of("texte_mot") == ""
    assert str(BilanText.objects.first()) == "mot"


def test_what_is_sent_is_read_then_given_back_with_a_remark(cast: Cast) -> None:
    animated(cast.gard)
    bilan = only(opened([cast.gard]))
    with pytest.raises(Refused, match="« à écrire »"):
        accept(bilan, organisation="Maillage", by=at(ACCEPTED))
    sent(bilan, mot="Une belle année.")
    with pytest.raises(Refused, match="demandez-lui de vous le rendre"):
        written(bilan, mot="Non, meilleure.")
    with pytest.raises(Refused, match="« envoyé »"):
        send_bilan(bilan, by=at(ACCEPTED))
    with pytest.raises(Refused, match="se rend avec une remarque"):
        give_back(bilan, "  ", by=at(ACCEPTED))
    give_back(bilan, "Dites-nous aussi ce qui n'a pas marché.", by=at(ACCEPTED))
    (remark,) = BilanRemark.objects.believed().of(bilan)
    assert str(remark) == "Dites-nous aussi ce qui n'a pas marché."
    (letter,) = letters("bilan-rendu")
    assert remark.text in letter.text
    row = CampaignBilan.objects.get(pk=bilan.pk)
    assert (row.state, row.is_to_write) == (BilanState.BACK, True)
    written(row, mot="Une belle année, et un échec.")
    assert send_bilan(row, by=at(LATER)).sent_at == LATER


def test_a_bilan_is_read_as_known_when_it_was_sent(cast: Cast) -> None:
    bilan = sent(only(opened([cast.gard])))
    change = TeamStageChange.objects.get(team=cast.tilleul, stage="reconnue")
    retract(change, reason="reconnue par erreur", by=at(instant(2017, 2, 15)))
    document = read_bilan(bilan, at=ACCEPTED, organisation="Maillage")
    blocks = section(document, "en-bref").blocks
    assert isinstance(blocks[0], KeyFigures)
    assert blocks[0].items[0].value == 1


def test_an_accepted_bilan_is_frozen_and_changes_no_more(cast: Cast) -> None:
    animated(cast.gard)
    bilan = only(opened([cast.gard]))
    frozen = accepted(bilan, mot="Une belle année.")
    assert (frozen.bilan, frozen.as_of, frozen.at) == (bilan, AS_OF, SENT)
    assert frozen.perimeter == f"cooperation:{cast.gard.slug}"
    assert ["equipes", "2016-12-31", "", "1"] in frozen.figures
    assert "Une belle année." in str(composed_again(frozen))
    (letter,) = letters("bilan-accepte")
    assert f"/bilan/fige/{frozen.pk}/" in letter.text
    for told in (
        "Bilan d'une coopération",
        "Coopération du Gard",
        frozen.fingerprint[:16],
        "10 février 2017",
    ):
        assert told in citation(frozen).replace("\u00a0", " "), told
    row = CampaignBilan.objects.get(pk=bilan.pk)
    for act in (
        lambda: write_texts(row, {"mot": "Autre."}, version=row.version, by=at(LATER)),
        lambda: send_bilan(row, by=at(LATER)),
        lambda: give_back(row, "Non.", by=at(LATER)),
        lambda: accept(row, organisation="Maillage", by=at(LATER)),
    ):
        with pytest.raises(Refused, match="est figé depuis qu'il a été accepté"):
            act()
    assert FrozenBilan.objects.count() == 1


def test_later_corrections_leave_the_print_and_are_listed_row_by_row(cast: Cast) -> None:
    frozen = accepted(only(opened([cast.gard])))
    assert set_apart(frozen, now=ACCEPTED) == []
    change = TeamStageChange.objects.get(team=cast.tilleul, stage="reconnue")
    late = Author(at=instant(2017, 5, 2), role="essai")
    retract(change, reason="reconnue par erreur", by=late)
    assert verify(frozen).equal, "what was corrected later changes nothing"
    found = {one.code: one for one in set_apart(frozen, now=LATER)}
    teams = found["equipes"]
    assert (teams.was, teams.now) == ("1", "0")
    (row,) = teams.rows
    assert (row.record.label, row.said, row.reason) == (
        "Équipe du Tilleul",
        "ne compte plus",
        "retiré du registre : reconnue par erreur",
    )
    frozen.definition = "financeur"
    assert set_apart(frozen, now=LATER) == []
    frozen.definition, frozen.perimeter = "cooperation", f"porteur:{cast.nationale.slug}"
    frozen.figures = [["communes-couvertes", "2016-12-31", "", "1"], ["inconnu", "2016-12-31", "", "1"]]
    assert set_apart(frozen, now=LATER) == [], "a figure that is not cut so is left aside"


def test_a_corrected_fact_that_counts_still_is_told(cast: Cast) -> None:
    frozen = accepted(only(opened([cast.gard])))
    change = TeamStageChange.objects.get(team=cast.tilleul, stage="reconnue")
    correct(change, reason="un jour plus tard", by=at(instant(2017, 5, 2)), changed_on=date(2015, 1, 2))
    (apart,) = [one for one in set_apart(frozen, now=LATER) if one.code == "equipes" and one.as_of == AS_OF]
    assert apart.was == apart.now == "1"
    assert [(row.kind, row.reason) for row in apart.rows] == [
        ("corrected", "corrigé depuis : un jour plus tard")
    ]


def test_a_closed_campaign_waits_for_nothing(cast: Cast) -> None:
    campaign = opened([cast.gard])
    bilan = only(campaign)
    close_campaign(campaign, on=OPENED_ON, by=OFFICER)
    with pytest.raises(Refused, match=r"close depuis le 1er.février 2017"):
        send_bilan(bilan, by=at(SENT))
    assert not CampaignBilan.objects.to_write().exists()


def national(moment: dt.datetime) -> Document:
    """Return the national bilan as known at a moment."""
    return compose(
        "national",
        as_of=AS_OF,
        known_at=moment,
        printed_on=AS_OF,
        organisation="Maillage",
        perimeter=FRANCE,
    )


def test_the_national_bilan_gathers_the_frozen_ones_with_their_rate(cast: Cast) -> None:
    campaign = opened([cast.gard, cast.ales], [cast.nationale])
    assert section(national(LATER), "bilans-des-cooperations").title == (
        "Aucune coopération sur 2 n'a encore rendu son bilan"
    )
    gard = campaign.bilans.get(cooperation=cast.gard)
    accepted(gard, mot="Une belle année.", etapes="Ici.")
    accepted(campaign.bilans.get(carrier=cast.nationale))
    document = national(LATER)
    part = section(document, "bilans-des-cooperations")
    assert part.title == "1 coopération sur 2 a rendu son bilan"
    (table,) = section(document, "bilans-des-cooperations-sommes").blocks
    assert isinstance(table, Table)
    assert ("Équipes citoyennes reconnues", 1, 1, 3) in table.rows
    assert "1 coopération sur 2" in table.note
    (missing,) = [block for block in part.blocks if isinstance(block, Prose)]
    assert missing.paragraphs == ("Manquent encore : Coopération du Pays d'Alès.",)
    assert section(document, "bilans-des-porteurs").title == "1 porteur sur 1 a rendu son bilan"
    assert all(one.key != "textes-choisis-1" for one in document.sections)
    text = BilanText.objects.get(part="mot")
    assert choose_texts(campaign, [text.pk, 999_999], by=at(ACCEPTED)) == 1
    assert str(ChosenText.objects.get()) == "mot"
    said = section(national(LATER), "textes-choisis-1").blocks
    assert said == (Columns((Column("Coopération du Gard", "Une belle année."),)),)
    BilanText.objects.filter(pk=text.pk).update(text="Long.\n\n" + "m" * 400)
    said = section(national(LATER), "textes-choisis-1").blocks
    assert said == (Prose(title="Coopération du Gard", paragraphs=("Long.", "m" * 400)),)
    frozen = freeze_national(campaign, organisation="Maillage", by=at(LATER))
    assert FrozenBilan.objects.national(campaign).first() == frozen
    assert choose_texts(campaign, [], by=at(instant(2017, 7, 1))) == 0
    assert verify(frozen).equal, "what is chosen later changes nothing"


def test_without_a_campaign_the_national_bilan_says_nothing_of_it(cast: Cast) -> None:
    assert cast.gard
    keys = [one.key for one in national(LATER).sections]
    assert not [key for key in keys if key.startswith(("bilans-", "textes-"))]
    with pytest.raises(Refused, match="celui de toute la France"):
        compose(
            "national",
            as_of=AS_OF,
            known_at=LATER,
            printed_on=AS_OF,
            organisation="M",
            perimeter=Perimeter("departement", "30"),
        )


def test_a_bilan_without_an_owner_cannot_be(cast: Cast) -> None:
    campaign = opened([cast.gard])
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignBilan.objects.create(campaign=campaign, year=2016, asked_at=OPENED)
    with pytest.raises(LookupError):
        _owner = CampaignBilan(campaign=campaign, year=2016).subject
    row = only(campaign)
    row.state, row.sent_at = BilanState.SENT, SENT
    row.save()
    assert str(row) == "Coopération du Gard, 2016"
