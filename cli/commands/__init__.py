"""One file a command or small group of commands."""
