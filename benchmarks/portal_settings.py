"""The settings of the site, with an empty page beside the others."""

from config.settings import *  # noqa: F403 - the same settings, but for the addresses

ROOT_URLCONF = "benchmarks.portal_site"
