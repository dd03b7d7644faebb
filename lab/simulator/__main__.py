"""`python -m lab.simulator --schema FOLDER`: the JSON Schema of a described centre. Edge."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.simulator.form import write_schema

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] != "--schema":
        sys.exit("usage: python -m lab.simulator --schema FOLDER")
    sys.stdout.write(f"{write_schema(Path(sys.argv[2]))}\n")
