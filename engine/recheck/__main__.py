"""`python -m recheck`."""

from recheck.cli.main import main

main()
