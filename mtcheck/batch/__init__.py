"""Many stories: read as a stream, cut into shards, checked by an engine, kept as Parquet."""
