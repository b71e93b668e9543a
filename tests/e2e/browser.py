"""A real browser for the tests: Debian's Chromium, through Playwright, with axe to look for barriers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path(os.environ.get("MAILLAGE_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# WCAG 2.2 A and AA, and the good practices that axe knows.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Theme = Literal["light", "dark"]


def missing() -> str:
    """Say why no browser can be started here; nothing when one can."""
    if CHROMIUM.exists():
        return ""
    return (
        f"TESTS DE NAVIGATEUR NON JOUÉS : pas de Chromium à {CHROMIUM}. "
        "Installez-le (apt install chromium) ou donnez son chemin dans MAILLAGE_CHROMIUM."
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, and stop it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser, *, base_url: str, width: int = 1280, theme: Theme = "light", javascript: bool = True
) -> Iterator[Page]:
    """Open a page of a given width, on a fresh profile; what it writes on the console or breaks on is kept."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": 800},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme=theme,
        reduced_motion="reduce",
        java_script_enabled=javascript,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def axe_violations(page: Page) -> list[str]:
    """Return the barriers that axe finds on a page, one line each: rule, why, where."""
    if not page.evaluate("() => typeof window.axe === 'object'"):
        # Through the protocol, not as a script of the page: its security policy stays as it is in use.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        """async (rules) => {
            const result = await axe.run(document, {runOnly: {type: "tag", values: rules}});
            return result.violations.flatMap((rule) => rule.nodes.map(
                (node) => `${rule.id} : ${node.target.join(" ")} : ${node.failureSummary.replace(/\\s+/g, " ")}`));
        }""",
        RULES,
    )
    return found


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    wider: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wider
