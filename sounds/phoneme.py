"""From the phonetic alphabets of espeak-ng and Cotovia to the signs the Kokoro voices learnt.

Pure: takes and gives text. Never runs a program.
"""

import re

_PAIRS = (
    ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("ts", "ʦ"), ("dz", "ʣ"),
    ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("əʊ", "Q"), ("oʊ", "O"),
)  # fmt: skip
_SINGLES = str.maketrans({"\u0329": "", "\u032a": "", "\u033a": "", "\u033b": "", "\u0361": ""})
_SWITCH = re.compile(r"\([a-z-]+\)")
_CLAUSE = re.compile(r"([.,:;?!]+)")
_STRESSED = re.compile(r"(.)\^")
_COTOVIA = {
    "tS": "ʧ", "rr": "r", "jj": "ʎ", "B": "β", "D": "ð", "E": "ɛ", "G": "ɣ", "J": "ɲ", "N": "ŋ",
    "O": "ɔ", "S": "ʃ", "T": "θ", "Z": "ʎ", "L": "ʎ", "X": "x", "g": "ɡ", "r": "ɾ",
}  # fmt: skip
_LITTLE_WORD = re.compile(r"(?<=^)ˈ(?=[aeo]$)|(?<=^.)ˈ(?=[aeo]$)")
"""Articles and prepositions, which Cotovia stresses like any word and no speaker does."""
_COTOVIA_SIGN = re.compile("|".join(sorted(_COTOVIA, key=len, reverse=True)))


def clauses(text: str) -> list[tuple[str, str]]:
    """The text cut at its punctuation: (words, the marks after them).

    Phoneme engines drop punctuation, but the voices need it for pauses and melody.
    """
    pieces = _CLAUSE.split(text.replace("¿", "").replace("¡", ""))
    pairs = zip(pieces[::2], [*pieces[1::2], ""], strict=False)
    return [(words.strip(), marks) for words, marks in pairs if words.strip()]


def from_espeak(ipa: str) -> str:
    """espeak-ng's IPA with affricates and diphthongs as the single signs of the voices."""
    signs = _SWITCH.sub("", ipa).translate(_SINGLES)
    for pair, single in _PAIRS:
        signs = signs.replace(pair, single)
    return " ".join(signs.split())


def from_cotovia(transcription: str) -> str:
    """Cotovia's letters (stress written after the vowel) as IPA with stress before it."""
    stressed = _STRESSED.sub(r"ˈ\1", transcription)
    signs = _COTOVIA_SIGN.sub(lambda sign: _COTOVIA[sign.group()], stressed)
    return " ".join(_LITTLE_WORD.sub("", word) for word in signs.split())
