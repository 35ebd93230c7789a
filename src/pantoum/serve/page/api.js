// The server, asked. A key that it wants is kept for this tab alone.

import { canSee } from "pantoum/requests.js";

const KEY = "pantoum-key";

/** Why there is no answer, in one sentence. `status` is 0 where the server was not reached. */
export class ServerError extends Error {
  constructor(status, message, retryAfter = null) {
    super(message);
    Object.assign(this, { status, retryAfter });
  }
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key);
}

export async function models() {
  return (await request("models")).models;
}

/** A model with its card, scores and settings. */
export function model(name) {
  return request(`models/${encodeURIComponent(name)}`);
}

/**
 * What a model does with an input. Where its inside cannot be seen, or the input is too long for
 * that, it only predicts.
 */
export async function inspect(body, entry, signal) {
  if (canSee(entry, body.input)) return request("inspect", body, signal);
  const predictions = await predict(body, signal);
  const { source_tokens = [], tokens, log_probabilities } = predictions[0] ?? {};
  const surprise = entry.task === "language_model" && tokens
    ? tokens.map((token, place) => ({ token, log_probability: log_probabilities[place] })) : null;
  return { task: entry.task, input: body.input, source_tokens, predictions, parts: [], surprise };
}

/** The predictions alone. */
export async function predict(body, signal) {
  const { units_of, off, ...rest } = body;
  return (await request("predict", rest, signal)).predictions;
}

async function request(path, body, signal) {
  const key = sessionStorage.getItem(KEY);
  const headers = { Accept: "application/json" };
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    const method = body ? "POST" : "GET";
    response = await fetch(path, { method, headers, signal, body: body && JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError(0, "The server does not answer; is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new ServerError(response.status, sentenceOf(response.status, answer, key),
    Number(response.headers.get("Retry-After")) || null);
}

function sentenceOf(status, answer, key) {
  if (status === 401) return key ? "The server does not know this key." : "The server asks for a key.";
  if (status === 429) return "The server has more to do than it can; wait a moment.";
  if (status === 504) return "The server took too long for this input; try a shorter one.";
  const message = answer?.error?.message;
  return message ? sentence(message) : `The server answered with the status ${status}.`;
}

function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
