#!/usr/bin/env bash
# Writes requirements/*.txt from requirements/*.in: newest versions, one lock for every Python
# from 3.11 on and every platform, a hash for each file, and no registry address in it.
# Usage: scripts/lock.sh            take the newest versions
#        scripts/lock.sh --keep     change only what the .in files changed
set -euo pipefail
cd "$(dirname "$0")/../requirements"

upgrade=--upgrade
[[ ${1:-} == --keep ]] && upgrade=
for set in runtime build dev peer apart; do
    echo "==> requirements/$set.txt"
    # Of a peer only what is compared: what else it would install stays outside, see peer.in.
    alone=
    [[ $set == peer ]] && alone=--no-deps
    ../.venv/bin/uv pip compile --quiet --no-config $upgrade $alone \
        --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "make lock" \
        "$set.in" --output-file "$set.txt" > /dev/null
done
