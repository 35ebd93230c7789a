"""Which columns look like features: tags yes, transcriptions, notes and numbers no."""

import pytest

from pantoum.data.feature_column import holds_features

FEATURES = {
    "unimorph": [f"V;{('PST', 'PRS')[i % 2]};{i % 3 + 1};SG" for i in range(200)],
    "few rows": ["V;PST", "N;SG"],
    "universal": [
        f"Number={('Sing', 'Plur')[i % 2]}|Case={('Nom', 'Acc', 'Dat')[i % 3]}" for i in range(60)
    ],
    "hierarchical": [f"V;PRS;NOM({i % 3},SG);ACC({i % 2},SG)" for i in range(60)],
    "tags": ["NOUN", "VERB", "ADJ"],
    "gender": ["f", "m", "f", "n", "m", "f"],
    "spaced": ["N SG", "N PL", "V PST", "N SG", "N PL", "V PST"],
    "accents": ["indéfini", "défini", "indéfini", "défini"],
    "decomposed": ["inde\u0301fini", "de\u0301fini", "inde\u0301fini", "de\u0301fini"],
    "many different": [f"V;ARG{i % 29}S;TNS{i % 23};MOD{i % 5}" for i in range(1000)],
}
OTHERS = {
    "spaced phones": ["a b ɑ̃ d ɔ n e", "a b i", "a b j e"] * 100,
    "phones of one letter only in the alphabet": [
        "k a s a",
        "p e r o",
        "t o d o",
        "m a n o",
        "v a s o",
    ]
    * 100,
    "few spaced phones": ["a v", "o k", "t i", "k a"],
    "phones in capitals": ["K AE1 T", "D AO1 G", "B ER1 D", "F IH1 SH"],
    "words of phones": ["abɑ̃dɔne", "abi", "abjɛ"],
    "few words of sounds": ["av", "ok", "ti", "ka"],
    "marks that no letter takes": ["ŋ̊", "m̥", "ŋ̊", "m̥"],
    "another script": ["सेब", "केला", "आम", "पानी"],
    "numbers": ["17", "0.25", "1,204", "-3e-05"],
    "notes": [f"CC-BY 2.0 (France) #{i} & #{7 * i + 1000}" for i in range(200)],
    "nothing": ["", "", ""],
}


@pytest.mark.parametrize("name", FEATURES)
def test_features(name):
    assert holds_features(FEATURES[name])


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_none(name):
    assert not holds_features(OTHERS[name])


def test_one_phonetic_letter_is_enough():
    assert not holds_features([*FEATURES["unimorph"], "ʃ"])
