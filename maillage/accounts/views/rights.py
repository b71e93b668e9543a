"""Who may do what: the table of the roles, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maillage.accounts.exports import matrix, sheets
from maillage.accounts.roles import REACHED, PerimeterKind


def rights(request: HttpRequest) -> HttpResponse:
    """Show the table of the roles."""
    return render(
        request,
        "accounts/rights.html",
        {
            "sheets": sheets(),
            "matrix": matrix(),
            "reached": [(kind.label, REACHED[kind]) for kind in PerimeterKind],
        },
    )
