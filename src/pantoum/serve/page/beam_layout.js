// Where the nodes of a tree stand: a column for each step, and a row for each line of descent.

/**
 * Rows, so that no two edges cross: the best path is row 0, and what branches off stands below, as
 * high as there is room in the columns that it takes.
 *
 * @param {object[]} nodes with id, parent, step and state
 * @param {number} best the id of the last node of the best path
 * @returns {{rows: Map<number, number>, children: Map<number, object[]>, best: Set<number>}}
 */
export function layout(nodes, best) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const path = new Set();
  for (let node = byId.get(best); node && !path.has(node.id); node = byId.get(node.parent)) {
    path.add(node.id);
  }
  const children = childrenOf(nodes, byId, path);
  const rows = new Map();
  const lowest = [];
  const place = (first) => {
    const line = [first];
    for (let next = first; (next = children.get(next.id)?.[0]); ) line.push(next);
    const steps = line.map((node) => node.step);
    const { state, step } = line[line.length - 1];
    // Beside the end of an output its score is written.
    if (state === "finished" || state === "cut") steps.push(step + 1);
    const row = 1 + steps.reduce((most, at) => Math.max(most, lowest[at] ?? -1), -1);
    for (const node of line) rows.set(node.id, row);
    for (const at of steps) lowest[at] = row;
    // The later branches first: those before them go below.
    for (const node of line.reverse()) (children.get(node.id) ?? []).slice(1).forEach(place);
  };
  nodes.filter((node) => !byId.has(node.parent)).forEach(place);
  return { rows, children, best: path };
}

/** The children of each node, first the one on the best path, then the likeliest. */
function childrenOf(nodes, byId, path) {
  const children = new Map();
  for (const node of nodes) {
    if (!byId.has(node.parent)) continue;
    if (!children.has(node.parent)) children.set(node.parent, []);
    children.get(node.parent).push(node);
  }
  const rank = ({ id, total }) => (path.has(id) ? Infinity : total ?? -Infinity);
  for (const list of children.values()) list.sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
  return children;
}
