"""The kinds of import, one file each."""

from maillage.imports.kind import Kind
from maillage.imports.kinds import (
    appuis,
    candidatures,
    chiffres_publies,
    cooperations,
    equipes,
    etapes,
    formations,
    organisations,
    portages,
    programme,
    releves,
    signatures,
)

KINDS: dict[str, Kind] = {
    module.KIND.code: module.KIND
    for module in (
        organisations,
        signatures,
        cooperations,
        etapes,
        equipes,
        portages,
        appuis,
        candidatures,
        formations,
        releves,
        programme,
        chiffres_publies,
    )
}
