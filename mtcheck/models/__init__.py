"""Models: language model, error tagger, parser, encoders and translators, and where their weights come from."""
