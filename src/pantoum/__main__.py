"""``python -m pantoum``: the command line."""

import sys

from pantoum.cli import main

if __name__ == "__main__":
    sys.exit(main())
