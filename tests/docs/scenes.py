"""The files that the documents speak of and do not make, small."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.docs.blocks import blocks_of
from tests.docs.shell import Shell

ENDINGS = {
    "Dutch": ("pad", "en", "ie"),
    "French": ("eau", "onner", "tion"),
    "Spanish": ("ado", "ita"),
    "Turkish": ("lar", "ım"),
}
SENTENCES = (
    "They/PRON fly/VERB kites/NOUN ./PUNCT",
    "He/PRON can/AUX can/AUX a/DET can/NOUN ./PUNCT",
    "Stop/VERB ./PUNCT",
    "They/PRON can/AUX fly/VERB ./PUNCT",
)
UNKNOWN = "She/PRON can/AUX fly/VERB ./PUNCT"  # a word of the dev and test sets alone


def write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def spanish(folder: Path, shell: Shell) -> None:
    """The files of the tour, by its own command."""
    (block,) = [
        block
        for block in blocks_of("docs/tour.md")
        if (block.heading, block.number) == ("A file to begin with", 1)
    ]
    assert shell.run(block.text, folder).status == 0
    shell.run("cut -f 1 test.tsv | head -n 20 > words.txt", folder)


def clauses(folder: Path, shell: Shell) -> None:
    """A treebank of four sentences, which come again and again, and one more to predict."""
    parts = {"train": SENTENCES * 30, "dev": (*SENTENCES, UNKNOWN), "test": (*SENTENCES, UNKNOWN)}
    for name, sentences in parts.items():
        lines = []
        for sentence in sentences:
            for number, token in enumerate(sentence.split(), start=1):
                word, tag = token.split("/")
                lines.append(f"{number}\t{word}\t_\t{tag}\t_\t_\t0\t_\t_\t_")
            lines.append("")
        write_lines(folder / f"en_ewt-ud-{name}.conllu", lines)


def readme(folder: Path, shell: Shell) -> None:
    spanish(folder, shell)
    clauses(folder, shell)


def readme_python(folder: Path, shell: Shell) -> None:
    """A second model of the same file, as small as can be."""
    assert shell.run("pantoum train spanish.tsv --output spanish2 --seed 2", folder).status == 0


def outputs(folder: Path, shell: Shell) -> None:
    """Models of the kinds that this page asks more of."""
    spanish(folder, shell)
    write_lines(folder / "verbs.tsv", [f"{a}ar\t{a}o\tV;PRS" for a in "bdlmnprst"])
    write_lines(folder / "lemmas.tsv", ["bar\tV;PRS", "tar\tV;PRS"])
    write_lines(folder / "dictionary.txt", ["bo", "to", "ta"])
    pairs = [f"wort{number} hund\tword{number} dog" for number in range(1000)]
    write_lines(folder / "pairs.tsv", pairs)
    write_lines(folder / "text.tsv", pairs[:3])
    write_lines(folder / "text.de", ["wort1 hund", "hund"])
    write_lines(folder / "corpus.de", ["wort1 hund", "hund"])
    made = """
        head -n 300 spanish.tsv > few.tsv
        for seed in 1 2 3; do
            pantoum train few.tsv --dev test.tsv --seed $seed --output spanish$seed
        done
        cp -r spanish1 spanish
        pantoum train verbs.tsv --dev verbs.tsv --output inflector
        pantoum train pairs.tsv --dev text.tsv --output translator --data.min_count 1 \\
            --data.source_units words --data.target_units words
    """
    ran = shell.run(made, folder)
    assert ran.status == 0, ran.printed


def languages(folder: Path, shell: Shell) -> None:
    """Words of languages that their endings tell."""
    numbers = random.Random(1)
    lines = ["abandonner\tFrench", "fietsen\tDutch", "op de fiets\tDutch"]
    for language, endings in ENDINGS.items():
        for _ in range(80 if language == "Dutch" else 60):
            stem = "".join(numbers.choice("bdfgklmnprst") + numbers.choice("aeiou") for _ in "12")
            lines.append(f"{stem}{numbers.choice(endings)}\t{language}")
    write_lines(folder / "words.tsv", lines)
    write_lines(folder / "test.tsv", lines[::9])


def sounds(folder: Path, shell: Shell) -> None:
    """A model to send, or to serve."""
    spanish(folder, shell)
    made = "head -n 300 spanish.tsv > few.tsv; pantoum train few.tsv --dev test.tsv --output"
    ran = shell.run(f"{made} pronouncer; mv pronouncer spanish", folder)
    assert ran.status == 0, ran.printed


def explained(folder: Path, shell: Shell) -> None:
    """A model, and few words to explain it on."""
    sounds(folder, shell)
    shell.run("head -n 25 test.tsv > few.tsv; mv few.tsv test.tsv", folder)


def names(folder: Path, shell: Shell) -> None:
    """Lines of plain text."""
    numbers = random.Random(1)
    lines = [
        "ch" * numbers.randint(0, 1) + "".join(numbers.choice(("apeau", "ti", "on")) for _ in "123")
        for _ in range(100)
    ]
    write_lines(folder / "names.txt", lines)
    write_lines(folder / "test.txt", lines[:10])


# What is made before a block is run; of a document before its first one.
SCENES: dict[str, Callable[[Path, Shell], None]] = {
    "README.md": readme,
    "README.md, From Python, 1": readme_python,
    "docs/bulk.md": spanish,
    "docs/explain.md": explained,
    "docs/hub.md": sounds,
    "docs/outputs.md": outputs,
    "docs/scale.md": spanish,
    "docs/streaming.md": spanish,
    "docs/serve.md": sounds,
    "docs/tagging.md": clauses,
    "docs/trackers.md": spanish,
    "docs/tour.md, A label for each text, 1": languages,
    "docs/tour.md, The next symbol of a text, 1": names,
}
