"""Inside the cells, in a browser: strips, single units, and the equation with its numbers."""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import Any

import pytest
from tests.browser.asking import focused, inspected, number, part, until
from tests.browser.serving import Visitor

REVERSER = "model=reverser&input=abca"
NAMES = ["update gate", "forget gate", "output gate", "candidate", "memory cell", "hidden state"]
NUMBER = re.compile(r"−?\d+\.\d+")


def view(page: Any) -> Any:
    return page.get_by_role("region", name="Inside the cells")


def cell(page: Any, row: int, column: int) -> Any:
    """The cell of the strips in this row and column, from 0."""
    return view(page).locator(f'[data-key="cells-strips-{row}-{column}"]')


def readout(page: Any) -> str:
    return view(page).locator(".readout").first.inner_text()


def equations(page: Any) -> list[str]:
    """The lines of the equations as text, without spaces."""
    lines = view(page).locator("mtr").all_text_contents()
    return [re.sub(r"\s", "", line) for line in lines]


def numbers_in(line: str) -> list[float]:
    return [float(one.replace("−", "-")) for one in NUMBER.findall(line)]


class TestMeans:
    def test_every_step_of_every_quantity(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        one = part(inspected(visit.url, "reverser", "abca"), "encoder.1.forward")
        for row, (quantity, name) in enumerate(zip(one["quantities"], NAMES, strict=True)):
            for step, value in enumerate(one["means"][quantity["name"]]):
                said = f"mean, step {step + 1} ({one['tokens'][step]}): {name} {number(value)}"
                assert cell(page, row, step).get_attribute("aria-label") == said
        assert view(page).locator(".row-name title").all_text_contents() == NAMES

    def test_a_part_is_chosen_by_keys(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        view(page).get_by_role("radio", name="encoder, layer 1, forward").focus()
        for name in ("encoder.1.backward", "decoder.1"):
            page.keyboard.press("ArrowRight")
            one = part(inspected(visit.url, "reverser", "abca"), name)
            value = number(one["means"]["update_gate"][1])
            until(page, lambda v=value: v in cell(page, 0, 1).get_attribute("aria-label"))
            assert f"part={name}" in page.url
        assert view(page).get_by_role("radio", name="decoder, layer 1").is_checked()

    def test_keys_go_from_step_to_step(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        cell(page, 1, 0).click()
        assert readout(page).startswith("mean, step 1 (a): forget gate")
        page.keyboard.press("ArrowRight")
        assert focused(page).startswith("mean, step 2 (b): forget gate")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("End")
        assert focused(page).startswith("mean, step 5 (</s>): update gate")
        assert "step=5" in page.url
        assert "quantity=update_gate" in page.url
        page.keyboard.press("ArrowRight")
        assert focused(page).startswith("mean, step 5")

    def test_the_pointer_reads_out(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        cell(page, 2, 3).hover()
        assert readout(page).startswith("mean, step 4 (a): output gate")
        assert "step=" not in page.url

    def test_symbols_have_the_colours_of_the_strip(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&quantity=update_gate")
        for step in range(5):
            piece = view(page).locator(f'[data-key="cells-text-{step}"]')
            behind = piece.evaluate("one => getComputedStyle(one).backgroundColor")
            assert behind == cell(page, 0, step).evaluate("one => getComputedStyle(one).fill")
        view(page).locator('[data-key="cells-text-2"]').click()
        assert readout(page).startswith("mean, step 3 (c): update gate")

    def test_a_part_that_is_off(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&off=encoder.1.forward")
        view(page).get_by_text("This part is switched off").wait_for()
        view(page).get_by_role("radio", name="encoder, layer 1, backward").click()
        view(page).get_by_text("This part is switched off").wait_for(state="detached")


class TestUnits:
    def test_they_are_asked_for_when_they_are_shown(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.post_data or ""))
        view(page).get_by_role("checkbox", name="Single units").press("Space")
        view(page).get_by_role("slider").wait_for()
        assert '"units_of":"encoder.1.forward"' in asked[-1]
        assert page.evaluate("document.activeElement.dataset.key") == "cells-units"
        view(page).get_by_role("checkbox", name="Single units").press("Space")
        view(page).get_by_role("slider").wait_for(state="detached")
        assert "units=" not in page.url

    def test_a_unit_has_strips_of_its_own(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&units=decoder.1&unit=7")
        one = part(inspected(visit.url, "reverser", "abca", units_of="decoder.1"), "decoder.1")
        view(page).get_by_role("slider").wait_for()
        for row, quantity in enumerate(one["quantities"]):
            for step, units in enumerate(one["values"][quantity["name"]]):
                said = cell(page, row, step).get_attribute("aria-label")
                assert said.startswith(f"unit 7, step {step + 1} ")
                assert said.endswith(f" {number(units[6])}")
        assert view(page).locator(".curve:not(.halo)").count() == 6

    def test_by_number_by_key_and_by_pointer(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&units=encoder.1.forward&step=2")
        slider = view(page).get_by_role("slider")
        field = view(page).get_by_role("spinbutton", name="Unit")
        field.fill("")
        field.press_sequentially("20", delay=100)
        until(page, lambda: slider.get_attribute("aria-valuenow") == "20")
        slider.focus()
        for key, unit, step in [
            *(("ArrowDown", 21, 2), ("ArrowUp", 20, 2), ("ArrowRight", 20, 3)),
            *(("PageUp", 4, 3), ("End", 24, 3), ("ArrowDown", 24, 3), ("Home", 1, 3)),
        ]:
            page.keyboard.press(key)
            assert slider.get_attribute("aria-valuetext").startswith(f"unit {unit}, step {step} ")
            assert focused(page) == "Unit, of 24, by its hidden state"
        assert field.input_value() == "1"
        box = slider.bounding_box()
        height = (box["height"] - 2) / 24
        slider.click(position={"x": box["width"] - 10, "y": 1 + 10.5 * height})
        until(page, lambda: slider.get_attribute("aria-valuenow") == "11")
        assert slider.get_attribute("aria-valuetext").startswith("unit 11, step 5 ")

    def test_a_number_that_is_no_unit_changes_nothing(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&units=encoder.1.forward&unit=3")
        field = view(page).get_by_role("spinbutton", name="Unit")
        for text in ("0", "25", "2.5", ""):
            field.fill(text)
            assert "unit=3" in page.url
        for place in ("unit=99&step=-4", "unit=1.5&step=0.5", "unit=a&step=1e999"):
            page = visit(f"{REVERSER}&units=encoder.1.forward&{place}")
            page.locator("math").wait_for()

    def test_the_order(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&units=encoder.1.forward&step=3&quantity=update_gate")
        values = part(
            inspected(visit.url, "reverser", "abca", units_of="encoder.1.forward"),
            "encoder.1.forward",
        )["values"]["update_gate"]
        ranked = sorted(range(24), key=lambda unit: -values[2][unit])
        view(page).get_by_label("Order").select_option("by the value at this step")
        slider = view(page).get_by_role("slider")
        slider.focus()
        page.keyboard.press("Home")
        for unit in ranked[:3]:
            until(page, lambda u=unit: slider.get_attribute("aria-valuenow") == str(u + 1))
            page.keyboard.press("ArrowDown")
        view(page).get_by_label("Quantity").select_option("c̃ candidate")
        assert "candidate" in slider.get_attribute("aria-label")


class TestEquation:
    @pytest.mark.parametrize(
        ("name", "step"),
        [
            *(("encoder.1.forward", 1), ("encoder.1.forward", 3), ("encoder.1.backward", 5)),
            *(("encoder.1.backward", 2), ("decoder.1", 1), ("decoder.1", 4)),
        ],
    )
    def test_its_numbers_are_those_of_the_step(self, visit: Visitor, name: str, step: int) -> None:
        page = visit(f"{REVERSER}&units={name}&step={step}&unit=5")
        view(page).locator("math").wait_for()
        lines = equations(page)
        one = part(inspected(visit.url, "reverser", "abca", units_of=name), name)
        value = {quantity: steps[step - 1][4] for quantity, steps in one["values"].items()}
        before = step if name.endswith("backward") else step - 2
        memory = one["values"]["cell"]
        inside = 0 <= before < len(memory)
        previous = memory[before][4] if inside else one["initial"]["cell"][4]
        prior = before + 1
        assert lines[0].startswith(f"c~⟨{step}⟩=tanh(Wc[a⟨{prior}⟩;x⟨{step}⟩]+bc)≈")
        assert lines[4] == f"c⟨{step}⟩=Γuc~⟨{step}⟩+Γfc⟨{prior}⟩"
        shown = numbers_in(lines[5])
        expected = [value["update_gate"], value["candidate"], value["forget_gate"], previous]
        assert shown == pytest.approx([*expected, value["cell"]], abs=6e-4)
        assert lines[6] == f"a⟨{step}⟩=Γotanhc⟨{step}⟩"
        state = [value["output_gate"], value["cell"], value["hidden"]]
        assert numbers_in(lines[7]) == pytest.approx(state, abs=6e-4)
        # The equations hold, to the rounding of what is shown.
        update, candidate, forget, from_before, result = shown
        assert update * candidate + forget * from_before == pytest.approx(result, abs=0.01)
        gate, inner, hidden = numbers_in(lines[7])
        assert gate * math.tanh(inner) == pytest.approx(hidden, abs=0.01)

    def test_a_negative_factor_is_in_brackets(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&units=encoder.1.forward&step=3")
        view(page).locator("math").wait_for()
        values = part(
            inspected(visit.url, "reverser", "abca", units_of="encoder.1.forward"),
            "encoder.1.forward",
        )["values"]["candidate"][2]
        unit = next(unit for unit, value in enumerate(values) if value < -0.05)
        view(page).get_by_role("spinbutton", name="Unit").fill(str(unit + 1))
        wanted = f"({number(values[unit])})"
        until(page, lambda: wanted in equations(page)[5])
        assert equations(page)[0].endswith(f"≈{number(values[unit])}")


class TestFiles:
    def test_numbers_and_pictures(self, visit: Visitor, tmp_path: Path) -> None:
        page = visit(f"{REVERSER}&units=decoder.1")
        view(page).get_by_role("slider").wait_for()
        with page.expect_download() as found:
            view(page).get_by_role("button", name="Save Inside the cells as CSV").click()
        found.value.save_as(tmp_path / "cells.csv")
        text = (tmp_path / "cells.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        inspection = inspected(visit.url, "reverser", "abca", units_of="decoder.1")
        for row in rows:
            one = part(inspection, row["part"])
            step = int(row["step"]) - 1
            assert row["symbol"] == one["tokens"][step]
            means = one["means"][row["quantity"]]
            expected = means[step]
            if row["unit"] != "mean":
                expected = one["values"][row["quantity"]][step][int(row["unit"]) - 1]
            assert float(row["value"]) == expected
        steps = [len(one["tokens"]) for one in inspection["cells"]]
        assert len(rows) == 6 * (sum(steps) + 24 * steps[-1])
        with page.expect_download() as found:
            view(page).get_by_role("button", name="Save Inside the cells as SVG").click()
        found.value.save_as(tmp_path / "cells.svg")
        assert "var(--" not in (tmp_path / "cells.svg").read_text(encoding="utf-8")

    def test_a_page_without_a_server_has_all_units(self, visit: Visitor, tmp_path: Path) -> None:
        page = visit(REVERSER)
        with page.expect_download() as found:
            page.get_by_role("button", name="Save page").click()
        found.value.save_as(tmp_path / "page.html")
        alone = visit.window(offline=True)
        alone.goto((tmp_path / "page.html").as_uri())
        view(alone).get_by_role("checkbox", name="Single units").press("Space")
        view(alone).get_by_role("radio", name="decoder, layer 1").press("Space")
        view(alone).get_by_role("spinbutton", name="Unit").fill("9")
        one = part(inspected(visit.url, "reverser", "abca", units_of="all"), "decoder.1")
        value = number(one["values"]["hidden"][0][8])
        until(alone, lambda: equations(alone)[7].endswith(f"≈{value}"))
        # What needs a model is not offered.
        assert alone.get_by_role("region", name="The beam").locator(".forces").count() == 0


class TestOtherModels:
    def test_words_and_texts(self, visit: Visitor) -> None:
        page = visit("model=tagger&input=the dog runs&step=2")
        assert readout(page).startswith("mean, step 2 (dog): hidden state")
        page = visit("model=writer&input=abab&units=layer.1&step=1")
        view(page).locator("math").wait_for()
        assert equations(page)[4] == "c⟨1⟩=Γuc~⟨1⟩+Γfc⟨0⟩"

    def test_a_second_model_without_that_part_shows_its_means(self, visit: Visitor) -> None:
        page = visit("model=reverser&with=labeller&input=abca&units=decoder.1")
        views = page.get_by_role("region", name="Inside the cells")
        until(page, lambda: views.count() == 2)
        views.nth(0).locator("math").wait_for()
        assert views.nth(1).locator(".readout").first.inner_text().startswith("mean, step 1 (a)")
        assert views.nth(1).locator("math").count() == 0

    def test_a_model_without_insides(self, visit: Visitor) -> None:
        page = visit("model=exported&input=abca")
        assert view(page).count() == 0

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_a_phone(self, visit: Visitor, scheme: str) -> None:
        page = visit(
            f"{REVERSER}&units=decoder.1",
            viewport={"width": 360, "height": 740},
            color_scheme=scheme,
        )
        view(page).locator("math").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
