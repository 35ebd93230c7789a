"""The one driver of corpora: every row once, within the budget, with its result in its place."""

from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import FlatSequences, ordered_batches
from pantoum.inference.driver import PaddedRows, padded_rows, run_corpus

CORPUS = st.lists(st.lists(st.integers(4, 9), max_size=12), max_size=40)


@given(CORPUS, st.integers(1, 60))
def test_each_row_has_its_own_result(rows: list[list[int]], budget: int) -> None:
    corpus = FlatSequences.of(rows)
    doubled = FlatSequences.of([[2 * id for id in row] for row in rows])
    batches: list[list[int]] = []

    def sums(batch: PaddedRows) -> list[tuple[int, int, int]]:
        batches.append(batch.rows)
        first, second = batch.parts
        assert first.lengths.tolist() == [len(rows[row]) for row in batch.rows]
        columns = first.ids.sum(dim=1), second.ids.sum(dim=1)  # padding is 0
        return list(zip(batch.rows, *(column.tolist() for column in columns), strict=True))

    results = run_corpus(corpus.lengths, budget, padded_rows(corpus, doubled), sums, "cpu")
    assert results == [(number, sum(row), 2 * sum(row)) for number, row in enumerate(rows)]
    assert batches == ordered_batches(corpus.lengths, budget)
