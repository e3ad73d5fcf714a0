"""Run the command line: `python -m sitlog`."""

from sitlog.cli.app import main

if __name__ == "__main__":
    main()
