"""Personal links: signed, dated, each for one purpose."""

import datetime as dt
from typing import Any

import pytest
from django.core import signing

from maillage.common.errors import Refused
from maillage.common.links import personal_link, read_link


def token_of(link: str) -> str:
    """Return the last part of an address."""
    return link.rstrip("/").rpartition("/")[2]


def test_a_link_holds_its_data_and_comes_from_the_settings(settings: Any) -> None:
    settings.SITE_URL = "https://reseau.exemple.fr"
    link = personal_link("confirmation", "unsubscribe", team=12, year=2017, name="Équipe")
    assert link.startswith("https://reseau.exemple.fr/desabonnement/")
    assert ":" not in token_of(link)
    assert read_link("confirmation", token_of(link), days=30) == {"team": 12, "year": 2017, "name": "Équipe"}


def test_a_link_serves_one_purpose() -> None:
    token = token_of(personal_link("confirmation", "unsubscribe", team=12))
    with pytest.raises(Refused, match="Ce lien n'est pas complet"):
        read_link("invitation", token, days=30)


@pytest.mark.parametrize("cut", [slice(0, -2), slice(1, None), slice(0, 0)])
def test_a_link_that_was_cut_is_refused(cut: slice) -> None:
    token = token_of(personal_link("confirmation", "unsubscribe", team=12))
    with pytest.raises(Refused, match="Ce lien n'est pas complet"):
        read_link("confirmation", token[cut], days=30)


def test_a_link_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(personal_link("confirmation", "unsubscribe", team=12))
    later = dt.timedelta(days=31).total_seconds()
    now = signing.time.time()  # type: ignore[attr-defined] # the clock that signs
    monkeypatch.setattr(signing.time, "time", lambda: now + later)  # type: ignore[attr-defined] # same
    with pytest.raises(Refused, match="Ce lien a plus de 30 jours"):
        read_link("confirmation", token, days=30)
    assert read_link("confirmation", token, days=32) == {"team": 12}
