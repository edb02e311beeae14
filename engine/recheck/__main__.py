"""`python -m recheck`."""

from recheck.cli.main import main

if __name__ == "__main__":  # processes of this one import it again
    main()
