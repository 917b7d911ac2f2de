"""Apache Parquet: a story a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mtcheck.batch.inputs import record
from mtcheck.batch.item import Item

_ROWS = 16
"""Rows that are taken at a time."""
_BUFFER = 1 << 20


def items(path: Path, read: Callable[[int], None]) -> Iterator[Item]:
    """An item a row; the columns are those of `record.item`, and no others are read.

    ``read`` is told how far into the file the reading has come, by the share of its rows. Raises OSError.
    """
    number, size = 0, path.stat().st_size
    try:
        with pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as file:
            names = [name for name in record.COLUMNS if name in file.schema_arrow.names]
            for batch in file.iter_batches(_ROWS, columns=names, use_threads=False):
                for row in batch.to_pylist():
                    yield record.item(path, number, row)
                    number += 1
                read(size * number // max(1, file.metadata.num_rows))
    except (pa.ArrowException, UnicodeDecodeError) as error:
        said = str(error).partition("\n")[0][:200]
        yield record.problem(path, number, f"damaged from here on, or no Parquet file ({said})")
