"""Models: language model and parser, and where their weights come from."""
