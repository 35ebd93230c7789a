// The views of a column, in their order.
//
// A view is a module with a `title` and the functions
//   applies(inspection, context)          whether it has something to show;
//   render(element, inspection, context)  shows it, anew at each answer and change of the state;
//   table(inspection, state, context)     perhaps: its numbers as rows, the first with their names.
// Its pictures, to be saved, have the class `saveable`. The context has
//   state, set(patch)  the page's settings by name; a change of them changes the link, and asks;
//   ask(more)          a promise of an inspection of the same input, with more asked;
//   announce(text)     says it to those who listen;
//   live               false in a saved file, where no model can be asked;
//   model              what GET /models says of it;
//   off, whole         the parts that are switched off, and the predictions without that;
//   marks              an EventTarget for "mark", see `tell` in attention.js.

import * as alignment from "pantoum/alignment.js";
import * as attention from "pantoum/attention.js";
import * as beam from "pantoum/beam.js";
import * as cells from "pantoum/cells.js";
import * as changes from "pantoum/changes.js";
import * as classifier from "pantoum/classifier.js";
import * as language_model from "pantoum/language_model.js";
import * as output from "pantoum/output.js";
import * as tagger from "pantoum/tagger.js";

export const INSIDE = ["part", "units", "unit", "step", "quantity", "order", "tags"];
export const views = [
  output, tagger, classifier, language_model, changes, attention, alignment, beam, cells,
];
