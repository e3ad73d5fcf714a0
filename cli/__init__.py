"""Arguments in, text out: the only folder that prints or reads the environment and the clock."""

import os

# Of pydantic's plugins none is used here; to look for them among all installed packages takes a tenth of the start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
