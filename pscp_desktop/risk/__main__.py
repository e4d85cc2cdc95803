"""`python -m pscp_desktop.risk`: the methods on files, without the desk."""

import sys

from pscp_desktop.risk.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
