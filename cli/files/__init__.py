"""Files of events, in and out: .slog and JSON Lines, read line by line, checked, recorded, and written again."""
