"""Check that what a file says lies in the geography that we know: each commune once, each code followed to today."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.formats import listing
from maillage.observatory.models import Dataset, DatasetImport, Form, Lineage, Observation
from maillage.observatory.operations.checking import SHOWN, Found, Told

# Insee rounds by commune and by arrondissement: their sums differ by a few people.
AGREE_SHARE, AGREE_LEAST = 0.01, 5.0


def count_once(dataset: Dataset, found: Found, parts: dict[str, str], name: str) -> None:
    """Make Paris, Lyon and Marseille count once: the commune where it is told, else the sum of its arrondissements.

    Args:
        dataset: What the file is declared to be.
        found: What it says; changed in place.
        parts: The arrondissements, each with its commune.
        name: The file, for a refusal.

    Raises:
        Refused: A commune and its arrondissements disagree, or some arrondissements are missing.

    """
    for whole in sorted(set(parts.values())):
        told = {
            code: found.told.pop(code) for code, city in parts.items() if city == whole and code in found.told
        }
        if not told:
            continue
        found.left += len(told)
        asked = [code for code, city in parts.items() if city == whole]
        if whole in found.told:
            _refuse_disagreement(
                dataset, whole, found.told[whole], told, complete=len(told) == len(asked), name=name
            )
        elif any(figure.adds_up for figure in dataset.figures):
            if dataset.form != Form.DISTRICTS and len(told) < len(asked):
                raise Refused(
                    _(
                        "Fichier « %(name)s » : la commune %(whole)s n'y est pas, et %(n)d de ses arrondissements "
                        "manquent. Donnez le fichier entier."
                    )
                    % {"name": name, "whole": whole, "n": len(asked) - len(told)}
                )
            found.told[whole] = {
                figure.name: _sum(told, figure.name) if figure.adds_up else None for figure in dataset.figures
            }
            found.lines[whole] = min(found.lines[code] for code in told)


def _sum(told: Told, figure: str) -> float | None:
    """Return the sum of a figure; unknown where one of its terms is."""
    values = [said[figure] for said in told.values()]
    return None if None in values else sum(value for value in values if value is not None)


def _refuse_disagreement(
    dataset: Dataset, whole: str, said: dict[str, float | None], told: Told, *, complete: bool, name: str
) -> None:
    """Refuse a commune whose figures are not the sums of those of its arrondissements."""
    for figure in dataset.figures:
        sums, value = _sum(told, figure.name), said[figure.name]
        if not (figure.adds_up and complete) or sums is None or value is None:
            continue
        if abs(sums - value) > max(AGREE_LEAST, AGREE_SHARE * value):
            raise Refused(
                _(
                    "Fichier « %(name)s » : la commune %(whole)s et ses arrondissements ne s'accordent pas sur le "
                    "nombre de %(what)s (%(value)d et %(sum)d). Vérifiez le fichier."
                )
                % {"name": name, "whole": whole, "what": figure.label, "value": value, "sum": sums}
            )


def refuse_unknown_codes(
    codes: Iterable[str], found: Found, line: Lineage, *, geography: int, name: str
) -> None:
    """Refuse codes that are those of no commune, in the geography of a file nor since.

    Where the official list of that year was loaded, it is the judge; else what became of the codes is.
    """
    official = _listed(geography)
    wrong = [code for code in codes if (official and code not in official) or not line.heirs(code, geography)]
    if not wrong:
        return
    first = sorted(wrong, key=lambda code: found.lines.get(code, 0))[:SHOWN]
    raise Refused(
        _(
            "Fichier « %(name)s » : %(n)d codes ne sont pas ceux de communes au 1er janvier %(year)d, par exemple "
            "%(codes)s. Le fichier est peut-être d'un autre millésime ; s'il est le bon, chargez d'abord les "
            "mouvements de communes (maillage observatory import mouvements FICHIER)."
        )
        % {
            "name": name,
            "n": len(wrong),
            "year": geography,
            "codes": listing(
                [
                    _("%(code)s (ligne %(line)d)") % {"code": code, "line": found.lines.get(code, 0)}
                    for code in first
                ]
            ),
        }
    )


def _listed(year: int) -> set[str]:
    """Return the communes of a year, by the official list; none where it was not loaded."""
    load = DatasetImport.objects.believed().of("communes").of_year(year).first()
    return Observation.objects.codes(load) if load else set()
