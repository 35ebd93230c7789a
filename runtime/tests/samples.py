"""Texts in many scripts, and what is hard in them: marks, jamo, emoji, line ends, half pairs."""

from hypothesis import strategies as st

SCRIPTS = {
    "Latin": "dépression prévisible intérêt cœur garçon Ærø vērsis šķēps mežāzis güreşçi çift "
    "ığdır İstanbul negatif naïve Straße",
    "Greek": "αυτόσ αντικείμενο ίδιοσ συγγνώμη θεραπεία ΐ Ὀδυσσεύς μαΐου",
    "Cyrillic": "бгъушы зэгъэфэгъэн шӏэныгъэ щыгъупшын унищожавайки събудените Ёлка йога",
    "Devanagari": "हर्ज छमाही घोषणा क्लास प्रणाली ज़रूरत क़लम लड़का",
    "Khmer": "ភាសា លីបង់ ផ្អែម សីហៈ ប៊ីស៊ីក្លេត សេដ្ឋកិច្ច ពោត",
    "Hangul": "올리브 라오스 커피숍 그리스어 핵무기 관계없이 수영장 값 "
    "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "Han and kana": "漢字 日本語 がっこう か\u3099 ﾊﾟ 神",
    "Hebrew and Arabic": "שָׁלוֹם עברית مَدْرَسَة كتاب",
    "Tamil and Thai": "தமிழ் கொடி ภาษาไทย น้ำ",
    "phones": "ɛ̃ ʃ d̪ eː bʱ t͡ɕʰ ʌ̹ k̚ β a̠ ɭ àː ɛ̂ ŭ ɨ sʰ e̞ː",
}
WORDS = [word for words in SCRIPTS.values() for word in words.split()]

HARD = [
    # Emoji: joined, with skin tones and presentation signs, flags, keycaps, tags.
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    *("\U0001f44d\U0001f3fd", "❤\ufe0f", "\U0001f1eb\U0001f1f7", "\U0001f1eb"),
    *("1\ufe0f\u20e3", "\U0001f3f4\U000e0067\U000e007f", "\u200d"),
    # Marks in another order than the canonical one, and without a letter.
    *(
        "a\u0301\u0323",
        "a\u0323\u0301",
        "\u0344",
        "\u0301",
        "q\u0307\u0323",
        "\u1e9b\u0323",
        "\u212b",
    ),
    # Jamo apart, and beside syllables.
    *("\u1100", "\u1161", "\u11a8", "가\u11a8", "각", "\ua960", "\ud7b0"),
    # Signs before a letter, a virama between consonants, spacing marks.
    *("\u0600", "\U000110bd", "क्त", "ക്ഷ", "\u0903", "\u0e33", "\u1ac0", "\U00011935\U00011930"),
    # Marks that came after Unicode 9, among older ones.
    *("a\u0345\u08d3\u0334", "e\u1df6\u0323\u0301", "\U000105d2\u0307", "\U00016d67\U00016d67"),
    # Line ends, white space of every kind, controls.
    *("\r\n", "\r", "\n", "\0", " ", "\t", "\u00a0", "\u2028", "\u3000", "\x1c", "\x85"),
    # What has no shape, half pairs, special symbols, letters of two cases.
    *("\u200b", "\ufeff", "\ud83d", "\ude00", "\ufffd", "<unk>", "</s>", " <unk>", "<pad>"),
    *("İ", "ß", "ǅ"),
]

words = st.sampled_from(WORDS)
pieces = st.one_of(words, st.sampled_from(HARD), st.characters(codec=None))
texts = st.lists(pieces, max_size=10).map("".join)
spaced_texts = st.lists(pieces, max_size=8).map(" ".join)
any_texts = st.one_of(texts, spaced_texts, st.text(st.characters(codec=None), max_size=20))
