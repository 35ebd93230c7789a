"""What a server takes at most of a request, and of all of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of a server.

    Args:
        items: inputs of one request.
        symbols: characters of one input, or of another text of a request.
        inspected: characters of one input whose way through a model is shown, which takes some
            thirty kilobytes for each.
        nbest: outputs that a request may ask for, of each of its inputs.
        beam: hypotheses that a request may have a search keep.
        choices: entries of one list of a request: forbidden symbols, allowed outputs, a lexicon.
        phrases: phrases that a request may have an output hold.
        work: what one input may cost with its options: steps of its search, each of which costs
            300, its length, and 20 for each hypothesis; a million is some seconds of a small model.
        body: bytes of a request's body.
        queue: inputs of all requests that wait for the model.
        deadline: seconds after which a request is given up.
        window: seconds that the model waits for more inputs, while there are many requests.
        batch: inputs that the model is given together.
        connections: clients that are connected at once.
        threads: processors that the model computes with; 0: all that there are.
        poll: seconds between two looks at the files of the models; 0: they are not looked at.
    """

    items: int = 256
    symbols: int = 2_000
    inspected: int = 300
    nbest: int = 50
    beam: int = 64
    choices: int = 10_000
    phrases: int = 20
    work: int = 5_000_000
    body: int = 1_000_000
    queue: int = 2_048
    deadline: float = 30.0
    window: float = 0.003
    batch: int = 64
    connections: int = 512
    threads: int = 0
    poll: float = 1.0
