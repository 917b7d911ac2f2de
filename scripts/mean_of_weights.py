"""The mean of weights that were trained from the same beginning (Wortsman et al. 2022, "Model soups").

usage: mean_of_weights.py OUT.safetensors WEIGHTS.safetensors WEIGHTS.safetensors…
"""

from __future__ import annotations

import argparse
from pathlib import Path

from mtcheck.models.bert import read_tuned, write_tuned


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("weights", type=Path, nargs="+")
    chosen = parser.parse_args()
    every = [read_tuned(path) for path in chosen.weights]
    write_tuned({name: sum(one[name] for one in every) / len(every) for name in every[0]}, chosen.out)


if __name__ == "__main__":
    main()
