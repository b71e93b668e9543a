"""Laying bilans out: the parts of each in their order, what is said above them, the cover, the versions of before."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.bilan.definitions import DEFINITIONS
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.forms import ArrangeForm, CommentForm, CoverForm
from maillage.bilan.layout import layout_of, placed_parts
from maillage.bilan.models import BilanLayout
from maillage.bilan.operations.layouts import Cover, comment_part, dress, go_back, move_part, show_part
from maillage.bilan.renderers.html import dressed_page
from maillage.bilan.views.page import RUN, root, run, show
from maillage.common.acts import carry_out
from maillage.common.attachments import PICTURES, examined, refuse_heavy
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import author, data_of, needs

LATEST = 12  # versions shown


def laid_out(request: HttpRequest, code: str) -> tuple[Definition, BilanLayout | None]:
    """Return a bilan and the version that stands, to those who run the bilans."""
    needs(request, RUN)
    if code not in DEFINITIONS:
        raise Http404(code)
    return DEFINITIONS[code], BilanLayout.objects.believed().of(code).first()


def way_to(chosen: Definition | None = None) -> list[Crumb]:
    """Return the pages above one of a layout."""
    above = [Crumb(label=_("Mettre en page"), url=reverse("bilan_layouts"))]
    if chosen is None:
        return above
    return [*above, Crumb(label=chosen.name, url=reverse("bilan_layout", args=[chosen.code]))]


def bilan_layouts(request: HttpRequest) -> HttpResponse:
    """List the bilans that may be laid out, and since when each is so."""
    needs(request, RUN)
    standing = {row.definition: row for row in BilanLayout.objects.believed()}
    rows = [(one, standing.get(one.code)) for one in DEFINITIONS.values()]
    return show(request, "layouts.html", Crumb(label=_("Mettre en page")), rows=rows)


def bilan_layout(request: HttpRequest, code: str) -> HttpResponse:
    """Show the parts of a bilan in their order; one button moves one, hides it or shows it."""
    chosen, row = laid_out(request, code)
    form = ArrangeForm(data_of(request))
    here = reverse("bilan_layout", args=[code])
    return carry_out(
        request,
        form,
        template="bilan/layout.html",
        do=lambda: _arrange(chosen, form, author(request, RUN)),
        then=lambda _made: f"{here}#{form.cleaned_data['choice'][1]}",
        said=_("C'est fait. Le bilan est mis en page ainsi dès maintenant."),
        context={
            "crumbs": [root(), *way_to(), Crumb(label=chosen.name)],
            "chosen": chosen,
            "row": row,
            "placed": placed_parts(chosen, row.parts if row else ()),
            "versions": list(BilanLayout.objects.of(code).select_related("recorded_by")[:LATEST]),
        },
    )


def _arrange(chosen: Definition, form: ArrangeForm, by: Author) -> BilanLayout:
    """Do what the button that was pressed says."""
    act, part = form.cleaned_data["choice"]
    if act in {"monter", "descendre"}:
        return move_part(chosen.code, part, down=act == "descendre", by=by)
    return show_part(chosen.code, part, shown=act == "montrer", by=by)


def comment_bilan_part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Say something above a part."""
    chosen, row = laid_out(request, code)
    found = _part(chosen, part)
    held = {one.part.code: one.comment for one in placed_parts(chosen, row.parts if row else ())}
    form = CommentForm(data_of(request), initial={"comment": held[part]})
    return run(
        request,
        form,
        _("Commenter : %s") % found.name,
        lambda _on, by: comment_part(code, part, form.cleaned_data["comment"], by=by),
        way=way_to(chosen),
        lines=[str(found.explained)],
    )


def _part(chosen: Definition, code: str) -> Part:
    """Return a part of a bilan."""
    found = chosen.part(code)
    if found is None:
        raise Http404(code)
    return found


def dress_bilan(request: HttpRequest, code: str) -> HttpResponse:
    """Dress the cover of a bilan: its words, its colours, its picture."""
    chosen, row = laid_out(request, code)
    names = ("title", "subtitle", "organisation", "colour", "accent", "logo_alt")
    held = {name: getattr(row, name) for name in names} if row else {}
    form = CoverForm(data_of(request), request.FILES or None, initial=held)

    def do(_on: object, by: Author) -> BilanLayout:
        refuse_heavy(request)
        given = dict(form.cleaned_data)
        sent = given.pop("logo")
        logo = examined(sent.name, sent.file, allowed=PICTURES) if sent else None
        return dress(code, Cover(**given, logo=logo), by=by)

    return run(
        request,
        form,
        _("La couverture : %s") % chosen.name,
        do,
        way=way_to(chosen),
        multipart=True,
        lines=[_("Ces mots, ces couleurs et ce logo sont dans la page, le livret et la présentation.")],
    )


def restore_layout(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Lay a bilan out as in a version of before; 0 is as the software made it."""
    chosen, _row = laid_out(request, code)
    found = get_object_or_404(BilanLayout.objects.of(code), pk=version) if version else None
    placed = layout_of(chosen, found).placed
    return run(
        request,
        WorkForm(data_of(request)),
        _("Reprendre cette mise en page"),
        lambda _on, by: go_back(code, found, by=by),
        way=way_to(chosen),
        button=_("Reprendre"),
        lines=[
            _("Dans l'ordre : %s.") % ", ".join(str(one.part.name) for one in placed if one.shown),
            _("Rien n'est perdu : la mise en page de maintenant reste dans la liste des versions."),
        ],
    )


@login_not_required
@require_safe
def bilan_style(request: HttpRequest, version: int) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Give the colours of the cover of a version, as a style sheet."""
    row = get_object_or_404(BilanLayout, pk=version)
    look = layout_of(DEFINITIONS[row.definition], row).look if row.definition in DEFINITIONS else None
    answer = HttpResponse(dressed_page(look) if look else "", content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
