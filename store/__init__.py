"""Where entries and views are kept, and the proof that they were."""
