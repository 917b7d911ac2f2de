"""The copy: reading it, segmenting it, and the way back to the file."""
