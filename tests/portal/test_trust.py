"""Pages of trust: who runs the site, what it keeps, how open it is; and what hostile addresses get."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from maillage.common import audit as audits
from maillage.common.audit import Audit, Conformity, Criterion, Finding, Means, Theme, audit, read_audit
from maillage.common.models import Message
from maillage.network.models import Cooperation, CooperationStage, Team
from maillage.portal import trust
from maillage.portal.sitemaps import PAGES
from tests.cast import Cast
from tests.portal.reading import read

TOLD = {
    "publisher": "Réseau des Tilleuls",
    "publisher_form": "association loi 1901, RNA W301000000",
    "publisher_address": "1 place du Marché, 30000 Nîmes",
    "director": "Jeanne Roy",
    "host": "Hébergeur des Tilleuls",
    "host_address": "2 rue des Serveurs, 75000 Paris",
    "host_telephone": "0199000001",
    "email": "bonjour@tilleuls.exemple",
    "privacy_email": "donnees@tilleuls.exemple",
    "security_email": "",
}
ADDRESS = "https://reseau.tilleuls.exemple"
EVIL = "evil.exemple"


@pytest.fixture
def told(settings: Settings) -> Settings:
    """Fill in the settings, as a real site does."""
    settings.LEGAL = TOLD
    settings.SITE_URL = ADDRESS
    return settings


@pytest.mark.django_db
def test_the_legal_notice_comes_from_the_settings(client: Client, told: Settings) -> None:
    said = read(client, "/mentions/")
    for words in (
        "Réseau des Tilleuls",
        "RNA W301000000",
        "Jeanne Roy",
        "2 rue des Serveurs",
        "01 99 00 00 01",
    ):
        assert words in said
    assert "non renseigné" not in said
    assert told.LEGAL["email"] in said


@pytest.mark.django_db
def test_what_nobody_filled_in_is_said_frankly(client: Client, settings: Settings) -> None:
    settings.LEGAL = dict.fromkeys(TOLD, "")
    assert "Éditeur non renseigné" in read(client, "/mentions/")
    assert "L'éditeur de ce site n'est pas renseigné." in read(client, "/vie-privee/")
    assert "adresse non renseignée" in read(client, "/vie-privee/")
    assert "Qui publie ce site n'est pas encore renseigné" in read(client, "/accessibilite/")
    assert len(trust.missing()) == len(trust.REQUIRED)
    settings.LEGAL = TOLD
    assert trust.missing() == []


@pytest.mark.usefixtures("told")
@pytest.mark.django_db
def test_the_privacy_page_is_drawn_from_the_fields(client: Client) -> None:
    said = read(client, "/vie-privee/")
    assert "Répondre à votre demande." in said
    assert "Votre accord" in said
    assert "12 mois après le dernier contact" in said
    assert "Le site, chaque nuit" in said
    assert "Réseau des Tilleuls." in said
    assert "donnees@tilleuls.exemple" in said
    assert "CNIL" in said


def test_the_audit_holds_the_106_criteria_once_each() -> None:
    found = audit()
    numbers = [row.number for theme in found.themes for row in theme.criteria]
    sizes = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
    assert numbers == [f"{t}.{n}" for t, size in enumerate(sizes, 1) for n in range(1, size + 1)]
    assert found.total == 106
    assert {reverse(name) for name in found.sample}
    for theme in found.themes:
        for row in theme.criteria:
            checked = row.finding in {Finding.MET, Finding.FAILED}
            assert checked == (row.means != Means.NONE), row.number  # what is found says how
            assert row.means != Means.READING or row.finding != Finding.MET or row.words
            assert row.note or row.finding in {Finding.MET, Finding.UNSEEN}, row.number


def test_the_audit_names_the_tool_of_the_tests() -> None:
    axe = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")[:40]
    (version,) = re.findall(r"axe v(\d+\.\d+)", axe)
    assert f"axe-core {version}" in audit().tools


def _audit(*findings: Finding) -> Audit:
    criteria = tuple(
        Criterion(number=f"1.{n}", words="", finding=finding, means=Means.TEST, note="")
        for n, finding in enumerate(findings)
    )
    return Audit(
        reference="RGAA", on=dt.date(2016, 2, 29), tools=(), technologies=(), assistive=(), exemptions=(), sample=(),
        themes=(Theme(name="", criteria=criteria),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "rate", "said"),
    [
        ((), None, Conformity.NONE),
        ((Finding.OUT,), None, Conformity.NONE),
        ((Finding.MET, Finding.OUT), "100", Conformity.FULL),
        ((Finding.MET, Finding.MET, Finding.FAILED), "66.6", Conformity.PARTIAL),
        ((Finding.MET, Finding.FAILED), "50", Conformity.PARTIAL),
        ((Finding.MET, Finding.FAILED, Finding.FAILED), "33.3", Conformity.NONE),
        ((Finding.MET, Finding.MET, Finding.UNSEEN), "66.6", Conformity.NONE),
    ],
)
def test_conformity_is_counted(findings: tuple[Finding, ...], rate: str | None, said: Conformity) -> None:
    found = _audit(*findings)
    assert found.rate == (None if rate is None else Decimal(rate))
    assert found.conformity(dt.date(2019, 2, 28)) == said
    assert found.conformity(dt.date(2019, 3, 1)) == Conformity.NONE  # after three years it proves nothing


@pytest.mark.usefixtures("told")
@pytest.mark.django_db
def test_the_declaration_says_its_rate_its_holes_and_where_to_turn(client: Client) -> None:
    found = audit()
    said = read(client, "/accessibilite/")
    assert f"{found.count(Finding.MET)} critères sur {found.applicable}" in said
    assert f"Non vérifié : {found.count(Finding.UNSEEN)}" in said
    assert "critères restent à juger par des personnes" in said
    assert "Défenseur des droits" in said
    assert "Réseau des Tilleuls s'engage" in said
    assert "13.12" in said
    assert f"{ADDRESS}/equipes/" in said


@pytest.mark.django_db
def test_every_page_says_how_accessible_the_site_declares_itself(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "Accessibilité : non conforme" in read(client, "/mentions/")
    text = re.sub(
        r'etat = "non-verifie"',
        'etat = "non-conforme", par = "essai"',
        audits.FILE.read_text(encoding="utf-8"),
    )
    (tmp_path / "rgaa.toml").write_text(
        text.replace("2026-11-23", f"{timezone.localdate():%Y-%m-%d}"), encoding="utf-8"
    )
    other = read_audit(tmp_path / "rgaa.toml")
    monkeypatch.setattr("maillage.common.templatetags.maillage.audit", lambda: other)
    monkeypatch.setattr("maillage.portal.views.trust.audit", lambda: other)
    said = read(client, "/accessibilite/")
    assert "Accessibilité : partiellement conforme" in said
    assert "Un bouton dit ce qu'il fait" in said
    assert "restent à juger" not in said


@pytest.mark.django_db
def test_the_credits_name_every_file_licence_and_day(client: Client) -> None:
    said = read(client, "/sources/")
    for row in trust.embedded():
        assert f"{row.name} {row.version} {row.licence} 23 novembre 2026 {row.file}" in said
    for words in ("Licence Ouverte 2.0", "CC BY 4.0", "SIL Open Font License", "django-htmx", "AGPL"):
        assert words in said
    names = {row.name for row in trust.libraries()}
    assert {"django", "numpy", "typst"} <= names
    assert all(row.licence and row.version for row in trust.libraries())


@pytest.mark.django_db
def test_a_flaw_is_reported_where_the_settings_say(client: Client, told: Settings) -> None:
    answer = client.get("/.well-known/security.txt")
    lines = dict(row.split(": ", 1) for row in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:bonjour@tilleuls.exemple"
    until = dt.datetime.strptime(lines["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    assert dt.timedelta(days=100) < until - timezone.now() < dt.timedelta(days=365)
    assert lines["Canonical"] == f"{ADDRESS}/.well-known/security.txt"
    told.LEGAL = {**TOLD, "security_email": "faille@tilleuls.exemple"}
    assert "mailto:faille@" in client.get("/.well-known/security.txt").content.decode()
    told.LEGAL = dict.fromkeys(TOLD, "")
    assert "Contact: tel:+33199001234" in client.get("/.well-known/security.txt").content.decode()


@pytest.mark.django_db
def test_robots_are_told_what_to_leave(client: Client, told: Settings) -> None:
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /espace/\n" in said
    assert "Disallow: /\n" not in said
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in said
    told.DEMO = True
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/", "http://serveur.exemple/reseau"])
def test_the_sitemap_lists_the_public_pages_at_the_address_of_the_settings(
    client: Client, cast: Cast, settings: Settings, address: str
) -> None:
    settings.SITE_URL = address
    base = address.rstrip("/")
    answer = client.get("/sitemap.xml", headers={"x-forwarded-host": EVIL})
    assert answer["Content-Type"] == "application/xml"
    listed = re.findall(r"<loc>([^<]+)</loc>", answer.content.decode())
    assert len(listed) == len(set(listed))
    assert all(url.startswith(f"{base}/") for url in listed)
    for path in (
        *(reverse(name) for name in PAGES),
        "/departements/974/",
        "/chiffres/equipes/",
        cast.tilleul.get_absolute_url(),
        cast.gard.get_absolute_url(),
        cast.voisins.get_absolute_url(),
    ):
        assert f"{base}{path}" in listed, path
    assert f"{base}{cast.branche.get_absolute_url()}" not in listed  # it signed nothing


def test_what_is_closed_is_not_listed(client: Client, cast: Cast) -> None:
    Team.objects.get(pk=cast.causse.pk).stage_changes.update(stage="close")
    cast.nord.stage_changes.update(stage=CooperationStage.CLOSED)
    said = client.get("/sitemap.xml").content.decode()
    assert cast.causse.slug not in said
    assert Cooperation.objects.get(pk=cast.nord.pk).slug not in said


@pytest.mark.parametrize(
    "headers",
    [
        {"host": EVIL},
        {"host": f"testserver@{EVIL}"},
        {"host": f"{EVIL}:80\r\nX: y"},
        {"host": ""},
        {"host": "é" * 300},
    ],
)
@pytest.mark.parametrize(
    "path", ["/", "/sitemap.xml", "/.well-known/security.txt", "/robots.txt", "/connexion/"]
)
@pytest.mark.usefixtures("cast")
def test_a_hostile_host_is_refused_in_words_and_never_repeated(
    client: Client, headers: dict[str, str], path: str
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 400
    assert "n'est pas pour ce site" in answer.content.decode().replace("&#x27;", "'")
    assert EVIL not in answer.content.decode() + str(answer.headers)


FORWARDED = {
    "x-forwarded-host": EVIL,
    "x-forwarded-for": f"{EVIL}, 10.0.0.1, <script>",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "666",
    "x-original-url": f"//{EVIL}/",
    "forwarded": f"for={EVIL};host={EVIL};proto=https",
}


@pytest.mark.parametrize(
    "path",
    ["/", "/equipes/equipe-du-tilleul/", "/chiffres/signataires/", "/mentions/", "/sitemap.xml", "/robots.txt",
     "/.well-known/security.txt", "/bilan/rendez-vous/", "/demandes/aider/", "/connexion/", "/rien/"],
)  # fmt: skip
@pytest.mark.usefixtures("cast")
def test_what_a_proxy_would_say_is_not_believed(client: Client, path: str) -> None:
    answer = client.get(path, headers=FORWARDED)
    assert answer.status_code == (404 if path == "/rien/" else 200)
    assert EVIL not in answer.content.decode() + str(answer.headers)


@pytest.mark.usefixtures("cast")
def test_no_message_holds_the_address_of_a_hostile_request(client: Client) -> None:
    given = {"name": "Paul", "email": "paul@exemple.fr", "place": "Nîmes", "consent": "on"}
    answer = client.post(
        "/demandes/aider/", {**given, "form_token": "jeton-de-la-page-hostile"}, headers=FORWARDED
    )
    assert answer.status_code == 303
    assert EVIL not in str(answer.headers) + answer.content.decode()
    written = list(Message.objects.all())
    assert written
    assert all(EVIL not in row.text + row.subject for row in written)
