"""Figures of organisations: who signed the charter, who is a member. One is not the other."""

from django.utils.translation import gettext_lazy as _

from maillage.indicators.algebra import Periods, attribute
from maillage.indicators.catalogue.dimensions import COLLEGE, NATURE
from maillage.indicators.definitions import Stock
from maillage.indicators.register import Register
from maillage.network.models import Membership, Organisation, Signature


def _signatories(register: Register) -> Periods:
    """Return who has a signature in force, with their kind and seat."""
    return attribute(register.signatures, register.organisations)


def _members(register: Register) -> Periods:
    """Return who is a member, with their kind and seat."""
    return attribute(register.memberships, register.organisations)


INDICATORS = (
    Stock(
        code="signataires",
        title=_("Signataires de la charte nationale"),
        one=_("organisation a signé la charte"),
        many=_("organisations ont signé la charte"),
        unit=_("organisation"),
        definition=_(
            "Organisations distinctes dont une signature de la charte nationale est en vigueur ce jour-là. Une "
            "organisation qui signe une nouvelle version ne compte qu'une fois ; une signature terminée ne compte "
            "plus. Un signataire n'est pas un membre de l'association."
        ),
        source=_("registre des signatures"),
        subject=Organisation,
        fact=Signature,
        population=_signatories,
        dimensions=(NATURE,),
    ),
    Stock(
        code="membres",
        title=_("Membres de l'association"),
        one=_("organisation est membre de l'association"),
        many=_("organisations sont membres de l'association"),
        unit=_("organisation"),
        definition=_(
            "Organisations distinctes dont l'adhésion à l'association est en cours ce jour-là. Un membre n'est pas "
            "toujours signataire de la charte."
        ),
        source=_("registre des adhésions"),
        subject=Organisation,
        fact=Membership,
        population=_members,
        dimensions=(NATURE, COLLEGE),
    ),
)
