// The outputs of an encoder-decoder.

import { el, replace } from "pantoum/dom";

export const title = "Output";

export function applies(inspection) {
  return inspection.task === "seq2seq";
}

export function render(element, inspection) {
  replace(element, inspection.predictions.map((one) => el("p", {}, one.text)));
}
