"""What requests and answers of LibreTranslate's routes look like, for /openapi.json."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from pantoum.serve.schemas import example


class TranslateBody(BaseModel):
    """A request of LibreTranslate, as JSON or as a form."""

    model_config = example({"q": "ein hund", "source": "de", "target": "en"})
    q: str | list[str]
    source: str = Field(description='the code of a language, or "auto"')
    target: str
    format: Literal["text", "html"] = "text"
    alternatives: int = 0
    api_key: str | None = None


class Detected(BaseModel):
    """A language that a text may be in."""

    model_config = example({"confidence": 100.0, "language": "de"})
    confidence: float
    language: str


class Translated(BaseModel):
    """The translation of a text, or those of a list."""

    model_config = example({"translatedText": "a dog"})
    translatedText: str | list[str]  # noqa: N815 - as LibreTranslate has it
    detectedLanguage: Detected | list[Detected] | None = None  # noqa: N815
    alternatives: list[str] | list[list[str]] | None = None


class DetectBody(BaseModel):
    """A text whose language is asked for."""

    model_config = example({"q": "ein hund"})
    q: str | list[str]
    api_key: str | None = None


class Language(BaseModel):
    """A language, and those into which it is translated."""

    model_config = example({"code": "de", "name": "de", "targets": ["en"]})
    code: str
    name: str
    targets: list[str]


class FrontendSettings(BaseModel):
    """What the pages of LibreTranslate ask for first."""

    model_config = example(
        {
            "charLimit": 2000,
            "frontendTimeout": 500,
            "apiKeys": False,
            "keyRequired": False,
            "suggestions": False,
            "filesTranslation": False,
            "supportedFilesFormat": [],
            "language": {
                "source": {"code": "de", "name": "de"},
                "target": {"code": "en", "name": "en"},
            },
        }
    )
    charLimit: int  # noqa: N815 - as LibreTranslate has it
    frontendTimeout: int  # noqa: N815
    apiKeys: bool  # noqa: N815
    keyRequired: bool  # noqa: N815
    suggestions: bool
    filesTranslation: bool  # noqa: N815
    supportedFilesFormat: list[str]  # noqa: N815
    language: dict[str, dict[str, str]]


class SentenceError(BaseModel):
    """An error in LibreTranslate's form."""

    model_config = example({"error": "fr is not supported"})
    error: str
