"""Writes docs/lecture/figures/: interactive figures of the lecture's companion, each one HTML file.

    python docs/make_figures.py [FOLDER]

Two small models are trained on made data, `pantoum serve` shows them, and a Chromium saves its page
as a reader would, with *Save page*. It needs the extras `serve` and `dev`, and a Chromium.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

import pantoum
from pantoum.explaining import inspect_input

FOLDER = Path(__file__).resolve().parent / "lecture" / "figures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ADDRESS = re.compile(r"on (http://\S+) \(page\)")
# What is seen at first: the name of a file, and what stands behind the `#` of the page's link.
FIGURES = {
    "attention": "model=reverser&input=abcdea",
    "lstm": "model=keeper&input=p x y z y x p&units=layer.1&unit={keeping}&quantity=cell&step=5",
}
IMPORTS = re.compile(r'(type="importmap">)(.*?)(</script>)', re.S)
STYLE = re.compile(r"(<style [^>]*>)(.*?)(</style>)", re.S)
SCRIPT = "data:text/javascript;base64,"


def main(folder: Path) -> None:
    """Write all figures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        models = trained(Path(place))
        keeping = keeping_unit(models["keeper"])
        with serving(models) as url, chromium() as browser:
            for name, state in FIGURES.items():
                text = saved_page(browser, f"{url}/#{state.format(keeping=keeping)}")
                (folder / f"{name}.html").write_text(compact(text), encoding="utf-8")


def trained(folder: Path) -> dict[str, Path]:
    """A model that writes words backwards, and one whose texts end with the sign they begin with,
    however much stands between.
    """
    numbers = random.Random(1)
    words = ["".join(numbers.choices("abcde", k=numbers.randint(2, 7))) for _ in range(1_500)]
    pantoum.train(
        [(word, word[::-1]) for word in words],
        output=folder / "reverser",
        hidden=16,
        embedding=8,
        epochs=12,
        learning_rate=0.01,
        seed=1,
        progress=False,
    )
    keys = numbers.choices("pq", k=1_500)
    fillings = [" ".join(numbers.choices("xyz", k=numbers.randint(2, 5))) for _ in keys]
    pantoum.train(
        [f"{key} {filling} {key}" for key, filling in zip(keys, fillings, strict=True)],
        output=folder / "keeper",
        task="language_model",
        hidden=6,
        embedding=6,
        epochs=20,
        learning_rate=0.03,
        dropout=0.0,
        label_smoothing=0.0,
        seed=1,
        progress=False,
    )
    return {"reverser": folder / "reverser", "keeper": folder / "keeper"}


def keeping_unit(folder: Path) -> int:
    """The unit, from 1, whose memory tells best which sign the text began with."""
    memories = []
    for key in "pq":
        found = inspect_input(pantoum.load(folder), f"{key} x y z y x", units_of="layer.1")
        memories.append(np.array(found["cells"][0]["values"]["cell"][-1]))
    return int(np.abs(memories[0] - memories[1]).argmax()) + 1


@contextlib.contextmanager
def serving(models: dict[str, Path]) -> Iterator[str]:
    """The address of a server of these models that ends with the block."""
    given = [f"{name}={path}" for name, path in models.items()]
    command = [sys.executable, "-m", "pantoum", "serve", *given, "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        yield next(found[1] for line in process.stderr if (found := ADDRESS.search(line)))
    finally:
        process.terminate()
        process.communicate()


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """The browser that CHROMIUM names, or the first that is installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


def saved_page(browser: Any, address: str) -> str:
    """The page at an address as it saves itself."""
    page = browser.new_context(accept_downloads=True).new_page()
    page.goto(address)
    page.locator(".view").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save page").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    page.context.close()
    return text


def compact(text: str) -> str:
    """A saved page without the comments and the indentation of its modules and its style."""

    def imports(found: re.Match[str]) -> str:
        modules = json.loads(found[2])["imports"]
        shorter = {name: _module(address) for name, address in modules.items()}
        return f"{found[1]}{json.dumps({'imports': shorter}, separators=(',', ':'))}{found[3]}"

    text = IMPORTS.sub(imports, text)
    return STYLE.sub(lambda found: f"{found[1]}{_lines(found[2])}{found[3]}", text)


def _module(address: str) -> str:
    code = base64.b64decode(address.removeprefix(SCRIPT)).decode("utf-8")
    code = re.sub(r"^\s*/\*\*.*?\*/$", "", code, flags=re.M | re.S)
    code = re.sub(r"^\s*//.*$", "", code, flags=re.M)
    return SCRIPT + base64.b64encode(_lines(code).encode("utf-8")).decode("ascii")


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
