"""Settings of the tests: the real ones, quicker where it changes nothing that is tested."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("MAILLAGE_SECRET_KEY", "tests-only")
os.environ.setdefault("MAILLAGE_HTTPS", "0")

from config.settings import *  # noqa: F403 - the environment must be set first

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
KEPT_PAGES = 0
PRIVATE_DIR = Path(tempfile.gettempdir()) / "maillage-essais-pieces"
