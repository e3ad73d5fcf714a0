"""The page: a story as one file that a browser opens, with a time in it that can be dragged."""
