"""``python -m pgmomentum``."""

from pgmomentum.cli import main

if __name__ == "__main__":
    main(prog_name="pgmomentum")
