"""The images: small, unprivileged, repeatable, buildable without public images."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FILES = sorted(ROOT.glob("docker/*/Dockerfile"))
every_image = pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)


def instructions(file: Path) -> list[tuple[str, str]]:
    """(instruction, its words) of a Dockerfile, continuation lines joined."""
    lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    return [
        (name, " ".join(words.split()))
        for name, _, words in (line.partition(" ") for line in joined.splitlines())
        if name
    ]


def words_of(file: Path, instruction: str) -> list[str]:
    return [words for name, words in instructions(file) if name == instruction]


def last_stage(file: Path) -> list[tuple[str, str]]:
    every = instructions(file)
    begin = max(place for place, (name, _) in enumerate(every) if name == "FROM")
    return every[begin:]


def test_there_is_an_image_for_asterisk_the_application_and_sipp():
    assert [file.parent.name for file in FILES] == ["asterisk", "centralita", "sipp"]


@every_image
def test_the_base_is_an_argument_with_a_public_debian_as_its_default(file):
    every = instructions(file)
    assert every[0][0] == "ARG"
    assert re.fullmatch(r"BASE=debian:(sid|bookworm)-slim", every[0][1])
    for base in words_of(file, "FROM"):
        assert re.fullmatch(r"\$\{BASE\}( AS \w+)?", base)


@every_image
def test_it_ends_as_an_unprivileged_user(file):
    users = [words for name, words in last_stage(file) if name == "USER"]
    assert users == ["centralita"]


@every_image
def test_debian_packages_come_without_extras_and_without_leftovers(file):
    installing = [run for run in words_of(file, "RUN") if "apt-get" in run]
    assert installing
    for run in installing:
        assert run.startswith("apt-get update && ")
        assert "apt-get install --yes --no-install-recommends" in run
        assert "rm -rf /var/lib/apt/lists/*" in run
        assert "upgrade" not in run


@every_image
def test_nothing_is_fetched_past_the_package_managers(file):
    assert not words_of(file, "ADD")
    assert not re.search(r"\b(curl|wget|git clone|https?://)", " ".join(words_of(file, "RUN")))


@every_image
def test_python_packages_come_from_the_lock_files_only(file):
    installs = re.findall(r"pip install [^&]*", " ".join(words_of(file, "RUN")))
    for install in installs:
        locked = re.search(r"--require-hashes --requirement /build/(runtime|build)\.txt", install)
        itself = "--no-deps" in install and "--no-build-isolation" in install
        assert locked or itself, install


def test_the_application_is_made_of_the_same_locks_as_a_checkout():
    copied = " ".join(words_of(ROOT / "docker/centralita/Dockerfile", "COPY"))
    for name in ("requirements/runtime.txt", "requirements/build.txt"):
        assert name in copied
        assert (ROOT / name).is_file()


@every_image
def test_where_packages_were_fetched_stays_out_of_the_image(file):
    assert "PIP_" not in " ".join(words for _, words in last_stage(file))


@every_image
def test_it_copies_what_exists_and_what_the_context_holds(file):
    rules = allowed()
    for words in words_of(file, "COPY"):
        if words.startswith("--from="):
            continue
        for source in words.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source == "." or any(
                source == rule or source.startswith(f"{rule}/") for rule in rules
            ), source


def allowed() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line[1:] for line in lines if line.startswith("!")]


def test_the_context_holds_only_what_is_named():
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert rules[0] == "*"
    for private in (".asterisk", ".git", ".venv", "sites", "var"):
        assert not any(one == private or one.startswith(f"{private}/") for one in allowed())


def test_every_package_of_the_project_is_in_the_context():
    text = (ROOT / "pyproject.toml").read_text()
    packages = re.search(r"root_packages = \[(.*?)\]", text, re.DOTALL)
    assert packages
    assert set(re.findall(r'"(\w+)"', packages[1])) <= set(allowed())
