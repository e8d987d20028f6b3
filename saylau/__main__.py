"""``python -m saylau`` is ``saylau``."""

from sim.cli import main

if __name__ == "__main__":
    main()
