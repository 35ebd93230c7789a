// Makes tables sortable, and the list of errors searchable. Without it the page has all rows.
"use strict";

(() => {
  const collator = new Intl.Collator(undefined, { numeric: true });

  // The value that a cell is sorted by: a number if it has one, else its text.
  const valueOf = (cell) =>
    cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);

  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);

  // The rows in the order of one column; rows that are equal keep their order.
  const sorted = (rows, column, ascending) => {
    const keyed = rows.map((row) => [valueOf(row.cells[column]), row]);
    keyed.sort((one, other) => (ascending ? 1 : -1) * compare(one[0], other[0]));
    return keyed.map(([, row]) => row);
  };

  // A button in each head of a table; `order` puts the rows in the order of a column.
  const addSorting = (table, order) => {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        order(column, ascending);
      });
      head.append(button);
    });
  };

  const simplified = (text) => text.normalize("NFC").toLowerCase();

  const addList = (table) => {
    const body = table.tBodies[0];
    const find = (name) => document.getElementById(name);
    const search = find("search");
    const size = find("size");
    const choices = Array.from(document.querySelectorAll("select[data-column]"));
    const searched = Array.from(table.tHead.rows[0].cells, (head) => "searched" in head.dataset);
    let rows = Array.from(body.rows);
    let matching = rows;
    let shown = rows;
    let first = 0;

    // What the search reads of a row, made when it is first needed.
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) {
        const cells = Array.from(row.cells).filter((_, column) => searched[column]);
        texts.set(row, simplified(cells.map((cell) => cell.textContent).join("\n")));
      }
      return texts.get(row);
    };

    const isChosen = (row) =>
      choices.every((choice) => {
        if (!choice.value) return true;
        const cell = row.cells[choice.dataset.column];
        const items = Array.from(cell.querySelectorAll("li"));
        return (items.length ? items : [cell]).some((item) => item.textContent === choice.value);
      });

    const show = () => {
      const most = Number(size.value) || matching.length;
      const part = matching.slice(first, first + most);
      shown.forEach((row) => (row.hidden = true));
      part.forEach((row) => (row.hidden = false));
      shown = part;
      const total = rows.length.toLocaleString("en");
      const found = matching.length.toLocaleString("en");
      const last = (first + part.length).toLocaleString("en");
      find("status").textContent = part.length
        ? `${found} of ${total} errors; rows ${(first + 1).toLocaleString("en")} to ${last}`
        : `0 of ${total} errors`;
      find("previous").disabled = first === 0;
      find("next").disabled = first + most >= matching.length;
    };

    const narrow = () => {
      const wanted = simplified(search.value.trim());
      matching = rows.filter((row) => isChosen(row) && (!wanted || textOf(row).includes(wanted)));
      first = 0;
      show();
    };

    const turn = (direction) => {
      first = Math.max(0, first + direction * Number(size.value));
      show();
    };

    const reset = () => {
      search.value = "";
      choices.forEach((choice) => (choice.value = ""));
    };

    addSorting(table, (column, ascending) => {
      rows = sorted(rows, column, ascending);
      body.append(...rows);
      narrow();
    });
    search.addEventListener("input", narrow);
    search.form.addEventListener("submit", (event) => event.preventDefault());
    [size, ...choices].forEach((control) => control.addEventListener("change", narrow));
    find("previous").addEventListener("click", () => turn(-1));
    find("next").addEventListener("click", () => turn(1));
    find("reset").addEventListener("click", () => {
      reset();
      narrow();
    });
    document.querySelectorAll("a[data-choices]").forEach((link) =>
      link.addEventListener("click", () => {
        reset();
        const chosen = JSON.parse(link.dataset.choices);
        choices.forEach((choice) => (choice.value = chosen[choice.dataset.name] ?? ""));
        narrow();
      }),
    );
    find("controls").hidden = false;
    narrow();
  };

  document.querySelectorAll("table[data-sortable]").forEach((table) => {
    if (table.id === "error-table") {
      addList(table);
    } else {
      const body = table.tBodies[0];
      addSorting(table, (column, ascending) =>
        body.append(...sorted(Array.from(body.rows), column, ascending)),
      );
    }
  });
})();
