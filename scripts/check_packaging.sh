#!/bin/sh
# Build the wheel, install it with the lowest and with the newest versions that pyproject.toml allows, each in an
# environment of its own, and run the tests there against the installed package.
#
# usage: check_packaging.sh FOLDER [TORCH]
#
# FOLDER is made and holds some 3 GB; remove it afterwards. TORCH is a folder with torch's CPU build, where the package
# index has none. Needs uv, and Python 3.11 as python3.11.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1/tests"
folder=$(cd "$1" && pwd)
export UV_CACHE_DIR="$folder/cache" MTCHECK_CACHE="$folder/models"
links=${2:+--find-links $2}
# A local version counts as newer than its release, so that the lowest would be the GPU build. spaCy and the model
# hub's client want a newer click, in their newest versions, than they do in others.
echo "torch==2.13.0${2:++cpu}" > "$folder/highest.txt"
{ cat "$folder/highest.txt" && echo "click==8.2.0"; } > "$folder/lowest.txt"
uv build --quiet --wheel --out-dir "$folder/dist" "$root"
# Away from the checkout, so that what is imported is what was installed.
for part in tests corpora docs scripts pyproject.toml README.md LICENSE; do cp -R "$root/$part" "$folder/tests/"; done
for resolution in lowest-direct highest; do
  python="$folder/$resolution/bin/python"
  uv venv --quiet --seed --python python3.11 "$folder/$resolution"
  # shellcheck disable=SC2086
  uv pip compile --quiet --no-config --python "$python" $links --resolution "$resolution" --extra dev \
    -c "$folder/${resolution%-direct}.txt" "$root/pyproject.toml" -o "$folder/$resolution-versions.txt"
  # shellcheck disable=SC2086
  uv pip install --quiet --no-config --python "$python" $links -r "$folder/$resolution-versions.txt"
  uv pip install --quiet --no-config --no-deps --python "$python" "$folder"/dist/*.whl
  "$python" -m pip check
  "$python" -m mtcheck models prepare
  (cd "$folder/tests" && "$python" -m pytest -p no:cacheprovider --ignore tests/test_packaging.py)
done
