"""What requests and answers look like, for /openapi.json: nothing is checked with these, for the
engine does that with sentences of its own.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(examples=["abandonner"])]
Task = Literal["seq2seq", "tagger", "classifier", "language_model"]


def example(*values: Any) -> ConfigDict:
    """Examples of a body."""
    return ConfigDict(json_schema_extra={"examples": list(values)})


class ErrorParts(BaseModel):
    """What is wrong, as one sentence and in parts; those that do not apply are left out."""

    message: str
    setting: str | None = None
    rule: str | None = None
    value: Any = None
    remedy: str | None = None


class ErrorAnswer(BaseModel):
    """A request that was not answered."""

    model_config = example(
        {
            "error": {
                "message": "no model is called 'ger': give one of fre, dut",
                "setting": "model",
                "rule": "one of fre, dut",
                "value": "ger",
                "remedy": "give one of fre, dut",
            }
        }
    )
    error: ErrorParts


class Options(BaseModel):
    """Options of a call. A kind of model refuses those that it does not have."""

    model_config = ConfigDict(extra="allow")
    model: str | None = Field(None, description="its name; by default the first model")
    nbest: int | None = Field(None, description="outputs of each input, best first", ge=1)
    beam: int | None = Field(None, description="hypotheses that are kept at each step", ge=1)
    length_penalty: float | None = None
    prefix: str | list[str] | None = Field(None, description="what the output begins with")
    required: list[str] | list[list[str]] | None = Field(
        None, description="phrases that the output must hold"
    )
    forbidden: list[str] | None = Field(None, description="symbols that no output may hold")
    allowed: list[str] | None = Field(None, description="the only outputs that there may be")
    score: str | list[str] | None = Field(
        None, description="an output whose log-probability is asked for"
    )
    features: str | list[str | None] | None = Field(
        None, description="for models that read features: of the one input, or of each"
    )
    group: str | list[str | None] | None = Field(
        None, description="for models that read groups, such as a language"
    )
    sample: bool | None = Field(None, description="draw outputs instead of searching for the best")
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    seed: int | None = None
    attention: bool | None = Field(None, description="also give the weights of the attention")
    lexicon: Any = Field(
        None, description="known words as [word, output] pairs; false: not those of the file"
    )


class PredictBody(Options):
    """A request for predictions. There are more options, as in a call from Python."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {"input": "abandonner"},
                {"model": "fre", "input": ["chat", "chien"], "nbest": 3},
                {"model": "tagger", "input": ["They fly kites .", ["Stop", "."]]},
            ]
        },
    )
    input: Text | list[Text | list[str]] = Field(
        description="a text, or a list of texts; for taggers a sentence is a text of words with "
        "spaces, or in a list a list of words"
    )


class Output(BaseModel):
    """An output of an encoder-decoder."""

    source: str
    text: str
    rank: int
    score: float | None = Field(description="log-probability divided by the length")
    log_probability: float | None
    tokens: list[str]
    source_tokens: list[str]
    attention: list[list[float]] | None = Field(description="[output symbols, input symbols]")
    log_probabilities: list[float | None] | None = None
    warnings: list[str] | None = None
    from_lexicon: bool | None = None


class Tags(BaseModel):
    """The tags of a sentence, by kinds of tags."""

    words: list[str]
    tags: dict[str, list[str]]
    rank: int
    probability: dict[str, list[float]] = Field(description="of the tag of each word")
    log_probability: dict[str, float]
    warnings: list[str] | None = None


class Label(BaseModel):
    """The label of a text."""

    source: str
    label: str
    probability: float
    probabilities: dict[str, float]
    source_tokens: list[str]
    weights: list[float] | None = Field(description="where the attention pooling looks")
    warnings: list[str] | None = None


class ScoredText(BaseModel):
    """How likely a text is to a language model, in nats; one that it wrote has no perplexity."""

    text: str
    tokens: list[str]
    log_probability: float
    log_probabilities: list[float] | None = None
    perplexity: float | None = None
    unknown: int | None = None
    warnings: list[str] | None = None


Predictions = list[Output | Tags | Label | ScoredText]


PREDICTION: dict[str, Any] = {
    "source": "chat",
    "text": "ʃ a",
    "rank": 1,
    "score": -0.110649,
    "log_probability": -0.331948,
    "tokens": ["ʃ", "a", "</s>"],
    "source_tokens": ["c", "h", "a", "t", "</s>"],
    "attention": None,
}


class OneAnswer(BaseModel):
    """The predictions for one input."""

    model_config = example({"model": "fre", "predictions": [PREDICTION]})
    model: str
    predictions: Predictions


class Result(BaseModel):
    """What became of one input of several: its predictions, or what is wrong with it."""

    predictions: Predictions | None = None
    error: ErrorParts | None = None


class ManyAnswers(BaseModel):
    """The results of several inputs, in their order."""

    model_config = example(
        {
            "model": "fre",
            "results": [
                {"predictions": [PREDICTION]},
                {"error": {"message": "input has 2,001 characters: give at most 2,000"}},
            ],
        }
    )
    model: str
    results: list[Result]
