// The beam of a search as a tree: what each step kept, what it dropped, and what came out of it.

import { layout } from "pantoum/beam_layout.js";
import { disclosure, tableOf } from "pantoum/disclosure.js";
import { caption, drawing, readout, replace, scrolled, svg } from "pantoum/dom.js";
import { clipped, widthOf } from "pantoum/measuring.js";
import { directionOf, exp, number, percent, quoted, visible } from "pantoum/symbols.js";
import { walk } from "pantoum/walking.js";

export const title = "The beam";

const SIZE = 15;
const PILL = 24;
const GAP = 34;
const TOP = 24;
const MOST_WIDTH = 120;
// With more rows they stand closer, without the probability of each symbol.
const MANY_ROWS = 14;
// What is not called by its own name.
const STATES = { dropped: "dropped here", cut: "cut off at the longest output" };

export const applies = (inspection) => inspection.beam?.nodes?.length;

export function render(element, inspection, context) {
  const tree = new Tree(inspection.beam.nodes);
  replace(element,
    caption(captionOf(inspection.beam, context)),
    pictureOf(tree, context),
    disclosure(element, "beam-list", "The tree as a list", () =>
      tableOf(table(inspection), "All partial outputs of the beam")));
}

/** For each node: its step, the output so far, and its probabilities. */
export function table(inspection) {
  const tree = new Tree(inspection.beam.nodes);
  return [
    ["step", "output", "symbol", "probability", "log probability", "state", "score", "rank"],
    ...tree.nodes.slice(1).map((node) => [
      node.step, tree.output(node), node.token, Number(exp(node.log_probability).toFixed(4)),
      node.total, node.state, node.score, node.rank,
    ]),
  ];
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
    const rows = 1 + Math.max(...this.rows.values());
    this.close = rows > MANY_ROWS;
    this.pitch = this.close ? 30 : 44;
    this.tall = TOP + rows * this.pitch;
    this.widths = [];
    for (const { token, step } of nodes) {
      const wide = Math.min(MOST_WIDTH, widthOf(visible(token), SIZE) + 20);
      this.widths[step] = Math.max(this.widths[step] ?? 34, wide);
    }
    this.lefts = [2];
    this.widths.forEach((wide, step) => this.lefts.push(this.lefts[step] + wide + GAP));
    this.full = this.lefts[this.widths.length] + 90;
    // What leads to no output is drawn in grey.
    this.leading = new Set(nodes.filter(isEnd).flatMap((node) => this.path(node)));
  }

  box({ id, step }) {
    const y = TOP + this.rows.get(id) * this.pitch;
    return { x: this.lefts[step], y, width: this.widths[step] };
  }

  parent(node) {
    return this.byId.get(node.parent);
  }

  path(node) {
    const path = [];
    for (let one = node; one; one = this.parent(one)) path.push(one);
    return path.reverse();
  }

  output(node) {
    return this.path(node).slice(1).map((one) => quoted(one.token)).join(" ");
  }

  sentence(node) {
    if (!this.parent(node)) return "the beginning of all outputs";
    return [
      this.output(node),
      `log-probability ${number(node.total)} (${percent(exp(node.total))})`,
      `this symbol ${percent(exp(node.log_probability))}`,
      STATES[node.state] ?? node.state,
      node.rank && `rank ${node.rank}`,
      typeof node.score === "number" && `score ${number(node.score)}`,
    ].filter(Boolean).join("; ");
  }

  /** The class of a node and of the line to it. */
  classOf(node) {
    return this.best.has(node.id) ? "best" : !this.leading.has(node) && "grey";
  }
}

const isEnd = ({ state }) => state === "finished" || state === "cut";

/** The end of the best output: of rank 1, or where there is none the likeliest of the last step. */
function bestOf(nodes) {
  const last = Math.max(...nodes.map((node) => node.step));
  return nodes.find((node) => node.rank === 1) ??
    nodes.filter((node) => node.step === last).sort((a, b) => exp(b.total) - exp(a.total))[0];
}

