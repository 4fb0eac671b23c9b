"""The start of the program: ``statusgen``, or ``python -m statusgen``."""

import sys

try:
    from statusgen.commands import main
except KeyboardInterrupt:  # before any command can say that it was interrupted
    sys.exit(130)

if __name__ == "__main__":
    main(prog_name="statusgen")
