"""The beam as a tree, in a browser."""

from __future__ import annotations

import csv
import io
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.browser.asking import focused, inspected, number, until
from tests.browser.serving import Visitor

REVERSER = "model=reverser&input=abca"
# Lays out a tree with the page's own module.
LAYOUT = """async ([nodes, best]) => {
    const { layout } = await import("pantoum/beam_layout.js");
    const found = layout(nodes, best);
    return { rows: [...found.rows], best: [...found.best] };
}"""


def view(page: Any) -> Any:
    return page.get_by_role("region", name="The beam")


def node(page: Any, number: int) -> Any:
    return view(page).locator(f'.node[data-id="{number}"]')


def readout(page: Any) -> str:
    return view(page).locator(".readout").inner_text()


class Tree:
    """The nodes that the server gives, and what is asked of them here."""

    def __init__(self, url: str, text: str = "abca", **more: Any) -> None:
        self.nodes = inspected(url, "reverser", text, nbest=3, **more)["beam"]["nodes"]

    def of(self, **wanted: Any) -> dict[str, Any]:
        """The first node with these values."""
        return next(one for one in self.nodes if all(one[name] == wanted[name] for name in wanted))

    def path(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        """From the first symbol to a node."""
        path = []
        while one["parent"] is not None:
            path.insert(0, one)
            one = self.nodes[one["parent"]]
        return path


def test_every_partial_output_is_a_node(visit: Visitor) -> None:
    page = visit(REVERSER)
    tree = Tree(visit.url)
    assert view(page).get_by_role("treeitem").count() == len(tree.nodes)
    for one in tree.nodes[1:]:
        said = node(page, one["id"]).get_attribute("aria-label")
        begins = " ".join(step["token"] for step in tree.path(one))
        assert said.startswith(f"{begins}; log-probability {number(one['total'])} (")
        assert ("dropped" in said) == (one["state"] == "dropped")
        assert ("finished" in said) == (one["state"] == "finished")
        assert (f"rank {one['rank']}" in said) == (one["rank"] is not None)
        width = float(
            view(page).locator(f'.edge[data-id="{one["id"]}"]').get_attribute("stroke-width")
        )
        assert width == pytest.approx(1 + 5 * math.exp(one["log_probability"]), abs=0.006)


def test_the_best_path_is_marked_and_the_lost_ones_are_grey(visit: Visitor) -> None:
    page = visit(REVERSER)
    tree = Tree(visit.url)
    best = {one["id"] for one in tree.path(tree.of(rank=1))} | {0}
    ends = [one for one in tree.nodes if one["state"] in ("finished", "cut")]
    leading = {step["id"] for one in ends for step in tree.path(one)} | {0}
    for one in tree.nodes:
        classes = node(page, one["id"]).get_attribute("class").split()
        assert ("best" in classes) == (one["id"] in best)
        assert ("grey" in classes) == (one["id"] not in leading)
    assert readout(page) == node(page, tree.of(rank=1)["id"]).get_attribute("aria-label")


def test_the_pointer_lights_up_the_path(visit: Visitor) -> None:
    page = visit(REVERSER)
    tree = Tree(visit.url)
    one = tree.of(rank=2)
    node(page, one["id"]).hover()
    assert readout(page) == node(page, one["id"]).get_attribute("aria-label")
    lit = view(page).locator(".node.lit").evaluate_all("all => all.map(one => +one.dataset.id)")
    assert sorted(lit) == sorted([0, *(step["id"] for step in tree.path(one))])


def test_a_click_forces_the_beginning(visit: Visitor) -> None:
    page = visit(REVERSER)
    one = Tree(visit.url).of(step=1, token="b")
    node(page, one["id"]).click()
    page.locator(".outputs .name").get_by_text("b", exact=False).first.wait_for()
    assert "prefix=b" in page.url
    until(page, lambda: page.locator(".outputs .name").first.inner_text().startswith("b"))
    forced = Tree(visit.url, prefix="b")
    until(page, lambda: view(page).get_by_role("treeitem").count() == len(forced.nodes))
    node(page, 0).click()
    until(page, lambda: page.locator(".outputs .name").first.inner_text() == "acba")
    assert "prefix=" not in page.url


def test_by_keys_alone(visit: Visitor) -> None:
    page = visit(REVERSER)
    view(page).locator('.node[tabindex="0"]').focus()
    assert focused(page).endswith(readout(page))
    page.keyboard.press("Home")
    assert focused(page) == "the beginning of all outputs"
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("a; ")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith(("b; ", "c; "))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("a c; ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("a; ")
    page.keyboard.press("End")
    assert "rank 1" in focused(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    until(page, lambda: "prefix=acba" in page.url)


def test_without_a_search_there_is_no_tree(visit: Visitor) -> None:
    page = visit(f"{REVERSER}&sample=true")
    assert view(page).count() == 0


def test_as_a_list_and_as_a_table(visit: Visitor, tmp_path: Path) -> None:
    page = visit(REVERSER)
    nodes = Tree(visit.url).nodes[1:]
    view(page).get_by_text("The tree as a list").click()
    until(page, lambda: view(page).locator("tbody tr").count() == len(nodes))
    with page.expect_download() as found:
        view(page).get_by_role("button", name="Save The beam as CSV").click()
    found.value.save_as(tmp_path / "beam.csv")
    rows = csv.DictReader(io.StringIO((tmp_path / "beam.csv").read_text(encoding="utf-8")))
    for row, one in zip(rows, nodes, strict=True):
        assert row["symbol"] == one["token"]
        assert float(row["log probability"]) == one["total"]
        assert float(row["probability"]) == pytest.approx(
            math.exp(one["log_probability"]), abs=1e-4
        )
    # The list stays open when there is another answer.
    page.get_by_role("textbox", name="Input").fill("abcab")
    others = Tree(visit.url, "abcab").nodes[1:]
    until(page, lambda: view(page).locator("tbody tr").count() == len(others))
    assert (
        view(page).locator("tbody tr").first.locator("td").nth(2).inner_text() == others[0]["token"]
    )


def random_tree(seed: int) -> list[dict[str, Any]]:
    """As a beam search makes it: at each step some nodes, each the child of one of those before."""
    generator = np.random.default_rng(seed)
    nodes: list[dict[str, Any]] = [{"id": 0, "parent": None, "step": 0, "state": "continued"}]
    last = [0]
    for step in range(1, int(generator.integers(2, 12))):
        some = int(generator.integers(1, 7))
        parents = generator.choice(last, some)
        last = []
        for parent in parents.tolist():
            ended = bool(generator.random() < 0.2)
            state = "finished" if ended else "continued"
            one = {"id": len(nodes), "parent": parent, "step": step, "state": state}
            nodes.append({**one, "total": -float(generator.random())})
            if not ended:
                last.append(len(nodes) - 1)
        if not last:
            break
    return nodes


def test_no_two_nodes_meet_and_no_two_lines_cross(visit: Visitor) -> None:
    page = visit(REVERSER)
    for seed in range(40):
        nodes = random_tree(seed)
        end = nodes[-1]["id"]
        found = page.evaluate(LAYOUT, [nodes, end])
        rows = dict(found["rows"])
        assert set(rows) == {one["id"] for one in nodes}
        path = [end]
        while (parent := nodes[path[-1]]["parent"]) is not None:
            path.append(parent)
        assert sorted(found["best"]) == sorted(path)
        assert {rows[one] for one in path} == {0}
        for step in range(12):
            edges = sorted(
                (rows[one["parent"]], rows[one["id"]]) for one in nodes if one["step"] == step > 0
            )
            below = [to for _, to in edges]
            assert len(set(below)) == len(below)
            assert all(first < second for first, second in pairwise(below)), f"tree {seed}"
        for one in nodes:  # beside the end of an output its score is written
            if one["state"] == "finished":
                beside = [two for two in nodes if two["step"] == one["step"] + 1]
                assert rows[one["id"]] not in [rows[two["id"]] for two in beside]
