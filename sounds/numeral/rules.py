"""What a language has beside its numbers: months, hours, parts of the day, money, groups of digits.

Owns the words, one table a language; how they follow one another is in `spoken`. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sounds.numeral import basque, catalan, english, galician, italian, spanish
from sounds.numeral.piece import Gender, Pieces, text_of


@dataclass(frozen=True, slots=True)
class Rules:
    """How one language speaks composed things."""

    cardinal: Callable[[int, Gender], Pieces]
    months: tuple[str, ...]
    """As they stand in a date, January first."""
    hours: tuple[str, ...]
    """Of the clock with twelve hours, one first."""
    parts: tuple[tuple[int, str, str], ...]
    """(From this hour on, key, words) of the parts of the day, the first from midnight on; no words
    where none are needed."""
    conjunction: str
    """Between hour and minutes, euros and cents."""
    euros: tuple[str, str]
    """One euro; the word after any other number."""
    cents: tuple[str, str]
    days: Mapping[int, str]
    """Days of the month that are not said as a number is."""
    tail: int = 3
    """Longest last group of digits; a single digit is never left over."""
    written: Callable[[Pieces], str] = text_of
    """One number as it is written."""


_ES = Rules(
    spanish.cardinal,
    (
        "de enero", "de febrero", "de marzo", "de abril", "de mayo", "de junio",
        "de julio", "de agosto", "de septiembre", "de octubre", "de noviembre", "de diciembre",
    ),
    (
        "la una", "las dos", "las tres", "las cuatro", "las cinco", "las seis",
        "las siete", "las ocho", "las nueve", "las diez", "las once", "las doce",
    ),
    (
        (0, "part-evening", "de la noche"), (1, "part-night", "de la madrugada"),
        (6, "part-morning", "de la mañana"), (12, "part-noon", "del mediodía"),
        (13, "part-afternoon", "de la tarde"), (21, "part-evening", "de la noche"),
    ),
    "y", ("un euro", "euros"), ("un céntimo", "céntimos"), {},
)  # fmt: skip
_GL = Rules(
    galician.cardinal,
    (
        "de xaneiro", "de febreiro", "de marzo", "de abril", "de maio", "de xuño",
        "de xullo", "de agosto", "de setembro", "de outubro", "de novembro", "de decembro",
    ),
    (
        "a unha", "as dúas", "as tres", "as catro", "as cinco", "as seis",
        "as sete", "as oito", "as nove", "as dez", "as once", "as doce",
    ),
    (
        (0, "part-evening", "da noite"), (1, "part-night", "da madrugada"),
        (6, "part-morning", "da mañá"), (12, "part-noon", "do mediodía"),
        (13, "part-afternoon", "da tarde"), (21, "part-evening", "da noite"),
    ),
    "e", ("un euro", "euros"), ("un céntimo", "céntimos"), {},
)  # fmt: skip
_CA = Rules(
    catalan.cardinal,
    (
        "de gener", "de febrer", "de març", "d'abril", "de maig", "de juny",
        "de juliol", "d'agost", "de setembre", "d'octubre", "de novembre", "de desembre",
    ),
    (
        "la una", "les dues", "les tres", "les quatre", "les cinc", "les sis",
        "les set", "les vuit", "les nou", "les deu", "les onze", "les dotze",
    ),
    (
        (0, "part-evening", "de la nit"), (1, "part-night", "de la matinada"),
        (6, "part-morning", "del matí"), (12, "part-noon", "del migdia"),
        (13, "part-afternoon", "de la tarda"), (21, "part-evening", "de la nit"),
    ),
    "i", ("un euro", "euros"), ("un cèntim", "cèntims"), {},
)  # fmt: skip
_IT = Rules(
    italian.cardinal,
    (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
    (
        "l'una", "le due", "le tre", "le quattro", "le cinque", "le sei",
        "le sette", "le otto", "le nove", "le dieci", "le undici", "le dodici",
    ),
    (
        (0, "part-night", "di notte"), (6, "part-morning", "del mattino"),
        (12, "", ""), (13, "part-afternoon", "del pomeriggio"),
        (18, "part-evening", "di sera"),
    ),
    "e", ("un euro", "euro"), ("un centesimo", "centesimi"), {1: "primo"}, 4, italian.written,
)  # fmt: skip
_EU = Rules(
    basque.cardinal,
    (
        "urtarrilaren", "otsailaren", "martxoaren", "apirilaren", "maiatzaren", "ekainaren",
        "uztailaren", "abuztuaren", "irailaren", "urriaren", "azaroaren", "abenduaren",
    ),
    (
        "ordu bata", "ordu biak", "hirurak", "laurak", "bostak", "seiak",
        "zazpiak", "zortziak", "bederatziak", "hamarrak", "hamaikak", "hamabiak",
    ),
    (
        (0, "part-evening", "gaueko"), (1, "part-night", "goizaldeko"),
        (6, "part-morning", "goizeko"), (12, "part-noon", "eguerdiko"),
        (13, "part-afternoon", "arratsaldeko"), (20, "part-evening", "gaueko"),
    ),
    "eta", ("euro bat", "euro"), ("zentimo bat", "zentimo"),
    dict(enumerate((
        "batean", "bian", "hiruan", "lauan", "bostean", "seian", "zazpian", "zortzian",
        "bederatzian", "hamarrean", "hamaikan", "hamabian", "hamahiruan", "hamalauan",
        "hamabostean", "hamaseian", "hamazazpian", "hemezortzian", "hemeretzian", "hogeian",
    ), 1)),
)  # fmt: skip
_EN = Rules(
    english.cardinal,
    (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    (
        "one", "two", "three", "four", "five", "six",
        "seven", "eight", "nine", "ten", "eleven", "twelve",
    ),
    (
        (0, "part-night", "at night"), (5, "part-morning", "in the morning"),
        (12, "part-afternoon", "in the afternoon"), (18, "part-evening", "in the evening"),
    ),
    "and", ("one euro", "euros"), ("one cent", "cents"),
    dict(enumerate((
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
        "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ), 1)) | {30: "thirtieth"}, 4,
)  # fmt: skip

RULES: Mapping[str, Rules] = {"es": _ES, "it": _IT, "eu": _EU, "en": _EN, "ca": _CA, "gl": _GL}
"""Language → its rules."""
