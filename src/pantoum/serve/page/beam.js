// The beam of a search as a tree: what each step kept, what it dropped, and what came out of it.

import { layout } from "pantoum/beam_layout";
import { disclosure, tableOf } from "pantoum/disclosure";
import { el, replace, svg } from "pantoum/dom";
import { keepingScroll } from "pantoum/grid";
import { clipped, number, widthOf } from "pantoum/measuring";
import { directionOf, percent, visible } from "pantoum/symbols";
import { walk } from "pantoum/walking";

export const title = "The beam";

const SIZE = 15;
const PILL = 24;
const GAP = 34;
const TOP = 24;
const MOST_WIDTH = 120;
// Above so many rows they stand closer, without the probability of each symbol.
const MANY_ROWS = 14;
const WORDS = {
  continued: "continued",
  finished: "finished",
  dropped: "dropped here",
  cut: "cut off at the longest output",
};

export function applies(inspection) {
  return Boolean(inspection.beam?.nodes?.length);
}

export function render(element, inspection, context) {
  const tree = new Tree(inspection.beam.nodes);
  const show = tree.nodes.map((node) => [node, tree.sentence(node)]);
  keepingScroll(element, () => {
    replace(
      element,
      el("p", { class: "quiet caption" }, captionOf(inspection.beam, context)),
      pictureOf(tree, new Map(show), context),
      disclosure(element, "beam-list", "The tree as a list", () =>
        tableOf(table(inspection), "All partial outputs of the beam")),
    );
  });
}

/** For each node: its step, the output so far, and its probabilities. */
export function table(inspection) {
  const tree = new Tree(inspection.beam.nodes);
  const names = ["step", "output", "symbol", "probability", "log_probability", "state", "score", "rank"];
  const rows = tree.nodes.slice(1).map((node) => [
    node.step,
    tree.output(node),
    node.token,
    node.log_probability === null ? null : Number(Math.exp(node.log_probability).toFixed(4)),
    node.total,
    node.state,
    node.score,
    node.rank,
  ]);
  return [names, ...rows];
}

function captionOf({ width }, { live, state }) {
  const kept = width === 1 ? "the likeliest output alone" : `the ${width} likeliest outputs so far`;
  const forced = live && !state.sample ? " A click on a symbol forces the output to begin so." : "";
  return `Each step keeps ${kept}; a thicker line is a likelier symbol.${forced}`;
}

/** The nodes, and where they stand. */
class Tree {
  constructor(nodes) {
    this.nodes = nodes;
    this.byId = new Map(nodes.map((node) => [node.id, node]));
    this.end = bestOf(nodes);
    Object.assign(this, layout(nodes, this.end.id));
    this.rowCount = 1 + Math.max(...this.rows.values());
    this.close = this.rowCount > MANY_ROWS;
    this.pitch = this.close ? 30 : 44;
    this.tall = TOP + this.rowCount * this.pitch;
    this.#columns();
  }

  #columns() {
    const widest = [];
    for (const node of this.nodes) {
      const wide = Math.min(MOST_WIDTH, widthOf(visible(node.token), SIZE) + 20);
      widest[node.step] = Math.max(widest[node.step] ?? 34, wide);
    }
    this.widths = widest;
    this.lefts = [2];
    widest.forEach((wide, step) => this.lefts.push(this.lefts[step] + wide + GAP));
    this.full = this.lefts[widest.length] + 90;
  }

  /** The box of a node: {x, y, width}. */
  box(node) {
    const y = TOP + this.rows.get(node.id) * this.pitch;
    return { x: this.lefts[node.step], y, width: this.widths[node.step] };
  }

  parent(node) {
    return this.byId.get(node.parent);
  }

  /** From the root to the node. */
  path(node) {
    const path = [];
    for (let one = node; one; one = this.parent(one)) path.unshift(one);
    return path;
  }

  /** The symbols up to a node. */
  output(node) {
    const symbols = this.path(node).slice(1).map((one) => visible(one.token));
    return symbols.join(" ");
  }

  sentence(node) {
    if (!this.parent(node)) return "the beginning of all outputs";
    const parts = [
      this.output(node),
      `log-probability ${number(node.total)} (${percent(Math.exp(node.total ?? -Infinity))})`,
      `this symbol ${percent(Math.exp(node.log_probability ?? -Infinity))}`,
      WORDS[node.state] ?? node.state,
    ];
    if (node.rank) parts.push(`rank ${node.rank}`);
    if (typeof node.score === "number") parts.push(`score ${number(node.score)}`);
    return parts.join("; ");
  }
}

/** The end of the best output: of rank 1, or where there is none the likeliest of the last step. */
function bestOf(nodes) {
  const first = nodes.find((node) => node.rank === 1);
  if (first) return first;
  const last = nodes.reduce((most, node) => Math.max(most, node.step), 0);
  const ends = nodes.filter((node) => node.step === last);
  return ends.reduce((best, node) => ((node.total ?? -Infinity) > (best.total ?? -Infinity) ? node : best));
}

