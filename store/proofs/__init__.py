"""The forms of proof that standards define: Merkle trees, signed notes, checkpoints, disclosures, canonical JSON."""
