"""The command "maillage": Django's commands and ours, with exit codes that scripts can rely on."""

import os
import sys

from django.core.management import ManagementUtility

from maillage.common.errors import Refused

DONE, REFUSED = 0, 1


def main(argv: list[str] | None = None) -> int:
    """Run one command; answer 0 when done, 1 when refused (a sentence on stderr), 2 when misused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    arguments = ["maillage", *(sys.argv[1:] if argv is None else argv)]
    try:
        ManagementUtility(arguments).execute()
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except SystemExit as end:
        # Django ends the process itself: on misuse (2), and when a check fails (1).
        return end.code if isinstance(end.code, int) else REFUSED
    except BrokenPipeError:
        # The reader, "head" say, has what it wanted.
        return DONE
    return DONE


if __name__ == "__main__":
    sys.exit(main())
