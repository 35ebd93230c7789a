// The views of a column, in their order.
//
// A view is a module with
//   title                                    its heading
//   applies(inspection, context)             whether it has something to show
//   render(element, inspection, context)     shows it; called again at each answer and each change
//                                            of the state; the focus is kept by `data-key`
//   table(inspection, state, context)        perhaps: rows of cells, the first of them the names of
//                                            the columns, for a file of comma-separated values
// Its pictures, to be saved as SVG and PNG, are the `svg` and `canvas` elements of the class
// `saveable` that it has put into its element.
//
// The context:
//   state      the page's settings, by name
//   set(patch) changes these, and with them the link and, where it matters, what is asked
//   ask(more)  -> Promise of an inspection of the same input, with other things asked
//   announce(text)  says it to those who listen
//   live       false in a saved file, where no model can be asked
//   model      what GET /models says of the model
//   off        the names of the parts that are switched off
//   whole      the predictions with all parts, where some are off
//   marks      an EventTarget on which views of one answer tell each other what is pointed at: the
//              event "mark" with the detail {row, column}, places in the output and in the input

import * as alignment from "pantoum/alignment";
import * as attention from "pantoum/attention";
import * as beam from "pantoum/beam";
import * as cells from "pantoum/cells";
import * as changes from "pantoum/changes";
import * as classifier from "pantoum/classifier";
import * as language_model from "pantoum/language_model";
import * as output from "pantoum/output";
import * as tagger from "pantoum/tagger";

export const views = [
  ...[output, tagger, classifier, language_model],
  ...[changes, attention, alignment, beam, cells],
];
