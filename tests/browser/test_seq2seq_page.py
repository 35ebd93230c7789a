"""The server's page with encoder-decoders: every control is used, against a real server."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.browser.serving import Visitor

REVERSER = "model=reverser&input=abca"


def state_of(page: Any) -> dict[str, str]:
    """What the link of a page says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).fragment).items()}


def outputs(page: Any, model: str | None = None) -> list[str]:
    """The outputs that are shown, the best first."""
    place = page.locator(f'.column[data-model="{model}"]') if model else page
    return place.locator(".outputs .name").all_inner_texts()


def shown(page: Any, *texts: str, model: str | None = None) -> None:
    """Wait until these are the first outputs."""
    column = f'.column[data-model="{model}"] ' if model else ""
    for place, text in enumerate(texts):
        page.locator(f"{column}.outputs li:nth-child({place + 1}) .name").get_by_text(
            text, exact=True
        ).wait_for()


def until(page: Any, condition: Callable[[], bool]) -> None:
    """Wait until this is so. (The page's policy forbids the browser's own way of waiting.)"""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not become so")


def view(page: Any, title: str) -> Any:
    """The view of a title."""
    return page.get_by_role("region", name=title, exact=True)


class TestTyping:
    def test_each_key_has_an_answer(self, visit: Visitor) -> None:
        page = visit("model=reverser")
        field = page.get_by_role("textbox", name="Input")
        field.fill("")
        page.get_by_text("Type an input above").wait_for()
        field.press_sequentially("abc", delay=250)
        shown(page, "cba")
        assert state_of(page)["input"] == "abc"
        assert page.title() == "abc – Pantoum"

    def test_those_who_listen_hear_the_output(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        page.get_by_role("textbox", name="Input").fill("bbc")
        page.locator("[role=status]").get_by_text("cbb", exact=True).wait_for(state="attached")

    def test_only_the_newest_answer_counts(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        page.evaluate(
            """() => {
                const real = window.fetch;
                window.fetch = async (path, options) => {
                    if (options?.body?.includes('"input":"ab"')) {
                        await new Promise((done) => setTimeout(done, 1500));
                        options = { ...options, signal: undefined };
                    }
                    return real(path, options);
                };
            }"""
        )
        field = page.get_by_role("textbox", name="Input")
        field.fill("ab")
        page.wait_for_timeout(300)
        field.fill("abc")
        shown(page, "cba")
        page.wait_for_timeout(1700)
        assert outputs(page)[0] == "cba"

    def test_keys_in_a_row_are_one_request(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=a")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.post_data or ""))
        page.get_by_role("textbox", name="Input").press_sequentially("bca", delay=5)
        shown(page, "acba")
        assert [json.loads(one)["input"] for one in asked] == ["abca"]

    def test_lines_become_one(self, visit: Visitor) -> None:
        page = visit("model=reverser")
        page.get_by_role("textbox", name="Input").fill("ab\r\nca")
        until(page, lambda: state_of(page)["input"] == "ab ca")
        assert page.get_by_role("textbox", name="Input").input_value() == "ab ca"

    def test_an_example_is_taken(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=c")
        example = page.get_by_role("group", name="Example inputs").get_by_role("button").first
        text = example.inner_text()
        example.click()
        shown(page, text[::-1])
        assert example.get_attribute("aria-pressed") == "true"

    def test_without_a_link_it_begins_with_an_example(self, visit: Visitor) -> None:
        page = visit()
        assert outputs(page) != []
        assert page.get_by_role("textbox", name="Input").input_value() == state_of(page)["input"]

    def test_markup_is_text(self, visit: Visitor) -> None:
        page = visit("model=reverser")
        text = '<img src=x onerror="alert(1)"><b>'
        page.get_by_role("textbox", name="Input").fill(text)
        view(page, "Attention").get_by_role("grid").get_by_text("<", exact=True).first.wait_for(
            state="attached"
        )
        assert page.locator("main img, main b").count() == 0
        assert "unknown" in page.get_by_role("list", name="Warnings").inner_text()


class TestOutputs:
    def test_they_have_their_probabilities(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&nbest=4&beam=6")
        rows = page.get_by_role("list", name="Outputs, the best first").get_by_role("button")
        assert rows.count() == 4
        answer = ask(page, {"input": "abca", "nbest": 4, "beam": 6})
        for row, prediction in zip(rows.all(), answer["predictions"], strict=True):
            assert row.locator(".name").inner_text() == prediction["text"]
            percent = 100 * math.exp(prediction["log_probability"])
            written = float(re.findall(r"[\d.]+", row.locator(".number").inner_text())[0])
            assert written == pytest.approx(percent, abs=0.5)
            width = row.locator(".bar > span").evaluate("(one) => parseFloat(one.style.width)")
            assert width == pytest.approx(percent, abs=0.01)

    def test_another_one_shows_its_attention(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        second = outputs(page)[1]
        page.locator(".outputs button").nth(1).click()
        names = (
            view(page, "Attention")
            .locator("svg .row-name")
            .evaluate_all("all => all.map((one) => one.querySelector('title').textContent)")
        )
        assert "".join(names).replace("</s>", "") == second
        assert state_of(page)["rank"] == "2"

    def test_another_symbol_forces_the_beginning(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        page.get_by_role("button", name="“c”, 2nd symbol").click()
        choices = page.get_by_role("group", name="What could be the 2nd symbol")
        answer = ask(page, {"input": "abca"})
        listed = choices.get_by_role("listitem").locator(".name").all_inner_texts()
        assert listed == [one["token"] for one in answer["alternatives"][1]]
        other = next(one for one in answer["alternatives"][1] if one["token"] == "b")
        choices.get_by_role("button", name=f"begin with “{other['prefix']}”").click()
        until(page, lambda: outputs(page)[0].startswith("ab"))
        assert state_of(page)["prefix"] == other["prefix"]
        assert page.locator("button.symbol.forced").count() == 2
        assert "begins with" in page.locator(".prefix").inner_text()
        page.get_by_role("button", name="no longer begin with").click()
        shown(page, "acba")
        assert "prefix" not in state_of(page)

    def test_a_new_input_has_no_forced_beginning(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&prefix=ab")
        page.locator(".prefix").wait_for()
        page.get_by_role("textbox", name="Input").fill("bc")
        shown(page, "cb")
        assert page.locator(".prefix").count() == 0


class TestSettings:
    def test_how_many_outputs(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        page.get_by_role("slider", name="Outputs").fill("5")
        page.locator(".outputs li:nth-child(5)").wait_for()
        assert state_of(page)["nbest"] == "5"
        page.get_by_role("button", name="Outputs as the model has it").click()
        page.locator(".outputs li:nth-child(4)").wait_for(state="detached")
        assert "nbest" not in state_of(page)

    def test_the_beam(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        slider = page.get_by_role("slider", name="Beam")
        slider.fill("1")
        page.locator(".outputs li:nth-child(2)").wait_for(state="detached")
        slider.press("ArrowRight")
        page.locator(".outputs li:nth-child(2)").wait_for()
        assert state_of(page)["beam"] == "2"

    def test_the_length_penalty(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&nbest=6&beam=6")
        before = scores(page)
        slider = page.get_by_role("slider", name="Length penalty")
        slider.fill("0")
        until(page, lambda: state_of(page).get("length_penalty") == "0")
        answer = ask(page, {"input": "abca", "nbest": 6, "beam": 6, "length_penalty": 0.0})
        shown(page, *(one["text"] or "∅" for one in answer["predictions"]))
        assert [one["score"] for one in answer["predictions"]] != before

    def test_outputs_are_drawn(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        assert not page.get_by_role("slider", name="Temperature").is_visible()
        page.get_by_role("switch", name="Draw instead of search").check()
        page.get_by_role("slider", name="Temperature").fill("2")
        page.get_by_role("spinbutton", name="Seed").fill("7")
        page.get_by_role("button", name="Draw again").click()
        options = {"sample": True, "temperature": 2.0, "seed": 8, "nbest": 3}
        answer = ask(page, {"input": "abca", **options})
        shown(page, *(one["text"] or "∅" for one in answer["predictions"]))
        assert state_of(page) | {"sample": "true", "temperature": "2", "seed": "8"} == (
            state_of(page)
        )
        assert not page.get_by_role("slider", name="Beam").is_visible()
        page.get_by_role("switch", name="Draw instead of search").uncheck()
        shown(page, "acba")
        assert set(state_of(page)) == {"model", "input"}

    def test_parts_are_switched_off(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        switches = page.get_by_role("group", name="Parts of the model").get_by_role("switch")
        names = [one["title"] for one in ask(page, {"input": "abca"})["parts"] if one["can_be_off"]]
        assert switches.count() == len(names) > 2
        for name in names:
            page.get_by_role("switch", name=name, exact=True).uncheck()
            changed = view(page, "Without these parts")
            changed.get_by_text(f"Without {name}:").wait_for()
            part = state_of(page)["off"]
            answer = ask(page, {"input": "abca", "off": [part]})
            rows = changed.locator("dd[dir]").all_inner_texts()
            assert [re.sub(r"\s", "", one) for one in rows] == [
                "acba",
                answer["predictions"][0]["text"] or "anemptyoutput",
            ]
            page.get_by_role("switch", name=name, exact=True).check()
            changed.wait_for(state="detached")

    def test_groups(self, visit: Visitor) -> None:
        page = visit("model=two-ways&input=ab")
        group = page.get_by_role("combobox", name="Group")
        group.select_option("same")
        shown(page, "ab")
        group.select_option("reversed")
        shown(page, "ba")
        assert state_of(page)["group"] == "reversed"

    def test_features(self, visit: Visitor) -> None:
        def with_features(route: Any) -> None:
            response = route.fetch()
            models = response.json()["models"]
            models[0]["features"] = True
            route.fulfill(response=response, json={"models": models})

        page = visit.window()
        page.route("**/models", with_features)
        bodies: list[dict[str, Any]] = []
        # The small model reads none; what is asked is what counts.
        page.route("**/inspect", lambda route: answer_without("features", route, bodies))
        page.goto(f"{visit.url}/#{REVERSER}&features=V;PST")
        shown(page, "acba")
        field = page.get_by_role("textbox", name="Features")
        assert field.input_value() == "V;PST"
        field.fill("N;PL")
        until(page, lambda: bodies[-1].get("features") == "N;PL")
        assert state_of(page)["features"] == "N;PL"
        field.fill("")
        until(page, lambda: "features" not in bodies[-1])


class TestAttention:
    def test_a_cell_marks_both_sides(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        attention = view(page, "Attention")
        cell = attention.locator('.cell[data-row="1"][data-column="2"]')
        cell.hover()
        weights = ask(page, {"input": "abca"})["predictions"][0]["attention"]
        said = f"For “c” the model reads “c” with the weight {weights[1][2]:.3f}."
        attention.get_by_text(said).wait_for()
        assert marked(attention, ".row-name.on") == ["c"]
        assert marked(attention, ".head.on") == ["c"]
        assert page.locator("button.symbol.marked").count() == 1
        lines = view(page, "Alignment").locator("path.on")
        assert lines.evaluate_all(
            "all => all.map((one) => [one.dataset.row, one.dataset.column])"
        ) in (
            [["1", "2"]],
            [],
        )

    def test_the_arrow_keys_walk(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        attention = view(page, "Attention")
        attention.locator('.cell[tabindex="0"]').focus()
        for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp"):
            page.keyboard.press(key)
        attention.get_by_text("For “a” the model reads “c” with the weight").wait_for()
        assert marked(attention, ".row-name.on") == ["a"]

    def test_the_colour_is_the_weight(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        weights = ask(page, {"input": "abca"})["predictions"][0]["attention"]
        fills = (
            view(page, "Attention")
            .locator(".cell")
            .evaluate_all("all => all.map((one) => one.getAttribute('fill'))")
        )
        expected = [100 * weight for row in weights for weight in row]
        percents = [float(re.findall(r"([\d.]+)%", one)[0]) for one in fills]
        assert percents == pytest.approx(expected, abs=0.051)

    def test_the_weights_are_a_table_too(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        attention = view(page, "Attention")
        attention.locator("summary").click()
        table = attention.get_by_role("table")
        table.wait_for()
        rows = table.get_by_role("row").all_inner_texts()
        weights = ask(page, {"input": "abca"})["predictions"][0]["attention"]
        assert rows[0].split() == [*"abca", "</s>"]
        assert [float(one) for one in rows[1].split()[1:]] == weights[0]

    def test_lines_are_as_thick_as_the_weight(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        weights = ask(page, {"input": "abca"})["predictions"][0]["attention"]
        lines = (
            view(page, "Alignment")
            .locator("path")
            .evaluate_all(
                "all => all.map((one) => [one.dataset.row, one.dataset.column, "
                "one.getAttribute('stroke-width')].map(Number))"
            )
        )
        expected = [
            [row, column, round(9 * weight, 2)]
            for row, of_row in enumerate(weights)
            for column, weight in enumerate(of_row)
            if weight >= 0.03
        ]
        assert lines == [pytest.approx(one, abs=0.011) for one in expected]

    def test_a_symbol_says_what_it_is_read_for(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        alignment = view(page, "Alignment")
        alignment.locator("text[data-row]").first.hover()
        alignment.get_by_text("“a” reads ").wait_for()
        alignment.locator("text[data-column]").last.hover()
        alignment.get_by_text("the end is read for ").wait_for()

    def test_lines_are_walked_by_keys(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=abc")
        alignment = view(page, "Alignment")
        alignment.locator('text[tabindex="0"]').focus()
        alignment.get_by_text("“c” reads ").wait_for()
        page.keyboard.press("ArrowRight")
        alignment.get_by_text("“b” reads ").wait_for()
        page.keyboard.press("ArrowUp")
        alignment.get_by_text("“b” is read for ").wait_for()
        page.keyboard.press("ArrowLeft")
        alignment.get_by_text("“a” is read for ").wait_for()
        page.keyboard.press("ArrowDown")
        alignment.get_by_text("“c” reads ").wait_for()


class TestRightToLeft:
    HEBREW = "אבגד"

    def test_columns_follow_the_reading_order(self, visit: Visitor) -> None:
        page = visit.window()
        page.route("**/inspect", lambda route: self.answer(route))
        page.goto(f"{visit.url}/#model=reverser&input={self.HEBREW}")
        attention = view(page, "Attention")
        attention.locator(".head").first.wait_for()
        heads = attention.locator(".head").evaluate_all(
            "all => all.map((one) => [one.querySelector('title').textContent, "
            "one.getBoundingClientRect().left])"
        )
        assert [name for name, _ in sorted(heads, key=lambda one: -one[1])] == [
            *self.HEBREW,
            "</s>",
        ]
        names = attention.locator(".row-name").first.bounding_box()
        assert names["x"] > heads[0][1]
        top = (
            view(page, "Alignment")
            .locator("text[data-column]")
            .evaluate_all("all => all.map((one) => one.getBoundingClientRect().left)")
        )
        assert top == sorted(top, reverse=True)
        bottom = (
            view(page, "Alignment")
            .locator("text[data-row]")
            .evaluate_all("all => all.map((one) => one.getBoundingClientRect().left)")
        )
        assert bottom == sorted(bottom)
        field = page.get_by_role("textbox", name="Input")
        assert field.evaluate("(one) => getComputedStyle(one).direction") == "rtl"

    def test_the_keys_go_where_they_point(self, visit: Visitor) -> None:
        page = visit.window()
        page.route("**/inspect", lambda route: self.answer(route))
        page.goto(f"{visit.url}/#model=reverser&input={self.HEBREW}")
        attention = view(page, "Attention")
        attention.locator('.cell[tabindex="0"]').focus()
        page.keyboard.press("ArrowLeft")
        attention.get_by_text("the model reads “ב”").wait_for()

    def answer(self, route: Any) -> None:
        """What the model says of abca, with other letters."""
        body = json.loads(route.request.post_data)
        response = route.fetch(post_data=json.dumps({**body, "input": "abca"}))
        answer = response.json()
        tokens = [*self.HEBREW, "</s>"]
        answer |= {"input": self.HEBREW, "source_tokens": tokens}
        for one in answer["predictions"]:
            one["source_tokens"] = tokens
        route.fulfill(response=response, json=answer)


@pytest.mark.parametrize("text", ["हिन्दी", "한국어", "ʃɑ̃t͡s", "مَرْحَبًا", "👩‍👩‍👧 a"])
def test_any_script_is_read_as_the_model_reads_it(visit: Visitor, text: str) -> None:
    page = visit(f"model=reverser&input={text}")
    tokens = ask(page, {"input": text})["source_tokens"]
    assert marked(view(page, "Attention"), ".head") == tokens
    assert marked(view(page, "Alignment"), "text[data-column]") == tokens
    assert page.get_by_role("textbox", name="Input").input_value() == text


class TestLinks:
    LINK: ClassVar = {
        **{"model": "reverser", "with": "two-ways", "input": "abca", "group": "same", "at": "2"},
        **{"nbest": "4", "beam": "6", "length_penalty": "0.5", "rank": "2", "prefix": "ab"},
        "off": "encoder.1.backward",
    }

    def test_a_link_reopens_all_of_it(self, visit: Visitor) -> None:
        page = visit("&".join(f"{name}={value}" for name, value in self.LINK.items()))
        assert state_of(page) == self.LINK
        page.locator('[data-model="two-ways"] .view').first.wait_for()
        choose = page.get_by_role
        assert choose("combobox", name="Model").input_value() == "reverser"
        assert choose("combobox", name="Beside it").input_value() == "two-ways"
        assert choose("textbox", name="Input").input_value() == "abca"
        assert choose("combobox", name="Group").input_value() == "same"
        assert choose("slider", name="Outputs").input_value() == "4"
        assert choose("slider", name="Beam").input_value() == "6"
        assert choose("slider", name="Length penalty").input_value() == "0.5"
        assert not choose("switch", name="encoder, layer 1, backward").is_checked()
        first = page.locator('[data-model="reverser"]')
        assert first.locator(".prefix bdi").inner_text() == "ab"
        assert first.locator(".alternatives").count() == 1
        opened = first.locator('button.symbol[aria-expanded="true"]')
        assert opened.get_attribute("data-key") == "symbol-1"
        assert (
            first.locator('.outputs [aria-current="true"]')
            .get_attribute("aria-label")
            .startswith("2nd output")
        )

    def test_drawing_too(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&sample=true&temperature=1.5&seed=4")
        assert page.get_by_role("switch", name="Draw instead of search").is_checked()
        assert page.get_by_role("slider", name="Temperature").input_value() == "1.5"
        assert page.get_by_role("spinbutton", name="Seed").input_value() == "4"

    def test_back_and_forward(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=ab")
        page.get_by_role("textbox", name="Input").press_sequentially("ca", delay=30)
        shown(page, "acba")
        page.get_by_role("slider", name="Outputs").fill("2")
        page.locator(".outputs li:nth-child(3)").wait_for(state="detached")
        page.go_back()
        page.locator(".outputs li:nth-child(3)").wait_for()
        page.go_back()
        shown(page, "ba")
        assert page.get_by_role("textbox", name="Input").input_value() == "ab"
        page.go_forward()
        shown(page, "acba")

    def test_what_a_link_says_wrongly_is_left_out(self, visit: Visitor) -> None:
        page = visit("model=nothing&with=less&input=ab&beam=many&sample=perhaps&off=wheels&at=99")
        shown(page, "ba")

    def test_the_link_is_copied(self, visit: Visitor) -> None:
        page = visit(REVERSER, permissions=["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy link").click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.url


class TestTwoModels:
    def test_they_stand_side_by_side(self, visit: Visitor) -> None:
        page = visit("model=reverser&input=ab", viewport={"width": 1400, "height": 900})
        page.get_by_role("combobox", name="Beside it").select_option("two-ways")
        shown(page, "ba", model="reverser")
        page.locator('[data-model="two-ways"] .view').first.wait_for()
        titles = [
            page.locator(f'[data-model="{name}"] h3').all_inner_texts()
            for name in ("reverser", "two-ways")
        ]
        assert titles[0] == titles[1]
        left, right = [one.bounding_box() for one in page.locator(".column").all()]
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] < right["x"]
        page.get_by_role("combobox", name="Group").select_option("same")
        shown(page, "ab", model="two-ways")
        shown(page, "ba", model="reverser")
        page.get_by_role("combobox", name="Beside it").select_option("")
        page.locator('[data-model="two-ways"]').wait_for(state="detached")

    def test_on_a_telephone_under_each_other(self, visit: Visitor) -> None:
        size = {"width": 360, "height": 700}
        page = visit("model=reverser&with=two-ways&input=ab", viewport=size)
        upper, lower = [one.bounding_box() for one in page.locator(".column").all()]
        assert upper["x"] == lower["x"]
        assert upper["y"] + upper["height"] <= lower["y"]

    def test_another_model_takes_the_place(self, visit: Visitor) -> None:
        page = visit(f"{REVERSER}&prefix=ab&off=attention")
        page.get_by_role("combobox", name="Model").select_option("two-ways")
        page.locator('[data-model="two-ways"] .view').first.wait_for()
        assert state_of(page) == {"model": "two-ways", "input": "abca"}

    def test_one_whose_inside_cannot_be_seen(self, visit: Visitor) -> None:
        page = visit("model=exported&input=abca")
        shown(page, "acba")
        titles = page.locator("h3").all_inner_texts()
        assert titles == ["Output", "Attention", "Alignment"]
        assert page.get_by_role("switch", name="attention").count() == 0


class TestAbout:
    def test_a_model_has_its_card_and_scores(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        assert "encoder-decoder, reads characters" in page.locator(".column-head").inner_text()
        page.get_by_text("About this model").click()
        card = page.locator(".card")
        card.wait_for()
        entry = page.evaluate("fetch('models/reverser').then((one) => one.json())")
        assert card.inner_text() == entry["card"]
        assert f"{entry['parameters']:,} parameters" in page.locator(".about").inner_text()
        rows = page.locator(".about table").inner_text()
        assert "word error rate" in rows


class TestFiles:
    def test_a_picture(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        text = saved(page, "Save Attention as SVG").decode()
        assert text.startswith("<svg")
        assert re.findall(r"var\(|color-mix|oklab|light-dark", text) == []
        alone = visit.window()
        alone.goto("about:blank")
        alone.set_content(text)
        assert alone.locator("rect[fill]").count() >= 25

    def test_a_picture_in_pixels(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        data = saved(page, "Save Alignment as PNG")
        assert data.startswith(b"\x89PNG")
        width = int.from_bytes(data[16:20])
        box = view(page, "Alignment").locator("svg.lines").bounding_box()
        assert width == pytest.approx(2 * (box["width"] + 24), abs=4)

    def test_numbers(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        rows = list(csv.reader(io.StringIO(saved(page, "Save Attention as CSV").decode())))
        prediction = ask(page, {"input": "abca"})["predictions"][0]
        assert rows[0] == ["", *prediction["source_tokens"]]
        assert [row[0] for row in rows[1:]] == prediction["tokens"]
        assert [[float(one) for one in row[1:]] for row in rows[1:]] == prediction["attention"]
        rows = list(csv.reader(io.StringIO(saved(page, "Save Output as CSV").decode())))
        assert [row[1] for row in rows[1:]] == outputs(page)

    def test_formulas_stay_texts(self, visit: Visitor) -> None:
        page = visit(REVERSER)
        text = page.evaluate(
            "import('pantoum/save.js').then((save) => save.csvOf([['=1+1', 'a,\"b', -0.5, null]]))"
        )
        assert text == '\'=1+1,"a,""b",-0.5,\r\n'

    def test_the_whole_page_works_without_a_server(self, visit: Visitor, tmp_path: Path) -> None:
        page = visit(f"{REVERSER}&with=two-ways&at=2&off=encoder.1.backward")
        page.locator('[data-model="two-ways"] .changes').wait_for()
        before = [outputs(page, name) for name in ("reverser", "two-ways")]
        file = tmp_path / "saved.html"
        file.write_bytes(saved(page, "Save page"))
        alone = visit.window(offline=True)
        alone.goto(file.as_uri())
        alone.locator(".view").first.wait_for()
        assert [outputs(alone, name) for name in ("reverser", "two-ways")] == before
        titles = page.locator("h3").all_inner_texts()
        assert alone.locator("h3").all_inner_texts() == titles
        field = alone.get_by_role("textbox", name="Input")
        assert field.input_value() == "abca"
        assert field.get_attribute("readonly") is not None
        attention = view(alone, "Attention").first
        attention.locator('.cell[data-row="0"][data-column="3"]').hover()
        attention.get_by_text("For “a” the model reads “a” with the weight").wait_for()
        assert alone.locator(".alternatives").first.get_by_role("button").count() == 0
        alone.locator("button.symbol").first.click()
        first = alone.get_by_role("group", name="What could be the 1st symbol").first
        first.wait_for()
        alone.locator("button.symbol").first.click()
        first.wait_for(state="detached")
        alone.get_by_text("About this model").first.click()
        assert "encoder-decoder" in alone.locator(".card").first.inner_text()
        assert alone.get_by_role("slider", name="Beam").count() == 0
        data = saved(alone, "Save Attention as SVG")
        assert data.startswith(b"<svg")

    def test_no_text_of_an_answer_runs_in_it(self, visit: Visitor, tmp_path: Path) -> None:
        page = visit("model=reverser")
        text = "</script><script>document.title = 'bad'</script>"
        page.get_by_role("textbox", name="Input").fill(text)
        page.get_by_role("list", name="Warnings").wait_for()
        page.wait_for_timeout(400)
        file = tmp_path / "saved.html"
        file.write_bytes(saved(page, "Save page"))
        alone = visit.window(offline=True)
        alone.goto(file.as_uri())
        alone.locator(".view").first.wait_for()
        assert alone.get_by_role("textbox", name="Input").input_value() == text
        assert alone.title() == f"{text} – Pantoum"


def answer_without(name: str, route: Any, bodies: list[dict[str, Any]]) -> None:
    """Let the server answer without an option of the request, which is put down."""
    body = json.loads(route.request.post_data)
    bodies.append(dict(body))
    body.pop(name, None)
    route.continue_(post_data=json.dumps(body))


def saved(page: Any, button: str) -> bytes:
    """The file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).first.click()
    return Path(download.value.path()).read_bytes()


def marked(place: Any, selector: str) -> list[str]:
    """The whole texts of what is marked in a picture."""
    return place.locator(selector).evaluate_all(
        "all => all.map((one) => one.querySelector('title').textContent)"
    )


def scores(page: Any) -> list[float]:
    """Of the outputs of a page."""
    rows = list(csv.reader(io.StringIO(saved(page, "Save Output as CSV").decode())))
    return [float(row[-1]) for row in rows[1:]]


def ask(page: Any, body: dict[str, Any]) -> dict[str, Any]:
    """What the server answers to a request for the reverser, as the page makes it."""
    whole = {"model": "reverser", "nbest": 3, **body}
    return page.evaluate(
        """(body) => fetch("inspect", {
            method: "POST", headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        }).then((one) => one.json())""",
        whole,
    )
