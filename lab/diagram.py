"""`python -m lab.diagram`: the state tables as pages of the documents.

Owns docs/diagram/: one page a table, with the moves as a picture and every answer as a table. Finds
the tables by itself: each constant of this kind in contact and in the cores. Edge.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import acd.core
import contact
import crm_api.core
import cti.core
import ivr.core
import reports.core
from contact.table import Answer, Go, Refuse, Table

FOLDER = Path(__file__).parents[1] / "docs" / "diagram"
PLACES = (contact, acd.core, crm_api.core, cti.core, ivr.core, reports.core)
"""Where tables may stand: the pure packages."""


def tables() -> dict[str, Table]:
    """Every table with the place where it is written, e.g. 'acd.core.offer.OFFER'."""
    return {
        f"{module.__name__}.{name}": value
        for module in _modules()
        for name, value in vars(module).items()
        if isinstance(value, Table) and f"\n{name} = Table(" in inspect.getsource(module)
    }


def _modules() -> Iterator[ModuleType]:
    for place in PLACES:
        for one in pkgutil.iter_modules(place.__path__, f"{place.__name__}."):
            yield importlib.import_module(one.name)


def pages() -> dict[str, str]:
    """File name → text of every page, the list of all pages included."""
    made = {_file(table): _page(place, table) for place, table in tables().items()}
    rows = [f"- [{table.name}]({_file(table)})" for table in tables().values()]
    return {**made, "README.md": _INDEX + "\n".join(rows) + "\n"}


_INDEX = """# State machines

Made from the tables in the sources by `python -m lab.diagram`; do not edit. Each page has the moves
as a picture and the answer to every message in every state.

"""

_LEGEND = """\
Bold: the state it moves to. Late: it changes nothing; the remark says how this happens. Refused: it
is not done, and the asker gets this code.
"""


def _file(table: Table) -> str:
    return f"{table.name.replace(' ', '-')}.md"


def _page(place: str, table: Table) -> str:
    module, _, name = place.rpartition(".")
    remarks: dict[str, int] = {}
    rows = [
        [event.__name__, *(_cell(table.answer(state, event), remarks) for state in table.states)]
        for event in table.events
    ]
    notes = [f"{number}. {remark}" for remark, number in remarks.items()]
    return "\n".join(
        (
            f"# {table.name[0].upper()}{table.name[1:]}\n",
            f"`{name}` in `{module.replace('.', '/')}.py`\n",
            f"```mermaid\n{table.diagram()}```\n",
            _LEGEND,
            _row(["", *(str(state.value) for state in table.states)]),
            "|---" * (len(table.states) + 1) + "|",
            *map(_row, rows),
            *(["", *notes] if notes else []),
            "",
        )
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(answer: Answer, remarks: dict[str, int]) -> str:
    if isinstance(answer, Go):
        return f"**{answer.state.value}**"
    if isinstance(answer, Refuse):
        return f"refused: {answer.code}"
    return f"late ({remarks.setdefault(answer.remark, len(remarks) + 1)})"


def main() -> None:
    """Write the pages anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages in {FOLDER}")


if __name__ == "__main__":
    main()
