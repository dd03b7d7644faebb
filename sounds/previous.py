"""The take that an adopted recording replaced, kept so that it can be put back.

Edge: owns the folder previous/ beside audio/, which holds one take a prompt with a manifest of its
own. Never synthesises.
"""

from pathlib import Path

from sounds.library import Library
from sounds.manifest import ManifestError, Take, name_of, read_manifest, write_manifest

PREVIOUS = "previous"
"""Name of the folder."""


def keep_previous(library: Library, name: str) -> None:
    """Keep the present take of `<language>/<key>`, in place of the one kept before."""
    take = library.takes.get(name)
    path = library.audio / f"{name}.ulaw"
    if take is not None and path.is_file():
        _keep(library, name, take, path.read_bytes())


def restore_previous(library: Library, language: str, key: str) -> Take:
    """Put the kept take back and keep the present one in its place. Returns what is heard now.

    Raises ManifestError when none is kept.
    """
    name = name_of(key, language)
    kept = _kept(library)
    file = library.folder / PREVIOUS / f"{name}.ulaw"
    if name not in kept or not file.is_file():
        raise ManifestError(f"{name}: no previous take is kept; import a recording first")
    content = file.read_bytes()
    keep_previous(library, name)
    replace_file(library.audio / f"{name}.ulaw", content)
    library.takes[name] = kept[name]
    replace_file(library.folder / "manifest.json", write_manifest(library.takes).encode())
    return kept[name]


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole, so that Asterisk never plays half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    fresh.replace(path)


def _keep(library: Library, name: str, take: Take, content: bytes) -> None:
    folder = library.folder / PREVIOUS
    kept = _kept(library)
    replace_file(folder / f"{name}.ulaw", content)
    kept[name] = take
    replace_file(folder / "manifest.json", write_manifest(kept).encode())


def _kept(library: Library) -> dict[str, Take]:
    manifest = library.folder / PREVIOUS / "manifest.json"
    return read_manifest(manifest.read_text("utf-8")) if manifest.exists() else {}
