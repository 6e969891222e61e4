/** The table block: the first row is its head; cells are raw_text, raw_number or rich_text. */
import { h } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { raw, richText } from "../richtext.js";

export function table(block) {
  const [head, ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    h(
      "tr",
      {},
      (cells ?? []).map((cell, at) =>
        h(
          tag,
          {
            class: `align-${settings[at]?.align ?? "left"}${settings[at]?.is_wrapped ? " wrapped" : ""}`,
            scope: tag === "th" ? "col" : null,
          },
          content(cell),
        ),
      ),
    );
  return h(
    "div",
    { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      {},
      head && h("thead", {}, row(head, "th")),
      h(
        "tbody",
        {},
        rows.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

function content(cell) {
  if (cell.type === "raw_text" || cell.type === "raw_number")
    return withEmoji(String(cell.text ?? cell.value ?? ""));
  return cell.type === "rich_text" ? richText(cell) : raw(cell);
}
