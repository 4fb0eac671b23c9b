"""``python -m statusgen``."""

from statusgen.commands import main

if __name__ == "__main__":
    main(prog_name="statusgen")
