"""Alignment: segments to segments, words to words, and what stands on the other side of a span."""
