"""How to reach an organisation: changed by one person at a time."""

import pytest

from maillage.accounts.models import Entry
from maillage.common.versions import Conflict
from maillage.network.models import Organisation
from maillage.network.operations.organisations import change_contact
from maillage.network.operations.places import Contact
from tests.cast import Cast
from tests.network.signing import DECIDED, officer

NEW = Contact(website="https://ccas.exemple", telephone="04 66 00 00 01", email="ccas@ales.exemple")


def test_the_contact_is_changed(cast: Cast) -> None:
    change_contact(cast.ccas, NEW, version=1, on=DECIDED, by=officer())
    kept = Organisation.objects.get(pk=cast.ccas.pk)
    assert (kept.website, kept.telephone, kept.email) == NEW
    assert (kept.version, kept.saved_by) == (2, None)
    assert Entry.objects.about(kept)[0].what == "a changé les coordonnées de « CCAS d'Alès »"


def test_nobody_writes_over_another(cast: Cast) -> None:
    change_contact(cast.ccas, NEW, version=1, on=DECIDED, by=officer())
    with pytest.raises(Conflict) as conflict:
        change_contact(cast.ccas, Contact(email="autre@ales.exemple"), version=1, on=DECIDED, by=officer())
    assert conflict.value.current.email == "ccas@ales.exemple"  # type: ignore[attr-defined] # an organisation
    assert Organisation.objects.get(pk=cast.ccas.pk).email == "ccas@ales.exemple"
