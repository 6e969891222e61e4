/**
 * Blocks, drawn on a surface: `{kind: "message"|"modal"|"home", form, dispatch({action_id, block_id, value,
 * element}), channel}`.
 */
import { h, reconcile } from "../dom.js";
import { raw, richText } from "../richtext.js";
import { card, carousel, container } from "./cards.js";
import { chart } from "./chart.js";
import { dataTable } from "./datatable.js";
import { inputBlock } from "./input.js";
import { actions, alert, context, divider, header, image, section } from "./layout.js";
import { markdown } from "./markdown.js";
import { table } from "./table.js";

const RENDERERS = {
  header,
  section,
  divider,
  context,
  actions,
  image,
  alert,
  table,
  card,
  carousel,
  container,
  data_table: dataTable,
  data_visualization: chart,
  input: inputBlock,
  markdown: (block) => markdown(block.text),
  rich_text: (block) => richText(block),
};

/** Where a kind of block may stand; elsewhere Slack refuses it, so it is shown as it came. */
const ONLY_IN = {
  alert: ["modal"],
  carousel: ["message", "home"],
  ...Object.fromEntries(
    ["container", "data_table", "data_visualization", "markdown", "table"].map((kind) => [kind, ["message"]]),
  ),
};

/** Draws blocks into a node, or redraws only those that changed. */
export function drawBlocks(parent, blocks, surface) {
  surface.form.keep(withInner(blocks).map((block) => block.block_id));
  const seen = new Map();
  const keyOf = (block) => {
    const base = `${block.type} ${block.block_id ?? ""}`;
    seen.set(base, (seen.get(base) ?? 0) + 1);
    return `${base} ${seen.get(base)}`;
  };
  reconcile(parent, blocks, keyOf, (block) => drawBlock(block, surface));
}

function withInner(blocks) {
  const inner = (block) => block.child_blocks ?? (block.type === "carousel" ? block.elements : []);
  return blocks.flatMap((block) => [block, ...withInner(inner(block))]);
}

/** Draws one block. */
export function drawBlock(block, surface) {
  const allowed = ONLY_IN[block.type]?.includes(surface.kind) ?? true;
  const draw = allowed ? RENDERERS[block.type] : null;
  const content = draw ? draw(block, surface) : raw(block);
  return h("div", { class: `block block-${block.type}`, testid: `block-${block.block_id ?? ""}` }, content);
}
