// What is asked of the server for a state of the page.

/** How many outputs are shown where the link does not say it. */
export const OUTPUTS = 3;

/**
 * The body of a request for what a model does with the input: settings that are not in the state
 * are left to the model, and what the model does not have is left out, so that the same state can
 * be asked of a second model.
 */
export function requestOf(state, model) {
  const request = { model: model.name, input: state.input ?? "" };
  if (model.features && state.features) request.features = state.features;
  const group = groupOf(state, model);
  if (group !== null) request.group = group;
  if (model.task === "seq2seq") Object.assign(request, searchOf(state, model));
  if (!canSee(model, request.input)) return model.attention ? { ...request, attention: true } : request;
  const off = offOf(state, model);
  if (off.length) request.off = off;
  if (model.parts.some((part) => part.name === state.units)) request.units_of = state.units;
  return request;
}

/** Whether the server shows what a model does inside with an input. */
export function canSee({ inspect, limits }, input) {
  return inspect && Array.from(input).length <= (limits?.inspected ?? Infinity);
}

/** The group that is asked for: the chosen one, or the first that the model knows; null for none. */
export function groupOf(state, model) {
  if (!model.groups?.length) return null;
  return model.groups.includes(state.group) ? state.group : model.groups[0];
}

/** The parts that are switched off and that the model has. */
export function offOf(state, model) {
  const known = model.parts.filter((part) => part.can_be_off).map((part) => part.name);
  return (state.off ?? []).filter((name) => known.includes(name));
}

function searchOf(state, model) {
  const beam = state.beam ?? model.search?.beam ?? OUTPUTS;
  const options = { nbest: state.nbest ?? OUTPUTS };
  if (state.prefix) options.prefix = state.prefix;
  if (state.sample) {
    options.sample = true;
    if (state.temperature !== undefined) options.temperature = state.temperature;
    if (state.seed !== undefined) options.seed = state.seed;
    return options;
  }
  // A search finds no more outputs than its beam keeps.
  if (state.beam !== undefined) {
    options.beam = state.beam;
    options.nbest = Math.min(options.nbest, beam);
  }
  if (state.length_penalty !== undefined) options.length_penalty = state.length_penalty;
  return options;
}
