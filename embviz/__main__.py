"""``python -m embviz``: see `embviz.shell`."""

import sys

from embviz.shell import main

if __name__ == "__main__":
    sys.exit(main())
