"""The sentence for each reason not to read a file: where, what is wrong, what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.errors import Refused
from maillage.common.formats import number
from maillage.common.spreadsheet_child.bounds import MEGABYTE, Limits, Place
from maillage.common.spreadsheets.values import cell_name

REMEDY = gettext_lazy("Enregistrez le tableau au format XLSX, ODS ou CSV, puis recommencez.")

_NATURES = {
    "xlsx": gettext_lazy("un classeur Excel (XLSX)"),
    "xlsb": gettext_lazy("un classeur Excel binaire (XLSB)"),
    "xls": gettext_lazy("un ancien classeur Excel (XLS)"),
    "ods": gettext_lazy("un classeur LibreOffice (ODS)"),
    "csv": gettext_lazy("du texte (CSV)"),
    "pdf": gettext_lazy("un PDF"),
    "image": gettext_lazy("une image"),
    "rtf": gettext_lazy("un document de traitement de texte"),
    "document": gettext_lazy("un document de traitement de texte"),
    "slides": gettext_lazy("un diaporama"),
    "archive": gettext_lazy("une archive compressée"),
    "markup": gettext_lazy("une page web ou du XML"),
}
_UNKNOWN = gettext_lazy("un fichier d'une sorte inconnue")

_REASONS = {
    "absent": gettext_lazy("il n'existe pas, ou plus. Choisissez-le de nouveau."),
    "folder": gettext_lazy("c'est un dossier. Choisissez un fichier XLSX, ODS ou CSV."),
    "forbidden": gettext_lazy("on n'a pas le droit de le lire. Copiez-le ailleurs, puis recommencez."),
    "too_big": gettext_lazy(
        "il pèse plus de %(megabytes)d Mo. Gardez seulement le tableau à importer, ou coupez-le en plusieurs fichiers."
    ),
    "empty": gettext_lazy(
        "il est vide. Choisissez un fichier qui contient un tableau et ses titres de colonnes."
    ),
    "encrypted": gettext_lazy(
        "il est protégé par un mot de passe. Ouvrez-le, enregistrez-en une copie sans mot de passe, puis recommencez."
    ),
    "cut": gettext_lazy(
        "il est abîmé ou coupé : sa fin manque. Téléchargez-le ou copiez-le de nouveau, puis recommencez."
    ),
    "broken": gettext_lazy(
        "il est abîmé et ne se lit pas jusqu'au bout. Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom, "
        "puis recommencez."
    ),
    "bomb": gettext_lazy(
        "décompressé, il prendrait une place démesurée. Recopiez le tableau dans un classeur neuf, puis recommencez."
    ),
    "doctype": gettext_lazy(
        "il contient des définitions qu'aucun tableur n'écrit. Recopiez le tableau dans un classeur neuf."
    ),
    "too_heavy": gettext_lazy(
        "le lire demande trop de mémoire ou de temps. Recopiez seulement le tableau dans un classeur neuf, "
        "puis recommencez."
    ),
    "too_far": gettext_lazy(
        "il y a une valeur si loin, mais on lit %(rows)s lignes, %(columns)s colonnes et %(cells)s cases au plus. "
        "Effacez les lignes et les colonnes inutiles, ou coupez le tableau en plusieurs fichiers."
    ),
    "too_much_text": gettext_lazy("il contient trop de texte. Coupez le tableau en plusieurs fichiers."),
    "long_cell": gettext_lazy(
        "cette case contient plus de %(cell_length)s caractères. Raccourcissez-la ; dans un CSV, vérifiez "
        "que chaque guillemet ouvert se ferme."
    ),
    "quotes": gettext_lazy(
        "un guillemet s'ouvre sans se fermer, ou se ferme au milieu d'une case. Corrigez-le, ou enregistrez le "
        "tableau au format XLSX."
    ),
    "two_encodings": gettext_lazy(
        "les accents sont écrits de deux façons dans le même fichier. Enregistrez le tableau au format XLSX, ou en CSV "
        "UTF-8."
    ),
    "unknown_encoding": gettext_lazy(
        "ce texte ne se lit pas. Enregistrez le tableau au format XLSX, ou en CSV UTF-8."
    ),
    "no_header": gettext_lazy(
        "la ligne de titres manque : la première ligne remplie doit porter le nom de chaque colonne. "
        "Ajoutez-la au-dessus des données."
    ),
    "no_rows": gettext_lazy(
        "il n'y a que des titres de colonnes. Ajoutez au moins une ligne au-dessous, puis recommencez."
    ),
    "header_twice": gettext_lazy(
        "le titre de colonne « %(found)s » est déjà celui de la case %(other)s. Renommez ou supprimez l'une des deux "
        "colonnes ; si cette feuille ne sert pas, supprimez-la."
    ),
    "untitled": gettext_lazy(
        "cette ligne a plus de cases que la ligne de titres. Si une case contient le séparateur, mettez-la entre "
        "guillemets ; sinon donnez un titre à la colonne."
    ),
}


def refuse(
    name: str, code: str, *, place: Place | None = None, found: str = "", other: str = "", limits: Limits
) -> Refused:
    """Return the refusal of a file, with the place of what is wrong."""
    reason = str(_REASONS[code]) % {
        "found": found,
        "other": other,
        "megabytes": limits.file_bytes // MEGABYTE,
        "rows": number(limits.rows),
        "columns": number(limits.columns),
        "cells": number(limits.cells),
        "cell_length": number(limits.cell_length),
    }
    return Refused(_("%(where)s : %(reason)s") % {"where": _where(name, place or Place()), "reason": reason})


def _where(name: str, place: Place) -> str:
    where = [_("Fichier « %(name)s »") % {"name": name}]
    if place.sheet:
        where.append(_("feuille « %(sheet)s »") % {"sheet": place.sheet})
    if place.line and place.column:
        where.append(_("case %(cell)s") % {"cell": cell_name(place.line, place.column)})
    elif place.line:
        where.append(_("ligne %(line)d") % {"line": place.line})
    return ", ".join(where)


def refuse_nature(name: str, *, claimed: str, found: str) -> Refused:
    """Return the refusal of a file whose content is not what its name says, or is no table."""
    words = {"name": name, "found": _NATURES.get(found, _UNKNOWN), "remedy": REMEDY}
    if claimed in _NATURES and claimed != found:
        return Refused(
            _("Le fichier « %(name)s » n'est pas %(claimed)s : c'est %(found)s. %(remedy)s")
            % {**words, "claimed": _claim(claimed)}
        )
    return Refused(_("Le fichier « %(name)s » ne peut pas être lu : c'est %(found)s. %(remedy)s") % words)


def _claim(kind: str) -> str:
    """Return a kind as it is denied: « n'est pas du texte » reads badly, « n'est pas un fichier CSV » well."""
    return {
        "xlsx": _("un classeur Excel"),
        "xls": _("un ancien classeur Excel"),
        "ods": _("un classeur LibreOffice"),
    }.get(kind, _("un fichier CSV"))
