"""Arguments in, text out: the only folder that prints or reads the environment and the clock."""
