"""What is meant by a name that is none: names of other tools, and names written a little wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

# Our names, and what they are called elsewhere.
_CALLED: Mapping[str, str] = {
    "learning_rate": "lr max_lr peak_lr step_size",
    "epochs": "num_epochs n_epochs max_epochs num_train_epochs max_epoch epoch_num iterations "
    "max_steps train_steps num_steps max_update",
    "batch_tokens": "batch batch_size bs train_batch_size per_device_train_batch_size max_tokens "
    "minibatch mini_batch",
    "hidden": "hidden_size hidden_dim hidden_units rnn_size rnn_hidden_size lstm_hidden units "
    "dim_rnn d_model",
    "decoder_hidden": "decoder_hidden_size dec_hidden decoder_size",
    "embedding": "embedding_size embedding_dim embed_dim emb_size emb_dim embeddings word_vec_size "
    "dim_emb",
    "layers": "num_layers n_layers depth enc_layers encoder_layers enc_depth",
    "decoder_layers": "dec_layers num_decoder_layers dec_depth",
    "cell": "rnn_type cell_type rnn arch architecture unit_type enc_cell",
    "dropout": "drop dropout_rate dropout_prob p_dropout dropout_p",
    "attention": "attention_type global_attention attn",
    "bidirectional": "bidir bi birnn brnn bilstm",
    "max_grad_norm": "clip clip_norm grad_clip gradient_clip gradient_clip_val clip_grad "
    "clip_grad_norm max_norm",
    "weight_decay": "wd l2 decay regularization",
    "warmup_steps": "warmup warmup_updates num_warmup_steps lr_warmup",
    "label_smoothing": "smoothing",
    "ema_decay": "ema exponential_smoothing moving_average",
    "patience": "early_stopping early_stop early_stopping_patience",
    "evaluate_every": "eval_every eval_steps valid_steps validation_freq valid_freq eval_interval",
    "device": "gpu gpus cuda accelerator use_gpu num_gpus",
    "precision": "fp16 bf16 amp half mixed_precision",
    "threads": "num_threads n_threads n_jobs cpu_threads num_workers",
    "seed": "random_seed random_state rng manual_seed",
    "vocabulary_size": "vocab_size vocab max_vocab vocabulary num_words src_vocab_size",
    "min_count": "min_freq min_frequency word_min_frequency src_words_min_frequency",
    "max_length": "max_len max_seq_len max_sequence_length src_seq_length",
    "source_units": "tokenizer tokenization src_units input_units",
    "target_units": "tgt_units output_units",
    "tag_scheme": "tagging_scheme bio",
    "beam": "beam_size beam_width num_beams beams",
    "length_penalty": "lenpen alpha normalize",
    "no_repeat_ngram_size": "block_ngram_repeat no_repeat_ngram",
    "nbest": "n_best num_return_sequences topn",
    "dev": "valid validation val eval_data validation_data valid_data dev_data devset validset "
    "validation_file train_dev",
    "output": "out out_dir output_dir outdir model_dir save save_dir save_path model_path "
    "checkpoint_dir dest",
    "from": "pretrained init_from finetune fine_tune init_checkpoint load_model from_model "
    "pretrained_model",
    "start": "from_model base_model pretrained init_from from_",
    "resume": "continue restart continue_training resume_from_checkpoint",
    "overwrite": "force force_overwrite replace",
    "config": "config_file cfg yaml options",
    "progress": "verbose progress_bar quiet silent",
    "callback": "callbacks on_epoch_end hook",
    "tensorboard": "tensorboard_dir logdir log_dir use_tensorboard",
    "top_k": "topk",
    "top_p": "topp nucleus",
    "count": "num_samples samples n_samples",
    "length": "max_new_tokens",
    "workers": "processes num_processes",
    "copy_unknown": "replace_unk replace_unknown copy_unk",
    "json": "as_json",
    "help": "usage",
}
_OURS: Mapping[str, tuple[str, ...]] = {
    theirs: tuple(ours for ours, names in _CALLED.items() if theirs in names.split())
    for names in _CALLED.values()
    for theirs in names.split()
}
# What ours counts, where that is something else than theirs.
_PASSES = "it counts passes over the training data"
_SYMBOLS = "it counts padded symbols, and not rows"
_COUNTS = {
    **dict.fromkeys(["iterations", "max_steps", "train_steps", "num_steps", "max_update"], _PASSES),
    **dict.fromkeys(_CALLED["batch_tokens"].replace(" max_tokens", "").split(), _SYMBOLS),
}

# How alike a name and a wrong one are at least, as `difflib` measures it: "hlep" and "help" are
# .75, "report" and "dropout" are .62.
NEAR = 0.65


def hint(name: str, names: Sequence[str], before: str = "", otherwise: str = "") -> str:
    """What to do about a name that is none: the one that is likely to be meant.

    Args:
        name: what somebody wrote, without dashes before it.
        names: all that there are, full names such as ``training.epochs``.
        before: what stands before a name, as the dashes of a flag.
        otherwise: what to do where none is likely.
    """
    found = meant(name, names)
    if found is None:
        return otherwise
    counts = _COUNTS.get(_plain(name).rpartition(".")[2])
    return f"did you mean {before}{found}?" + (f" ({counts})" if counts else "")


def meant(name: str, names: Sequence[str]) -> str | None:
    """The name that is meant, of some; None if none is likely."""
    known = known_as(name, names)
    if known is not None:
        return known
    written = _plain(name)
    near = get_close_matches(written, names, n=1, cutoff=NEAR)
    if near:
        return near[0]
    last_names = _by_last_name(names)
    near = get_close_matches(written.rpartition(".")[2], last_names, n=1, cutoff=NEAR)
    return last_names[near[0]] if near else None


def known_as(name: str, names: Sequence[str]) -> str | None:
    """The name that is written, of some, also by its last part alone or as other tools have it;
    None for one that is only near to some.
    """
    written = _plain(name)
    if written in names:
        return written
    last_names = _by_last_name(names)
    last = written.rpartition(".")[2]
    ours = (one for one in (last, *_OURS.get(last, ())) if one in last_names)
    return next((last_names[one] for one in ours), None)


def _by_last_name(names: Sequence[str]) -> dict[str, str]:
    return {one.rpartition(".")[2]: one for one in reversed(names)}


def _plain(name: str) -> str:
    return name.replace("-", "_").lower()
