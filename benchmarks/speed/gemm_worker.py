"""The machine's speed at matrix products: two squares of 1,024, again and again; a "symbol" is 1
MFLOP.
"""

from __future__ import annotations

import torch
from worker import Step, options, serve

SIZE = 1_024
PRODUCTS = 20


def main() -> None:
    """Serve products."""
    torch.set_num_threads(options().threads)
    left = torch.randn(SIZE, SIZE)
    right = torch.randn(SIZE, SIZE)
    out = torch.empty(SIZE, SIZE)

    def step() -> Step:
        for _ in range(PRODUCTS):
            torch.mm(left, right, out=out)
        return Step(PRODUCTS * 2 * SIZE**3 // 1_000_000)

    serve(step, {})


if __name__ == "__main__":
    main()
