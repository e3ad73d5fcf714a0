"""The times that people type, and the zones and days that they are meant in."""
