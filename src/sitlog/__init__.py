"""sitlog: an event-sourced situation log with replay."""

__version__ = "0.1.0"
