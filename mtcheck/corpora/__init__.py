"""Facts about languages and newsrooms, from the tables of the top-level `corpora/`."""
