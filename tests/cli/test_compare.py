"""`pantoum compare`: two models, or what they wrote, on one test set."""

import json
import os
import shutil
import threading
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.grouping import REVERSED, SAME, write_grouped
from tests.reversing import reversals, write_tsv
from tests.tagging import clauses, names, write_conll, write_conllu
from tests.writing import write_text

import pantoum as package
from pantoum.metrics import compare_outcomes, error_statistics, paired_bootstrap, score, sign_test

PAIRS = reversals()[:30]
RIGHT = [target for _, target in PAIRS]
# A is wrong in the first eight, B in the last two.
A = [*("x" * 8), *RIGHT[8:]]
B = [*RIGHT[:28], "y", "yy"]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The outputs of A and of B, and the test set."""
    return (
        write_text(tmp_path / "a.txt", A),
        write_text(tmp_path / "b.txt", B),
        write_tsv(tmp_path / "test.tsv", PAIRS),
    )


def test_files_of_outputs(pantoum: Pantoum, files: tuple[Path, Path, Path]) -> None:
    done = pantoum("compare", *files, "--json")
    assert done.status == 0
    assert done.err == (
        "pantoum: outputs are scored as characters (no spaces inside); --units says otherwise\n"
    )
    found = json.loads(done.out)
    assert set(found) == {"examples", "scores", "outcomes"}
    assert found["outcomes"] == {
        "a_better": 2,
        "b_better": 8,
        "ties": 20,
        "p_value": pytest.approx(sign_test(2, 8), abs=1e-6),
    }
    expected = paired_bootstrap([error_statistics(RIGHT, A)], [error_statistics(RIGHT, B)])
    assert set(found["scores"]) == set(expected)
    for name, one in expected.items():
        shown = found["scores"][name]
        assert shown["a"] == pytest.approx(score("characters", RIGHT, A)[name], abs=1e-4)
        assert shown["b"] == pytest.approx(score("characters", RIGHT, B)[name], abs=1e-4)
        assert shown["difference"] == pytest.approx(one.difference, abs=1e-4)
        assert shown["interval"] == pytest.approx(one.interval, abs=1e-4)
        assert shown["p_value"] == pytest.approx(one.p_value, abs=1e-6)


def test_the_table_and_the_list(
    pantoum: Pantoum, files: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    done = pantoum("compare", *files, "--units", "characters", "--list", tmp_path / "list.tsv")
    assert (done.status, done.err) == (0, "")
    rows = [[cell.strip() for cell in line.split("│")] for line in done.out.splitlines()]
    cells = {row[1]: row[2:-1] for row in rows if len(row) == 8}
    assert cells["word error rate"][:3] == ["26.67 %", "6.67 %", "-20.00"]
    assert "of 30 examples A does better in 2, B in 8, and 20 are ties" in done.out
    assert "(exact test: p 0.109)" in done.out
    listed = [
        line.split("\t")
        for line in (tmp_path / "list.tsv").read_text(encoding="utf-8").splitlines()
    ]
    expected = [
        ["B" if row < 8 else "A", *PAIRS[row], A[row], B[row]] for row in (*range(8), 28, 29)
    ]
    assert listed == expected


def test_the_same_outputs_do_not_differ(pantoum: Pantoum, files: tuple[Path, Path, Path]) -> None:
    done = pantoum("compare", files[0], files[0], files[2])
    assert done.out.endswith(
        "no difference of a score is significant: every p-value is above 0.05\n"
    )
    found = json.loads(pantoum("compare", files[0], files[0], files[2], "--json").out)
    assert {(one["difference"], one["p_value"]) for one in found["scores"].values()} == {(0, 1)}


def test_a_model_beside_a_file(
    pantoum: Pantoum, reverser: Path, files: tuple[Path, Path, Path]
) -> None:
    found = json.loads(pantoum("compare", reverser, files[1], files[2], "--json").out)
    outputs = [
        one.text for one in package.load(reverser, task="seq2seq")([source for source, _ in PAIRS])
    ]
    rate = score("characters", RIGHT, outputs)["word_error_rate"]
    assert found["scores"]["word_error_rate"]["a"] == pytest.approx(rate, abs=1e-4)
    assert found["scores"]["word_error_rate"]["b"] == pytest.approx(100 * 2 / 30, abs=1e-4)
    assert "perplexity" not in found["scores"]


def test_two_models_compare_their_perplexities(
    pantoum: Pantoum, reverser: Path, files: tuple[Path, Path, Path]
) -> None:
    found = json.loads(pantoum("compare", reverser, reverser, files[2], "--json").out)
    alone = json.loads(pantoum("evaluate", reverser, files[2], "--json").out)
    shown = found["scores"]["perplexity"]
    assert shown["a"] == shown["b"] == alone["perplexity"]
    assert shown["p_value"] == 1


def test_labels(pantoum: Pantoum, labeller: Path, tmp_path: Path) -> None:
    pairs = [(text, {"a": "alpha", "b": "beta", "c": "gamma"}[text[0]]) for text, _ in PAIRS]
    test = write_tsv(tmp_path / "test.tsv", pairs)
    right = package.compare(labeller, [label for _, label in pairs], test)
    predicted = [
        one.label for one in package.load(labeller, task="classifier")([text for text, _ in pairs])
    ]
    wrong = sum(a != b for a, (_, b) in zip(predicted, pairs, strict=True))
    assert set(right.differences) == {"accuracy", "precision", "recall", "f1"}
    assert right.outcomes[:3] == (0, wrong, 30 - wrong)
    assert right.differences["accuracy"].b == 100


def test_tags(pantoum: Pantoum, name_tagger: Path, tmp_path: Path) -> None:
    test = write_conll(tmp_path / "test.conll", names()[:40])
    nothing = [[(word, "O") for word, _ in sentence] for sentence in names()[:40]]
    worse = write_conll(tmp_path / "worse.conll", nothing)
    found = json.loads(pantoum("compare", worse, name_tagger, test, "--json").out)
    with_names = sum(any(tag != "O" for _, tag in sentence) for sentence in names()[:40])
    alone = json.loads(pantoum("evaluate", name_tagger, test, "--json").out)
    assert found["outcomes"]["b_better"] == round(alone["exact_match"] * 40 / 100) - 40 + with_names
    assert found["scores"]["f1"]["a"] == 0
    assert found["scores"]["f1"]["b"] == alone["f1"]
    assert found["scores"]["f1"]["p_value"] < 0.01
    files = json.loads(pantoum("compare", worse, test, test, "--json").out)
    assert files["scores"]["f1"]["b"] == 100
    assert files["outcomes"]["b_better"] == with_names
    assert "known_accuracy" not in files["scores"]
    # The content says what a file is, as everywhere, where the name says something else.
    unnamed = shutil.copy(test, tmp_path / "test.txt")
    assert json.loads(pantoum("compare", worse, test, unnamed, "--json").out) == files


def test_columns_of_tags_have_their_names(
    pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
) -> None:
    test = write_conllu(tmp_path / "test.conllu", clauses())
    found = json.loads(pantoum("compare", clause_tagger, test, test, "--json").out)
    assert {"upos.accuracy", "xpos.accuracy"} <= set(found["scores"])


def test_language_models(pantoum: Pantoum, writer: Path, lines_of_ab: Path) -> None:
    found = json.loads(pantoum("compare", writer, writer, lines_of_ab, "--json").out)
    assert set(found["scores"]) == {"perplexity", "bits_per_character", "unknown"}
    assert found["outcomes"]["ties"] == 127
    done = pantoum("compare", writer, lines_of_ab, lines_of_ab)
    assert done.error.startswith("a language model is compared with another one")


def test_lists_of_outputs_from_python(files: tuple[Path, Path, Path]) -> None:
    comparison = package.compare(A, B, files[2], units="characters", seed=2)
    assert comparison.outcomes == compare_outcomes(
        *(error_statistics(RIGHT, side).counts[:, 1] == 0 for side in (A, B))
    )
    expected = paired_bootstrap([error_statistics(RIGHT, A)], [error_statistics(RIGHT, B)], seed=2)
    assert comparison.differences == expected
    assert [one.better for one in comparison.disputed] == [*("B" * 8), "A", "A"]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["x"] * 29, "there are 29 outputs, but "),
        ([], "there are 0 outputs, but "),
        (["x\ty"] * 30, "every line has a TAB, but outputs stand alone on their lines"),
    ],
)
def test_outputs_that_do_not_fit(
    pantoum: Pantoum,
    files: tuple[Path, Path, Path],
    tmp_path: Path,
    lines: list[str],
    what: str,
) -> None:
    wrong = write_text(tmp_path / "wrong.txt", lines)
    done = pantoum("compare", files[0], wrong, files[2])
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith(f"{wrong}: {what}")


def test_models_of_different_kinds(
    pantoum: Pantoum, reverser: Path, labeller: Path, files: tuple[Path, Path, Path]
) -> None:
    done = pantoum("compare", reverser, labeller, files[2])
    assert "are models of different kinds (seq2seq and classifier)" in done.error


def test_tags_of_other_words(pantoum: Pantoum, tmp_path: Path) -> None:
    test = write_conll(tmp_path / "test.conll", names()[:4])
    fewer = write_conll(tmp_path / "fewer.conll", names()[:3])
    other = write_conll(tmp_path / "other.conll", names()[1:5])
    assert (
        "there are 3 sentences, but 4 in the test data"
        in pantoum("compare", test, fewer, test).error
    )
    assert pantoum("compare", test, other, test).error.startswith(
        f"{other}, line 1: the sentence has other words"
    )


def test_a_test_set_is_needed(pantoum: Pantoum, files: tuple[Path, Path, Path]) -> None:
    assert pantoum("compare", files[0], files[1]).status == 2


def test_an_input_that_is_too_long_is_named_by_its_line(
    pantoum: Pantoum, reverser: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantoum.predictor.input_encoder.LONGEST_INPUT", 10)
    test = write_tsv(tmp_path / "test.tsv", [("ab", "ba"), ("abcabcabca", "acbacbacba")])
    done = pantoum("compare", reverser, reverser, test)
    assert done.status == 1
    assert done.err == (
        f"pantoum: error: {test}, line 2: the input starting 'abcabcabca' has 11 symbols, but no "
        "more than 10 are sure to fit in memory: split it\n"
    )


def test_the_format_of_a_file_whose_name_does_not_tell_it(
    pantoum: Pantoum, reverser: Path, files: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    expected = json.loads(pantoum("compare", *files, "--json").out)
    unnamed = tmp_path / "test"
    unnamed.write_text("".join(f"{a},{b}\n" for a, b in PAIRS), encoding="utf-8")
    assert "the content does not tell the format" in pantoum("compare", *files[:2], unnamed).error
    done = pantoum("compare", *files[:2], unnamed, "--format", "csv", "--json")
    assert json.loads(done.out) == expected
    done = pantoum("compare", reverser, files[1], unnamed, "--format", "csv", "--json")
    assert json.loads(done.out)["examples"] == len(PAIRS)


def test_two_models_read_a_pipe_once(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "".join(f"{a}\t{b}\n" for a, b in PAIRS)
    writer = threading.Thread(target=pipe.write_text, args=(text,), daemon=True)
    writer.start()
    done = pantoum("compare", reverser, reverser, pipe, "--json")
    writer.join(timeout=10)
    assert json.loads(done.out)["examples"] == len(PAIRS)


def test_groups(pantoum: Pantoum, two_ways: Path, reverser: Path, tmp_path: Path) -> None:
    plain = write_tsv(tmp_path / "plain.tsv", [("word", "form"), ("abc", "abc"), ("ab", "ab")])
    right = write_text(tmp_path / "right.txt", ["abc", "ab"])
    systems = (two_ways, right)
    assert (
        "or give one group for all inputs (--group NAME"
        in pantoum("compare", *systems, plain).error
    )
    for group, errors in ((SAME, 0), (REVERSED, 100)):
        done = pantoum("compare", *systems, plain, "--group", group, "--json")
        assert json.loads(done.out)["scores"]["word_error_rate"]["a"] == errors
    grouped = write_grouped(tmp_path / "grouped.tsv", [("abc", "abc", SAME), ("ab", "ab", "new")])
    done = pantoum("compare", *systems, grouped)
    assert done.error.startswith(f"{grouped}, line 3: the group 'new' is not in the training data")
    done = pantoum("compare", *systems, grouped, "--unseen_group", "unknown", "--json")
    assert json.loads(done.out)["examples"] == 2
    both = pantoum("compare", two_ways, reverser, plain, "--group", SAME, "--json")
    assert json.loads(both.out)["examples"] == 2


@pytest.mark.parametrize(("flag", "value"), [("group", "x"), ("unseen_group", "unknown")])
def test_a_group_where_no_model_reads_one(
    pantoum: Pantoum, reverser: Path, files: tuple[Path, Path, Path], flag: str, value: str
) -> None:
    done = pantoum("compare", reverser, files[1], files[2], f"--{flag}", value)
    assert done.error == f"no model that is compared reads groups: leave {flag} out"


def test_outputs_that_are_numbers(pantoum: Pantoum, tmp_path: Path) -> None:
    test = write_tsv(tmp_path / "test.tsv", [(a, "7", b) for a, b in PAIRS])
    outputs = write_text(tmp_path / "a.txt", RIGHT)
    done = pantoum("compare", outputs, outputs, test)
    assert done.error.endswith(
        "give a file in which the input and the output are the first two columns"
    )
