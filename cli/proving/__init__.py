"""What commands that sign, prove and verify need beside the log: keys, policies, anchors."""
