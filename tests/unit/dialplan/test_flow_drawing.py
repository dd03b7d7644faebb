"""A flow drawn: as a picture's source and as a nested list."""

from __future__ import annotations

import shutil
import subprocess

from dialplan.document import read_document, top
from dialplan.flow_drawing import dot, drawn, outline

FLOW = top(
    read_document(
        "flows/line.yaml",
        """
start: hello
nodes:
  hello: {say: {prompts: [welcome], next: choose}}
  choose:
    menu:
      prompts: [topic-taxes@it]
      choices: {"1": {next: wait}, "9": {next: hello}}
      exhausted: wait
  wait: {enqueue: {queue: line}}
""",
    )
)
NODES = drawn(FLOW, lambda prompt: f'says "{prompt}"')


def test_the_list_tells_each_node_once_where_it_comes_first() -> None:
    assert outline("hello", NODES) == [
        "- begin: hello · say",
        '  “says "welcome"”',
        "  - next: choose · menu",
        '    “says "topic-taxes@it"”',
        "    - key 1: wait · enqueue",
        "    - key 9: hello (above)",
        "    - exhausted: wait (above)",
    ]


def test_what_happens_without_the_citizen_is_dashed_in_the_picture() -> None:
    lines = dot("line", "hello", NODES).splitlines()
    assert '  "node choose" -> "node wait" [label="key 1"];' in lines
    assert '  "node choose" -> "node wait" [label="exhausted", style=dashed];' in lines


def test_graphviz_draws_the_picture_with_every_word_whatever_is_in_it() -> None:
    program = shutil.which("dot")
    assert program, "make setup-test installs Graphviz"
    source = dot('a "line" \\ with odd marks', "hello", NODES)
    done = subprocess.run(
        [program, "-Tsvg"], input=source, capture_output=True, text=True, check=True, timeout=30
    )
    assert "says &quot;welcome&quot;" in done.stdout
    assert done.stderr == ""


def test_the_keys_of_a_language_node_tell_the_language_and_lead_to_the_same_node() -> None:
    text = """
start: ask
nodes:
  ask: {language: {prompts: [a], choices: {"1": es, "2": eu}, next: bye, exhausted: bye}}
  bye: {finish: {prompts: [b]}}
"""
    nodes = drawn(top(read_document("flows/line.yaml", text)), str)
    assert outline("ask", nodes) == [
        "- begin: ask · language",
        "  “a”",
        "  - key 1, es: bye · finish",
        "    “b”",
        "  - key 2, eu: bye (above)",
        "  - exhausted: bye (above)",
    ]
