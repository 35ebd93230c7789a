"""Models that read the group of each input: calls, evaluation, and groups that are not known."""

from pathlib import Path
from typing import Any

import pytest
from tests.grouping import REVERSED, SAME, grouped, write_grouped

import pantoum
from pantoum import PantoumError
from pantoum.metrics import bootstrap_intervals, score, text_statistics
from pantoum.predictor import InputError
from pantoum.search.sampling import Sampling


@pytest.fixture
def model(two_ways: Path) -> Any:
    return pantoum.load(two_ways)


def refused(call: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(PantoumError) as caught:
        call(*arguments, **options)
    return str(caught.value)


def test_the_group_decides_what_the_output_is(model: Any) -> None:
    assert model.groups == (REVERSED, SAME)
    assert model("abc", group=REVERSED).text == "cba"
    assert model("abc", group=SAME).text == "abc"
    words = ["ab", "cab", "bc"]
    assert [one.text for one in model(words, group=REVERSED)] == ["ba", "bac", "cb"]
    mixed = model(words, group=[SAME, REVERSED, SAME])
    assert [one.text for one in mixed] == ["ab", "bac", "bc"]
    assert mixed[1].source_tokens == [REVERSED, "c", "a", "b", "</s>"]
    assert mixed[1].warnings == ()


def test_all_calls_read_the_group(model: Any) -> None:
    words = ["ab", "cab"]
    ways = [SAME, REVERSED]
    ranked = model.nbest(words, group=ways, count=2)
    assert [one[0].text for one in ranked] == ["ab", "bac"]
    assert [one.text for one in model.stream(iter(words), group=SAME)] == words
    right = model.score(words, ["ab", "bac"], group=ways)
    wrong = model.score(words, ["ab", "bac"], group=ways[::-1])
    assert all(a.score > b.score for a, b in zip(right, wrong, strict=True))
    assert model(words, score=["ab", "bac"], group=ways)[0].score == right[0].score
    sharp = Sampling(temperature=0.01)
    assert [one[0].text for one in model.sample(words, group=ways, sampling=sharp)] == ["ab", "bac"]
    assert model.perplexity(words, ["ab", "bac"], group=ways) < 1.5
    assert not model.too_long(words, group=ways)
    assert not model.unlike_training(words, group=ways)


def test_a_result_does_not_depend_on_the_groups_beside_it(model: Any) -> None:
    alone = model("cab", group=SAME)
    beside = model(["cab", "cab", "a"], group=[REVERSED, SAME, REVERSED])[1]
    assert beside.text == alone.text
    assert beside.log_probability == pytest.approx(alone.log_probability, abs=1e-5)


def test_a_stream_has_one_group(model: Any) -> None:
    with pytest.raises(PantoumError, match="a stream has one group for all inputs"):
        list(model.stream(["ab"] * 4, group=[SAME] * 4))


def test_missing_groups_and_wrong_numbers_are_refused(model: Any) -> None:
    known = f"{REVERSED}, {SAME}"
    expected = f"this model reads the group of each input: give one of {known}, or a list"
    assert refused(model, "ab").startswith(expected)
    assert refused(model, ["ab", "b"], group=[SAME]).startswith(
        "2 inputs need as many groups, but got 1"
    )
    assert refused(model, ["ab", "b"], group=[SAME, " "]).startswith(
        f"input 2: the group is empty: give one of {known}"
    )


@pytest.mark.usefixtures("unchecked_shapes")
def test_what_to_do_with_unseen_groups_is_one_of_two(model: Any) -> None:
    message = refused(model, "ab", group=SAME, unseen_group="yes")
    assert "unseen_group must be refuse or unknown, but is 'yes'" in message


def test_a_group_for_a_model_without_groups_is_refused(reverser: Path, labeller: Path) -> None:
    for folder in (reverser, labeller):
        model: Any = pantoum.load(folder)
        assert model.groups is None
        expected = "this model reads no groups: it was trained without a group column"
        assert refused(model, "ab", group="x").startswith(expected)
        assert refused(model.evaluate, [("ab", "x")], group="x").startswith(expected)


def test_an_unseen_group_is_refused_by_name_or_read_as_unknown(model: Any) -> None:
    with pytest.raises(InputError) as caught:
        model(["ab", "b"], group=[SAME, "upside down"])
    assert caught.value.where == "input 2"
    assert str(caught.value).startswith(
        "input 2: the group 'upside down' is not in the training data, which have "
        f"{REVERSED}, {SAME}: give one of these, or read it as unknown"
    )
    one = model("ab", group="upside down", unseen_group="unknown")
    assert one.source_tokens == ["upside down", "a", "b", "</s>"]
    (warning,) = one.warnings
    assert "1 of 3 input symbols is unknown to the model ('upside down')" in warning
    nameless = model(["ab"], group=[None])[0]
    assert nameless.log_probability == pytest.approx(one.log_probability, abs=1e-6)
    assert one.log_probability != model("ab", group=SAME).log_probability


# Of three letters in both groups, and two more of which the model cannot have both right.
LONG = [row for row in grouped() if len(row[0]) == 3]
ROWS = [*LONG[10:30], ("ab", "xx", SAME), ("b", "b", SAME)]


def test_scores_by_group_are_those_of_the_parts(model: Any, tmp_path: Path) -> None:
    path = write_grouped(tmp_path / "test.tsv", ROWS)
    found = model.evaluate(path, seed=3)
    assert [part.name for part in found.by_group] == [REVERSED, SAME]
    for part in found.by_group:
        rows = [row for row, one in enumerate(ROWS) if one[2] == part.name]
        right = [ROWS[row][1] for row in rows]
        outputs = [found.outputs[row] for row in rows]
        perplexity = model.perplexity([ROWS[row][0] for row in rows], right, group=part.name)
        expected = score("characters", right, outputs)
        assert part.scores == pytest.approx({**expected, "perplexity": perplexity})
        intervals = bootstrap_intervals(text_statistics("characters", right, outputs), seed=3)
        assert part.intervals["word_error_rate"] == intervals["word_error_rate"]
    assert found.by_group[1].scores["word_error_rate"] > 0
    in_json = found.to_dict()["groups"]
    assert in_json[SAME]["examples"] == sum(row[2] == SAME for row in ROWS)
    assert set(in_json[SAME]["intervals"]) >= {"word_error_rate", "perplexity"}
    assert f"<td>{SAME}</td>" in found._repr_html_()


def test_every_form_of_data_gives_the_scores_of_the_file(model: Any, tmp_path: Path) -> None:
    def comparable(evaluation: Any) -> dict[str, Any]:
        return {**evaluation.to_dict(), "seconds": 0}

    path = write_grouped(tmp_path / "test.tsv", ROWS)
    expected = comparable(model.evaluate(path))
    assert comparable(model.evaluate(ROWS)) == expected
    named = [{"way": way, "form": form, "word": word} for word, form, way in ROWS]
    assert comparable(model.evaluate(named)) == expected
    same = [row for row in ROWS if row[2] == SAME]
    without = [row[:2] for row in same]
    of_one = comparable(model.evaluate(same))
    assert comparable(model.evaluate(without, group=SAME)) == of_one
    plain = tmp_path / "plain.tsv"
    plain.write_text("".join("\t".join(row) + "\n" for row in [("word", "form"), *without]))
    assert comparable(model.evaluate(plain, group=SAME)) == of_one
    seen = model.evaluate(ROWS, train=grouped()).by_seen
    assert {part.name: part.scores["examples"] for part in seen} == {"seen": 21, "unseen": 1}


def test_an_unseen_group_in_test_data(model: Any) -> None:
    rows = [*ROWS, ("a", "a", "new")]
    assert "the group 'new' is not in the training data" in refused(model.evaluate, rows)
    found = model.evaluate(rows, unseen_group="unknown")
    assert [part.name for part in found.by_group] == [REVERSED, SAME, "new"]
    assert found.by_group[-1].scores["examples"] == 1
    assert any("('new')" in note for note in found.notes)


def test_an_empty_group_in_test_data(model: Any) -> None:
    assert "the group is empty" in refused(model.evaluate, [*ROWS, ("a", "a", " ")])


def test_an_ensemble_reads_the_same_groups(two_ways: Path, reverser: Path) -> None:
    both = pantoum.ensemble([two_ways, two_ways])
    assert both("abc", group=SAME).text == "abc"
    with pytest.raises(PantoumError):
        pantoum.ensemble([two_ways, reverser])


def test_comparing_reads_the_groups(two_ways: Path, model: Any, tmp_path: Path) -> None:
    path = write_grouped(tmp_path / "test.tsv", ROWS)
    outputs = model.evaluate(path).outputs
    compared = pantoum.compare(two_ways, outputs, path)
    assert all(one.a == one.b for one in compared.differences.values())


def test_a_refused_group_of_a_file_is_named_with_its_line(model: Any, tmp_path: Path) -> None:
    rows = [("cab", "cab", SAME), ("ab", "ab", "new"), ("ab", "ab", SAME)]
    path = write_grouped(tmp_path / "test.tsv", rows)
    with pytest.raises(PantoumError) as caught:
        model.evaluate(path)
    assert caught.value.where == f"{path}, line 3"
    assert str(caught.value).startswith(f"{path}, line 3: the group 'new' is not in the training")
    with pytest.raises(PantoumError) as caught:
        model.evaluate(rows)
    assert str(caught.value).startswith("data, item 2: the group 'new' is not in the training data")
    assert refused(model.evaluate, path, group="new").startswith(f"{path}: the group 'new' is not")
    assert [part.name for part in model.evaluate(path, unseen_group="unknown").by_group] == [
        SAME,
        "new",
    ]


def test_a_file_without_groups_says_what_can_be_given_in_their_place(
    model: Any, tmp_path: Path
) -> None:
    in_place = "or give one group for all inputs (--group NAME, in Python group=NAME)"
    path = tmp_path / "test.tsv"
    path.write_text("word\tform\nab\tab\n", encoding="utf-8")
    assert refused(model.evaluate, path).endswith(f"give a number from 1, {in_place}")
    aligned = [tmp_path / "in.txt", tmp_path / "out.txt"]
    for one in aligned:
        one.write_text("ab\n", encoding="utf-8")
    assert refused(model.evaluate, aligned) == (
        f"{aligned[0]}: line-aligned files have no group column: use one .tsv file, {in_place}"
    )
    assert model.evaluate(aligned, group=SAME).scores["word_error_rate"] == 0
