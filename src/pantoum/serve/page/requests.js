// What is asked of the server for a state of the page.

/** How many outputs are shown where the link does not say it. */
export const OUTPUTS = 3;

/**
 * The body of a request for what a model does with the input: settings that are not in the state
 * are left to the model, and what the model does not have is left out, so that the same state can
 * be asked of a second model. JSON has nothing for what is undefined.
 */
export function requestOf(state, model) {
  const request = {
    model: model.name, input: state.input ?? "", group: groupOf(state, model),
    features: (model.features && state.features) || undefined,
    ...(model.task === "seq2seq" && searchOf(state)),
  };
  if (!canSee(model, request.input)) return { ...request, attention: model.attention || undefined };
  const off = offOf(state, model);
  const units = model.parts.find((part) => part.name === state.units);
  return { ...request, off: off.length ? off : undefined, units_of: units?.name };
}

/** Whether the server shows what a model does inside with an input. */
export function canSee({ inspect, limits }, input) {
  return inspect && Array.from(input).length <= (limits?.inspected ?? Infinity);
}

/** The group that is asked for: the chosen one, or the first that the model knows, if any. */
export function groupOf({ group }, { groups }) {
  return groups?.includes(group) ? group : groups?.[0];
}

/** The parts that are switched off and that the model has. */
export function offOf({ off = [] }, { parts }) {
  return off.filter((name) => parts.some((part) => part.can_be_off && part.name === name));
}

function searchOf(state) {
  const { beam, length_penalty, sample, temperature, seed, nbest = OUTPUTS } = state;
  const prefix = state.prefix || undefined;
  if (sample) return { nbest, prefix, sample, temperature, seed };
  // A search finds no more outputs than its beam keeps.
  return { nbest: Math.min(nbest, beam ?? nbest), prefix, beam, length_penalty };
}
