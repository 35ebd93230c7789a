"""Which characters are vowels, as far as a character says so."""

from __future__ import annotations

import functools
import re
import unicodedata

# Of alphabets that write vowels with letters of their own: Latin, IPA (the vowels of its chart and
# the two of American English with a hook), Greek, Cyrillic, Armenian, Georgian.
LATIN = frozenset("aeiouyæœøı")
IPA = frozenset("ɑɐɒɨʉɯɪʏʊɘɵɤəɛɜɞʌɔɶɚɝ")
GREEK = frozenset("αεηιουω")
CYRILLIC = frozenset("аеёиоуыэюяієѣѵәөүұ")
ARMENIAN = frozenset("աեէըիոօ")
GEORGIAN = frozenset("აეიოუ")
# Of the letters of Arabic and Hebrew only what is a vowel wherever it stands: alif is nearly always
# the long a, where waw, ya and the Hebrew letters are consonants as often.
ARABIC = frozenset("اى")
LETTERS = LATIN | IPA | GREEK | CYRILLIC | ARMENIAN | GEORGIAN | ARABIC

# The Unicode names of signs for vowels: those of the scripts of India and their neighbours (also as
# letters of their own), jamo of Hangul, kana, points of Arabic and Hebrew, and Thai, Lao and Khmer.
INDIC = (
    "DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU|KANNADA|MALAYALAM|SINHALA"
    "|MYANMAR|KHMER|BALINESE|JAVANESE|SUNDANESE|LIMBU|NEWA|SHARADA|TAKRI"
)
NAMES = re.compile(
    rf"(?:{INDIC}) (?:INDEPENDENT )?(?:VOWEL|LETTER (?:[AIUEO]|AA|II|UU|EE|OO|AI|AU|VOCALIC \w+"
    r"|(?:CANDRA|SHORT) [AEO]|AY|AE|AAE))\b.*"
    r"|.* VOWEL SIGN .*"
    r"|HANGUL JUNGSEONG .*|HANGUL LETTER (?:A|AE|YA|YAE|EO|E|YEO|YE|O|WA|WAE|OE|YO|U|WEO|WE|WI|YU"
    r"|EU|YI|I)"
    r"|(?:HIRAGANA|KATAKANA) LETTER (?:SMALL )?[AIUEO]"
    r"|ARABIC (?:FATHA|DAMMA|KASRA|FATHATAN|DAMMATAN|KASRATAN|LETTER SUPERSCRIPT ALEF)"
    r"|HEBREW POINT (?:HIRIQ|TSERE|SEGOL|PATAH|QAMATS|HOLAM|QUBUTS|SHEVA|HATAF \w+|QAMATS QATAN)"
    r"|(?:THAI|LAO) (?:CHARACTER SARA|VOWEL SIGN) .*|THAI CHARACTER MAI HAN-AKAT"
)


@functools.cache
def is_vowel(character: str) -> bool:
    """Whether a character is a vowel: its decomposition (NFD) begins with one of `LETTERS`, or its
    Unicode name is that of a sign for a vowel (`NAMES`).

    y is one, as most of Europe and IPA have it. A syllable of Hangul, a kana of two sounds and a
    Chinese character are none, for they are not vowels alone.
    """
    first = unicodedata.normalize("NFD", character.lower())[0]
    return first in LETTERS or NAMES.fullmatch(unicodedata.name(first, "")) is not None
