"""Renderers: a Document in, a file out; none of them queries."""

from collections.abc import Callable, Mapping

from maillage.bilan.document import Document
from maillage.bilan.renderers import html, json, pdf, pptx, xlsx

RENDERERS: Mapping[str, Callable[[Document], bytes]] = {
    "html": html.render,
    "pdf": pdf.render,
    "pptx": pptx.render,
    "xlsx": xlsx.render,
    "json": json.render,
}

CONTENT_TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

__all__ = ["CONTENT_TYPES", "RENDERERS"]
