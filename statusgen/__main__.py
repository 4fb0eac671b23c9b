"""``python -m statusgen``."""

from statusgen.cli import main

if __name__ == "__main__":
    main(prog_name="statusgen")