function pictureOf(tree, sentences, context) {
  const shown = { "aria-label": "The beam: arrow keys go through the tree", role: "tree" };
  const edges = tree.nodes.filter((node) => tree.parent(node)).map((node) => edgeOf(tree, node));
  // The best path is drawn over the others.
  edges.sort((a, b) => a.classList.contains("best") - b.classList.contains("best"));
  const picture = svg(
    "svg",
    {
      class: "saveable beam",
      width: tree.full,
      height: tree.tall,
      viewBox: `0 0 ${tree.full} ${tree.tall}`,
      direction: "ltr",
      ...shown,
    },
    svg("g", { "aria-hidden": "true" }, stepsOf(tree)),
    svg("g", { "aria-hidden": "true", fill: "none" }, edges),
    tree.nodes.map((node) => nodeOf(tree, node, sentences.get(node), canForce(node, tree, context))),
  );
  const line = el("p", { class: "readout", dir: "auto" }, sentences.get(tree.end));
  follow(picture, tree, context, (node) => {
    line.textContent = sentences.get(node);
  });
  return [el("div", { class: "scroll", dir: "ltr", "data-scroll": "beam" }, picture), line];
}

function canForce(node, tree, { live, state }) {
  return live && !state.sample && (node.prefix != null || (!tree.parent(node) && Boolean(state.prefix)));
}

function stepsOf(tree) {
  return tree.widths.slice(1).map((wide, place) =>
    svg("text", {
      class: "place", x: tree.lefts[place + 1] + wide / 2, y: 13, "text-anchor": "middle", "font-size": 11,
    }, place + 1),
  );
}

function edgeOf(tree, node) {
  const from = tree.box(tree.parent(node));
  const to = tree.box(node);
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + PILL / 2, to.x, to.y + PILL / 2];
  const bend = x1 + GAP / 2;
  return svg("path", {
    class: classOf(tree, node, "edge"),
    d: `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`,
    "stroke-width": (1 + 5 * Math.exp(node.log_probability ?? -Infinity)).toFixed(2),
    "data-id": node.id,
  });
}

function nodeOf(tree, node, sentence, forces) {
  const { x, y, width } = tree.box(node);
  const centre = x + width / 2;
  const probability = Math.exp(node.log_probability ?? -Infinity);
  const finished = node.state === "finished" || node.state === "cut";
  return svg(
    "g",
    {
      class: `${classOf(tree, node, "node")}${forces ? " forces" : ""}`,
      role: "treeitem",
      tabindex: node === tree.end ? 0 : -1,
      "aria-level": node.step + 1,
      "aria-label": sentence,
      "data-key": `beam-${node.id}`,
      "data-id": node.id,
    },
    svg("rect", { class: "pill-box", x, y, width, height: PILL, rx: PILL / 2 }),
    svg("text", {
      class: "token", x: centre, y: y + 17, "text-anchor": "middle", "font-size": SIZE,
      direction: directionOf(node.token),
    }, clipped(node.token, SIZE, width - 12)),
    !tree.close && tree.parent(node) && svg("text", {
      class: "place", x: centre, y: y + PILL + 12, "text-anchor": "middle", "font-size": 11,
    }, percent(probability)),
    finished && svg("text", { class: "score", x: x + width + 6, y: y + 17, "font-size": 13 },
      node.rank ? svg("tspan", { "font-weight": 700 }, `${node.rank}. `) : "",
      typeof node.score === "number" ? number(node.score) : ""),
  );
}

function classOf(tree, node, name) {
  const best = tree.best.has(node.id) ? " best" : "";
  const going = node.state === "dropped" || node.state === "continued" && !leadsOn(tree, node);
  return `${name} ${node.state}${best}${going && !best ? " grey" : ""}`;
}

/** Whether a node leads to an output that is finished: what does not is drawn in grey. */
function leadsOn(tree, node) {
  tree.ends ??= new Map();
  if (!tree.ends.has(node)) {
    const ends = node.state === "finished" || node.state === "cut";
    tree.ends.set(node, ends || (tree.children.get(node.id) ?? []).some((one) => leadsOn(tree, one)));
  }
  return tree.ends.get(node);
}

/** Light up the path to the node that is pointed at; walk; force what is chosen. */
function follow(picture, tree, context, readOut) {
  const nodeAt = (element) => tree.byId.get(Number(element.dataset.id));
  walk(picture, {
    selector: ".node",
    point(element) {
      const node = nodeAt(element);
      const path = new Set(tree.path(node).map((one) => String(one.id)));
      for (const one of picture.querySelectorAll("[data-id]")) {
        one.classList.toggle("lit", path.has(one.dataset.id));
      }
      readOut(node);
    },
    choose(element) {
      const node = nodeAt(element);
      if (!canForce(node, tree, context)) return;
      context.set({ prefix: node.prefix ?? null });
      const begins = `The output begins with ${tree.output(node)}.`;
      context.announce(node.prefix ? begins : "No beginning is forced.");
    },
    goal(key, element) {
      const goal = goalOf(key, nodeAt(element), tree);
      return goal && picture.querySelector(`.node[data-id="${goal.id}"]`);
    },
  });
}

function goalOf(key, node, tree) {
  const row = tree.rows.get(node.id);
  const column = tree.nodes.filter((one) => one.step === node.step);
  const nearest = (side) =>
    column
      .filter((one) => Math.sign(tree.rows.get(one.id) - row) === side)
      .sort((a, b) => side * (tree.rows.get(a.id) - tree.rows.get(b.id)))[0] ?? null;
  const goals = {
    ArrowLeft: () => tree.parent(node) ?? null,
    ArrowRight: () => tree.children.get(node.id)?.[0] ?? null,
    ArrowUp: () => nearest(-1),
    ArrowDown: () => nearest(1),
    Home: () => tree.path(node)[0],
    End: () => tree.end,
  };
  return goals[key]?.();
}
