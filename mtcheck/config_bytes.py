"""The configuration as bytes, for the processes that check with it and for what is to be found again by it."""

from __future__ import annotations

import msgspec

from mtcheck.config import Config, as_path


def encode_config(config: Config) -> bytes:
    """The configuration as bytes, the same for the same one."""
    return msgspec.msgpack.encode(config, enc_hook=str, order="deterministic")


def decode_config(data: bytes) -> Config:
    """The configuration of these bytes; raises `msgspec.MsgspecError`."""
    return msgspec.msgpack.decode(data, type=Config, dec_hook=as_path)
