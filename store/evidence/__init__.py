"""Evidence about a log: its checkpoints, time-stamps and witnesses, and what an auditor is given."""
