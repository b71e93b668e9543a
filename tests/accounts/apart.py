"""The site in a process of its own, as another worker of the server is."""

import os
import subprocess
import sys
from pathlib import Path


def in_a_process(folder: Path, *arguments: str, **environment: str) -> str:
    """Run Python in a process that reads its settings anew; return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILLAGE_")}
    done = subprocess.run(
        [sys.executable, *arguments],
        env={
            **kept,
            "MAILLAGE_VAR": str(folder),
            "MAILLAGE_HTTPS": "0",
            "DATABASE_URL": f"sqlite:///{folder / 'base.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
