"""A model behind LitServe with its batching, for `benchmarks/serving.py`.

python benchmarks/serving_litserve.py MODEL PORT
"""

import argparse
from typing import Any

import litserve  # pyright: ignore[reportMissingImports] - in an environment of its own
from serving_baselines import answer

import pantoum

BATCH = 64
WINDOW = 0.003  # that of `pantoum serve`


class Words(litserve.LitAPI):
    """One word a request, as many as come together a call of the model."""

    place = ""

    def setup(self, device: str) -> None:
        self.predictor = pantoum.load(self.place)

    def decode_request(self, request: dict[str, Any], **_: Any) -> str:
        return request["input"]

    def batch(self, inputs: list[str]) -> list[str]:
        return list(inputs)

    def predict(self, x: list[str], **_: Any) -> list[dict[str, Any]]:
        pairs = zip(x, self.predictor(x, attention=False), strict=True)
        return [answer("m", word, prediction) for word, prediction in pairs]

    def unbatch(self, output: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return output

    def encode_response(self, output: dict[str, Any], **_: Any) -> dict[str, Any]:
        return output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("port", type=int)
    options = parser.parse_args()
    api = Words(max_batch_size=BATCH, batch_timeout=WINDOW)
    api.place = options.model
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=options.port, generate_client_file=False, log_level="warning")


if __name__ == "__main__":
    main()
