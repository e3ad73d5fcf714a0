"""Ways to look at a log: folds over its entries."""
