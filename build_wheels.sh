#!/usr/bin/env bash
# Download a set of wheels by its lock and prove that it installs without a network: ./build_wheels.sh --set primary --python 3.12
# See docs/offline.md, wheels/sets.toml, and ./build_wheels.sh --help.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=$here/build/wheel-tools
pins=$(grep -oE '^(uv|packaging)==[0-9.]+' "$here/requirements.txt")
if [ "$(cat "$tools/pins" 2>/dev/null)" != "$pins" ]; then
    python=${PYTHON:-python3}
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "this needs Python 3.11 or newer: PYTHON=python3.12 ./build_wheels.sh")'
    "$python" -m venv --clear "$tools"
    # shellcheck disable=SC2086  # one word a pin
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check $pins
    echo "$pins" >"$tools/pins"
fi
PYTHONPATH=$here exec "$tools/bin/python" -m wheels.build "$@"
