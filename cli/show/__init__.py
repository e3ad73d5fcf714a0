"""Answers as text: what people read."""
