"""How pages are read: commands, what they print, files to save, links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.page import Page, missing

TEXT = """\
# A page

See [the other](docs/other.md#here) and ![picture](docs/a.svg).

`notes.csv`:

```text
a;b
```

```console
$ one --long \\
    --more
$ two   # exit status 3
it says ... this
$ three   # stays until Ctrl-C
```
"""
PAGE = Page(Path("README.md").absolute(), TEXT)


def test_commands_come_with_their_lines_statuses_and_what_they_print():
    one, two, three = PAGE.commands()
    assert (one.text, one.status, one.line) == ("one --long \\\n    --more", 0, 12)
    assert (two.status, two.shown, two.stays) == (3, ["it says ... this"], False)
    assert three.stays


def test_a_block_below_a_file_name_is_a_file_to_save():
    (file,) = PAGE.files()
    assert (file.name, file.text) == ("notes.csv", "a;b\n")
    assert file.before < PAGE.commands()[0].line


def test_links_and_pictures_are_found():
    assert PAGE.links() == ["docs/other.md#here", "docs/a.svg"]


@pytest.mark.parametrize(
    ("shown", "lacking"),
    [
        (["one  two"], None),
        (["o...o", "...", "three"], None),
        (["three", "one two"], "one two"),
        (["four"], "four"),
        (["one ... three"], "one ... three"),
    ],
)
def test_shown_lines_must_be_printed_in_order_with_anything_for_the_dots(shown, lacking):
    assert missing(shown, "zero\none   two\nthree\n") == lacking