function pictureOf(tree, context) {
  const { nodes, full, tall, widths, lefts, end } = tree;
  const edges = nodes.filter((node) => tree.parent(node)).map((node) => edgeOf(tree, node));
  // The best path is drawn over the others.
  edges.sort((a, b) => a.classList.contains("best") - b.classList.contains("best"));
  const picture = drawing("beam", full, tall, {
    role: "tree", "aria-label": "The beam: arrow keys go through the tree",
  },
  svg("g", { "aria-hidden": "true" }, widths.slice(1).map((wide, place) =>
    svg("text.place", { x: lefts[place + 1] + wide / 2, y: 13 }, place + 1))),
  svg("g", { "aria-hidden": "true", fill: "none" }, edges),
  nodes.map((node) => nodeOf(tree, node, canForce(node, tree, context))));
  const line = readout(tree.sentence(end));
  follow(picture, tree, context, line);
  const box = scrolled(picture, { key: "beam", direction: "ltr" });
  box.classList.add("tall");
  return [box, line];
}

function canForce(node, tree, { live, state }) {
  return live && !state.sample && Boolean(tree.parent(node) ? node.prefix : state.prefix);
}

function edgeOf(tree, node) {
  const { x, y, width } = tree.box(tree.parent(node));
  const to = tree.box(node);
  const [from, top, bottom] = [x + width, y + PILL / 2, to.y + PILL / 2];
  const bend = from + GAP / 2;
  return svg("path.edge", {
    class: tree.classOf(node),
    d: `M${from} ${top}C${bend} ${top} ${bend} ${bottom} ${to.x} ${bottom}`,
    "stroke-width": (1 + 5 * exp(node.log_probability)).toFixed(2), "data-id": node.id,
  });
}

function nodeOf(tree, node, forces) {
  const { x, y, width } = tree.box(node);
  const { id, token, step, rank, score } = node;
  const centre = x + width / 2;
  return svg("g.node", {
    class: [tree.classOf(node), forces && "forces"], role: "treeitem",
    tabindex: node === tree.end ? 0 : -1, "aria-level": step + 1, "aria-label": tree.sentence(node),
    "data-key": `beam-${id}`, "data-id": id,
  },
  svg("rect.pill-box", { x, y, width, height: PILL, rx: PILL / 2 }),
  svg("text.token", { x: centre, y: y + 17, direction: directionOf(token) },
    clipped(token, SIZE, width - 12)),
  !tree.close && step > 0 && svg("text.place", { x: centre, y: y + PILL + 12 },
    percent(exp(node.log_probability))),
  isEnd(node) && svg("text.score", { x: x + width + 6, y: y + 17 },
    rank && svg("tspan", { "font-weight": 700 }, `${rank}. `),
    typeof score === "number" && number(score)));
}

/** Light up the path to the node that is pointed at; walk; force what is chosen. */
function follow(picture, tree, context, line) {
  const nodeAt = (element) => tree.byId.get(Number(element.dataset.id));
  walk(picture, {
    selector: ".node",
    point(element) {
      const node = nodeAt(element);
      const path = new Set(tree.path(node).map((one) => String(one.id)));
      for (const one of picture.querySelectorAll("[data-id]")) {
        one.classList.toggle("lit", path.has(one.dataset.id));
      }
      line.textContent = tree.sentence(node);
    },
    choose(element) {
      const node = nodeAt(element);
      if (!canForce(node, tree, context)) return;
      context.set({ prefix: node.prefix });
      context.announce(node.prefix ? `Begins with ${tree.output(node)}.` : "Nothing is forced.");
    },
    goal(key, element) {
      const goal = goalOf(key, nodeAt(element), tree);
      return goal && picture.querySelector(`.node[data-id="${goal.id}"]`);
    },
  });
}

function goalOf(key, node, tree) {
  const below = (one) => tree.rows.get(one.id) - tree.rows.get(node.id);
  const nearest = (side) => tree.nodes
    .filter((one) => one.step === node.step && side * below(one) > 0)
    .sort((a, b) => side * (below(a) - below(b)))[0];
  const goals = {
    ArrowLeft: () => tree.parent(node), ArrowRight: () => tree.children.get(node.id)?.[0],
    ArrowUp: () => nearest(-1), ArrowDown: () => nearest(1),
    Home: () => tree.nodes[0], End: () => tree.end,
  };
  return goals[key] && (goals[key]() ?? null);
}
