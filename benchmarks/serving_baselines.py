"""What `benchmarks/serving.py` compares with: each runs in a process of its own.

    python benchmarks/serving_baselines.py def|async|call MODEL PORT

`def` and `async` are a FastAPI handler that calls the model for each request, as a function that
FastAPI runs in a thread and as a coroutine; `call` calls the model for each line of stdin, and
prints the seconds that it took.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import pantoum


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["def", "async", "call"])
    parser.add_argument("model")
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    if options.kind == "call":
        time_calls(options.model)
    else:
        serve_plain(options.kind, options.model, options.port)


def answer(name: str, text: str, prediction: Any) -> dict[str, Any]:
    """What `pantoum serve` answers."""
    return {"model": name, "predictions": [prediction.to_dict(text)]}


def serve_plain(kind: str, place: str, port: int) -> None:
    import uvicorn
    from fastapi import Body, FastAPI

    model = pantoum.load(place)
    model("a")
    app = FastAPI()
    if kind == "def":

        @app.post("/predict")
        def in_a_thread(input: str = Body(embed=True)) -> dict[str, Any]:
            return answer("m", input, model(input, attention=False))
    else:

        @app.post("/predict")
        async def in_the_loop(input: str = Body(embed=True)) -> dict[str, Any]:
            return answer("m", input, model(input, attention=False))

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def time_calls(place: str) -> None:
    model = pantoum.load(place)
    print("ready", flush=True)
    for line in sys.stdin:
        word = line.rstrip("\n")
        began = time.perf_counter()
        answer("m", word, model(word, attention=False))
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
