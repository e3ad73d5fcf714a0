"""The table of what is told of each thing: written with each entry, so that answers cost only what they tell."""
