"""Canonical forms of what people type: one package serves forms, the API and imports."""

from maillage.common.normalise.contacts import email, telephone, url
from maillage.common.normalise.days import Day, parse_day
from maillage.common.normalise.identifiers import rna, siren, siret
from maillage.common.normalise.names import near_key
from maillage.common.normalise.numbers import parse_boolean, parse_decimal, parse_euros, parse_integer
from maillage.common.normalise.slips import one_slip
from maillage.common.normalise.text import clean_text, fold, slugify_fr

__all__ = [
    "Day",
    "clean_text",
    "email",
    "fold",
    "near_key",
    "one_slip",
    "parse_boolean",
    "parse_day",
    "parse_decimal",
    "parse_euros",
    "parse_integer",
    "rna",
    "siren",
    "siret",
    "slugify_fr",
    "telephone",
    "url",
]
