/** The data_table block: pages of rows, sorted by a press on a column's head. */
import { drawElement } from "../elements/index.js";
import { fill, h } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { raw, richText } from "../richtext.js";

const PAGE = 5;

export function dataTable(block, surface) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? PAGE;
  const pages = Math.ceil(rows.length / size);
  const names = block.row_header_column_index ?? 0;
  const state = { column: null, down: false, page: 0 };
  const body = h("tbody");
  const heads = head.map((cell, column) =>
    h(
      "th",
      { scope: "col", class: isOfNumbers(rows, column) ? "align-right" : null },
      h(
        "button",
        { type: "button", class: "sort", testid: `sort-${column}`, on: { click: () => sort(column) } },
        content(cell),
        h("span", { class: "sort-mark", "aria-hidden": "true" }),
      ),
    ),
  );
  const turn = (by, words, testid) =>
    h(
      "button",
      { type: "button", class: "button small", testid, "aria-label": words, on: { click: () => go(by) } },
      by < 0 ? "‹" : "›",
    );
  const [back, on] = [turn(-1, "Previous page", "table-back"), turn(1, "Next page", "table-on")];
  const where = h("span", { class: "muted", testid: "table-page" });

  function sort(column) {
    state.down = state.column === column && !state.down;
    Object.assign(state, { column, page: 0 });
    draw();
  }

  function go(by) {
    state.page = Math.min(pages - 1, Math.max(0, state.page + by));
    draw();
  }

  function draw() {
    const first = state.page * size;
    const shown = sorted(rows, state).slice(first, first + size);
    fill(
      body,
      shown.map((cells) =>
        h(
          "tr",
          {},
          cells.map((cell, column) => cellNode(cell, column === names, block, surface)),
        ),
      ),
    );
    heads.forEach((node, column) => {
      const way = state.column !== column ? "none" : state.down ? "descending" : "ascending";
      node.setAttribute("aria-sort", way);
    });
    fill(where, `${first + 1}–${first + shown.length} of ${rows.length}`);
    back.disabled = state.page === 0;
    on.disabled = state.page === pages - 1;
  }

  draw();
  return h(
    "div",
    { class: "data-table" },
    h(
      "div",
      { class: "table-frame", tabindex: "0", role: "group", "aria-label": block.caption },
      h("table", {}, h("caption", {}, block.caption), h("thead", {}, h("tr", {}, heads)), body),
    ),
    pages > 1 && h("div", { class: "turns" }, back, where, on),
  );
}

function cellNode(cell, isName, block, surface) {
  const number = cell.type === "raw_number" ? "align-right" : null;
  if (cell.type !== "action_cell")
    return h(isName ? "th" : "td", { class: number, scope: isName ? "row" : null }, content(cell));
  return h("td", {}, drawElement(cell.element, { surface, block_id: block.block_id }));
}

function content(cell) {
  if (cell.type === "raw_text" || cell.type === "raw_number") return withEmoji(String(cell.text ?? cell.value));
  return cell.type === "rich_text" ? richText(cell) : raw(cell);
}

function sorted(rows, { column, down }) {
  if (column === null) return rows;
  const areNumbers = isOfNumbers(rows, column);
  const key = (cells) => (areNumbers ? cells[column].value : words(cells[column]));
  const order = (a, b) => (areNumbers ? key(a) - key(b) : key(a).localeCompare(key(b)));
  const up = [...rows].sort(order);
  return down ? up.reverse() : up;
}

function isOfNumbers(rows, column) {
  return rows.every((cells) => cells[column].type === "raw_number");
}

function words(cell) {
  return cell.text?.text ?? cell.text ?? cell.element?.text.text ?? JSON.stringify(cell.elements ?? cell.value);
}
