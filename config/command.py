"""The command "maillage": Django's commands and ours, with exit codes that scripts can rely on."""

import os
import sys
from typing import Any

from django.core.management import ManagementUtility
from django.core.management.base import BaseCommand, CommandError, CommandParser

from maillage.common.errors import Refused

DONE, REFUSED, USAGE = 0, 1, 2


class Utility(ManagementUtility):
    """Run commands that let their errors reach the caller, which alone speaks to the shell."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return a command; an unknown one is misuse."""
        try:
            command = super().fetch_command(subcommand)
        except SystemExit as end:
            raise SystemExit(USAGE) from end
        create = command.create_parser

        def create_parser(prog_name: str, subcommand: str, **options: Any) -> CommandParser:
            parser = create(prog_name, subcommand, **options)
            parser.set_defaults(traceback=True)  # Django's word for "do not print the error yourself"
            return parser

        command.create_parser = create_parser  # type: ignore[method-assign] # on this one command
        return command


def main(argv: list[str] | None = None) -> int:
    """Run one command; answer 0 when done, 1 when refused (a sentence on stderr), 2 when misused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    arguments = ["maillage", *(sys.argv[1:] if argv is None else argv)]
    try:
        Utility(arguments).execute()
        sys.stdout.flush()
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return error.returncode
    except SystemExit as end:
        # Django ends the process itself: on misuse (2), and when a check fails (1).
        return end.code if isinstance(end.code, int) else REFUSED
    except BrokenPipeError:
        # The reader, "head" say, has what it wanted; nothing is left to write when Python closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return DONE


if __name__ == "__main__":
    sys.exit(main())
