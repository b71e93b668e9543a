"""The bilans that can be composed, by code."""

from difflib import get_close_matches

from django.utils.translation import gettext as _

from maillage.bilan.definitions import (
    chiffres,
    cooperation,
    departement,
    equipe,
    financeur,
    national,
    porteur,
    rendez_vous,
)
from maillage.bilan.definitions.definition import Definition
from maillage.common.errors import Refused

DEFINITIONS: dict[str, Definition] = {
    d.code: d
    for d in (
        rendez_vous.DEFINITION,
        national.DEFINITION,
        departement.DEFINITION,
        cooperation.DEFINITION,
        porteur.DEFINITION,
        equipe.DEFINITION,
        chiffres.DEFINITION,
        financeur.DEFINITION,
    )
}


def definition(code: str) -> Definition:
    """Return a definition; refuse an unknown code, with those that exist."""
    if code in DEFINITIONS:
        return DEFINITIONS[code]
    near = get_close_matches(code, DEFINITIONS, n=1, cutoff=0.4) or sorted(DEFINITIONS)
    raise Refused(
        _("Le bilan « %(code)s » n'existe pas. Essayez : %(near)s.") % {"code": code, "near": ", ".join(near)}
    )
