"""What the checks of data find, on small files with one mistake each."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.reversing import write_tsv
from tests.tagging import write_conll
from tests.writing import write_text

from pantoum.data.quality import Finding, Item, Part, Place, check_files, check_parts

GOOD = [(f"{a}{b}{c}", f"{c}{b}{a}") for a in "abcd" for b in "abcd" for c in "abcd"]


def found(folder: Path, **parts: Sequence[tuple[str, ...]]) -> dict[str, Finding]:
    """What is found in files of these rows, by the name of the check."""
    files = {name: [write_tsv(folder / f"{name}.tsv", list(rows))] for name, rows in parts.items()}
    return {finding.check: finding for finding in check_files(files)}


def lines_of(finding: Finding) -> list[int]:
    return [place.line for place in finding.places]


def test_good_data_have_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, train=GOOD[:50], dev=GOOD[50:60], test=GOOD[60:]) == {}


def test_duplicates(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, train=[*GOOD, GOOD[3], GOOD[3], GOOD[0]]).values()
    assert (finding.check, finding.severity, finding.count) == ("duplicates", "note", 3)
    assert lines_of(finding) == [65, 66, 67]
    assert finding.problem == '3 examples are in train more than once, such as "aad"'


def test_conflicts_within_a_part(tmp_path: Path) -> None:
    rows = [*GOOD, ("aad", "dab"), ("abc", "cab")]
    finding = found(tmp_path, train=rows)["conflicts"]
    assert (finding.severity, finding.count, lines_of(finding)) == ("warning", 2, [65, 66])
    assert finding.problem == (
        '2 inputs of train with several outputs, such as "aad": "daa" and "dab"'
    )


def test_equal_letters_in_two_forms_are_the_same_input(tmp_path: Path) -> None:
    rows = [*GOOD, *[("\u00e9b", "ab"), ("e\u0301b", "ba")] * 1]
    assert found(tmp_path, train=rows)["conflicts"].count == 1


def test_other_features_are_another_input(tmp_path: Path) -> None:
    rows = [(source, target, "N;SG") for source, target in GOOD]
    again = [(source, f"{target}d", "N;PL") for source, target in GOOD]
    assert "conflicts" not in found(tmp_path, train=[*rows, *again])


def test_overlap(tmp_path: Path) -> None:
    checks = found(tmp_path, train=GOOD, test=[GOOD[2], ("bdx", "xdb"), ("aab", "x")])
    same, different = checks["overlap"], checks["conflicts"]
    assert (same.severity, same.count, lines_of(same)) == ("warning", 1, [1])
    assert same.problem.startswith('1 of 3 examples of test is in train too, such as "aac"')
    assert (different.severity, different.count, lines_of(different)) == ("error", 1, [3])
    assert '"aab": "baa" and "x"' in different.problem
    assert different.places[0].path == str(tmp_path / "test.tsv")


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\ufeff", "\u00ad"])
def test_invisible_characters(tmp_path: Path, sign: str) -> None:
    finding = found(tmp_path, train=[*GOOD, (f"a{sign}b", "ba")])["invisible"]
    assert (finding.severity, finding.count, lines_of(finding)) == ("warning", 1, [65])
    assert f"U+{ord(sign):04X}" in finding.problem


def test_joiners_are_letters_of_their_scripts(tmp_path: Path) -> None:
    assert "invisible" not in found(tmp_path, train=[*GOOD, ("می\u200cروم", "ab")])


def test_mixed_normal_forms(tmp_path: Path) -> None:
    rows = [*GOOD, ("\u00e9a", "ae"), ("\u00e9b", "be"), ("e\u0301c", "ce")]
    finding = found(tmp_path, train=rows)["normal_forms"]
    assert (finding.severity, finding.count, lines_of(finding)) == ("note", 1, [67])
    assert "in 2 examples of train and several (NFD) in 1" in finding.problem
    assert "normal_forms" not in found(tmp_path, train=rows[:-1])
    assert "normal_forms" not in found(tmp_path, train=[*GOOD, rows[-1]])


@pytest.mark.parametrize(
    ("word", "letter"), [("p\u0430ris", "cyrillic small letter a"), ("\u03bfslo", "omicron")]
)
def test_letters_of_another_script(tmp_path: Path, word: str, letter: str) -> None:
    finding = found(tmp_path, train=[*GOOD, (word, "ab"), ("\u0430\u0431", "ba")])["scripts"]
    assert (finding.severity, finding.count, lines_of(finding)) == ("warning", 1, [65])
    assert letter in finding.problem


def test_phonetic_letters_and_whole_words_of_another_script_are_right(tmp_path: Path) -> None:
    rows = [*GOOD, ("ceb", "θeβ"), ("abc", "да"), ("bcd", "λόγος")]
    assert "scripts" not in found(tmp_path, train=rows)


def test_lengths_that_do_not_fit(tmp_path: Path) -> None:
    rows = [*GOOD, ("ab", "b" * 30), ("abcdabcdabcd", "a")]
    finding = found(tmp_path, train=rows)["lengths"]
    assert (finding.severity, finding.count, lines_of(finding)) == ("warning", 2, [65, 66])
    assert "lengths" not in found(tmp_path, train=[*GOOD, ("ab", "bbbb")])


@pytest.mark.parametrize(("row", "side"), [(("", "ab"), "source"), (("ab", ""), "target")])
def test_empty_sides(tmp_path: Path, row: tuple[str, str], side: str) -> None:
    finding = found(tmp_path, train=[*GOOD, row, row])["refused"]
    assert (finding.severity, finding.count, lines_of(finding)) == ("error", 2, [65, 66])
    assert finding.problem == f"the {side} is empty (2 lines of train)"


def test_a_line_without_an_output(tmp_path: Path) -> None:
    finding = found(tmp_path, train=[*GOOD, ("abc",)])["refused"]
    assert finding.problem == (
        "the line has 1 column, but the target is column '2' (1 line of train)"
    )


def test_columns_of_counts(tmp_path: Path) -> None:
    as_output = [(source, str(len(target))) for source, target in GOOD]
    finding = found(tmp_path, train=as_output)["numbers"]
    assert (finding.severity, finding.count) == ("warning", 64)
    assert finding.problem == (
        "column 2 of train holds whole numbers alone, and is read as the output"
    )
    beside = [(source, target, str(place)) for place, (source, target) in enumerate(GOOD)]
    finding = found(tmp_path, train=beside)["numbers"]
    assert finding.severity == "note"
    assert finding.problem.startswith("column 3 of train holds whole numbers alone, as counts do")
    assert "name it with --data.weight_column 3" in finding.remedy
    refused = found(tmp_path, train=[(row[0], row[2], row[1]) for row in beside])
    assert "likely outputs are in column 3" in refused["unreadable"].problem
    assert "numbers" not in refused


def test_symbols_seen_once(tmp_path: Path) -> None:
    finding = found(tmp_path, train=[*GOOD, ("abz", "bad")])["seen_once"]
    assert (finding.severity, finding.count, lines_of(finding)) == ("note", 1, [65])
    assert finding.problem == "1 symbol of the inputs of train comes once: z"


def test_a_spaced_symbol_is_not_sought_inside_of_others(tmp_path: Path) -> None:
    rows = [(source, " ".join(target).replace("b", "bh")) for source, target in GOOD]
    finding = found(tmp_path, train=[*rows, ("abc", "b a")])["seen_once"]
    assert lines_of(finding) == [65]
    assert finding.problem == "1 symbol of the outputs of train comes once: b"


def test_classes_with_few_examples(tmp_path: Path) -> None:
    items = [
        Item(source, "ab"[place % 2], "", Place("x.tsv", place))
        for place, (source, _) in enumerate(GOOD, start=1)
    ]
    rare = Item("zab", "c", "", Place("x.tsv", 70))
    part = Part("train", "pairs", [*items, rare])
    checks = {one.check: one for one in check_parts([part], lambda part: True)}
    assert checks["rare_classes"].count == 1
    assert checks["rare_classes"].places == (("x.tsv", 70),)
    assert "1 label of train with fewer than 5 examples: c" in checks["rare_classes"].problem
    assert "rare_classes" not in {one.check for one in check_parts([part])}


def test_words_and_tags(tmp_path: Path) -> None:
    rows = [[("a", "X"), ("b", "Y")]] * 5 + [[("c", "X"), ("d", "Z")]]
    files = {
        "train": [write_conll(tmp_path / "train.conll", rows)],
        "test": [write_conll(tmp_path / "test.conll", [[("a", "X"), ("b", "X")], rows[0]])],
    }
    checks = {(one.check, one.severity): one for one in check_files(files)}
    assert checks["rare_classes", "warning"].problem.endswith("fewer than 5 examples: Z")
    assert lines_of(checks["rare_classes", "warning"]) == [16]
    assert checks["conflicts", "error"].count == 1
    assert checks["overlap", "warning"].count == 1
    assert checks["duplicates", "note"].count == 4


def test_plain_text(tmp_path: Path) -> None:
    texts = [source for source, _ in GOOD]
    files = {
        "train": [write_text(tmp_path / "train.txt", [*texts, "abz\u200b", texts[0]])],
        "dev": [write_text(tmp_path / "dev.txt", ["abx", texts[5]])],
    }
    checks = {one.check: one for one in check_files(files)}
    assert set(checks) == {"invisible", "overlap", "duplicates", "seen_once"}
    assert lines_of(checks["overlap"]) == [2]


def test_aligned_files(tmp_path: Path) -> None:
    source = write_text(tmp_path / "in.txt", [*(a for a, _ in GOOD), "", "x"])
    target = write_text(tmp_path / "out.txt", [*(b for _, b in GOOD), "", ""])
    checks = {one.check: one for one in check_files({"train": [source, target]})}
    assert [(place.path, place.line) for place in checks["refused"].places] == [(str(target), 66)]


def test_files_that_cannot_be_read_are_found_too(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_bytes(b"a\tb\n\xff\tc\n")
    test = write_tsv(tmp_path / "test.tsv", [("ab", "")])
    findings = check_files({"train": [tmp_path / "train.tsv"], "test": [test]})
    assert [one.check for one in findings] == ["unreadable", "refused"]
    assert findings[0].problem == f"{tmp_path / 'train.tsv'}, line 2: not UTF-8 (byte 0xff)"
    assert findings[0].remedy.startswith("convert the file")


def test_the_worst_comes_first_and_places_are_few(tmp_path: Path) -> None:
    rows = [*GOOD, *GOOD[:9], ("abz", "x\u200b"), ("ab", "")]
    files = {"train": [write_tsv(tmp_path / "train.tsv", rows)]}
    findings = check_files(files)
    assert findings[0].check == "refused"
    ranks = [("error", "warning", "note").index(one.severity) for one in findings]
    assert ranks == sorted(ranks)
    (duplicates,) = (one for one in findings if one.check == "duplicates")
    assert (duplicates.count, len(duplicates.places)) == (9, 5)


def test_columns_of_the_training_data_are_those_of_the_others(tmp_path: Path) -> None:
    named = [("form", "lemma"), *((target, source) for source, target in GOOD)]
    checks = found(tmp_path, train=named, test=[("form", "lemma"), ("baa", "aab")])
    assert lines_of(checks["overlap"]) == [2]
