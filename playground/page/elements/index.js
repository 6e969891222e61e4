/**
 * Interactive elements. `place` says where one stands: `{surface, block_id, id, labelledby, describedby,
 * input, optional, dispatch}`. Outside input blocks every change is an action; in them only when the block
 * asks for it.
 */
import { picture } from "../blocks/layout.js";
import { raw } from "../richtext.js";
import { button, overflow } from "./button.js";
import { checkboxes, radioButtons } from "./choices.js";
import { datepicker, datetimepicker, timepicker } from "./pickers.js";
import { multiSelect, select } from "./select.js";
import { email, number, plainText, richTextInput, url } from "./text.js";

const RENDERERS = {
  button,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: plainText,
  number_input: number,
  email_text_input: email,
  url_text_input: url,
  rich_text_input: richTextInput,
  static_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: multiSelect,
  multi_users_select: multiSelect,
  multi_conversations_select: multiSelect,
  multi_channels_select: multiSelect,
  image: (element) => picture(element, "accessory-image"),
};

/** Draws one element; one that we don't know is shown as it came. */
export function drawElement(element, place) {
  const draw = RENDERERS[element.type];
  return draw ? draw(element, place) : raw(element);
}
