/** What all elements share: their attributes, their value on the form, and telling the bot. */
import { confirmFirst } from "../confirm.js";

/** The attributes that tie a control to its label, its error and the tests. */
export function attributes(element, place) {
  return {
    id: place.id,
    testid: place.input ? `input-${place.block_id}` : `action-${element.action_id}`,
    "aria-labelledby": place.labelledby,
    "aria-describedby": place.describedby,
    "aria-label": place.labelledby ? null : (element.placeholder?.text ?? element.accessibility_label),
    "aria-required": place.input && !place.optional ? "true" : null,
    "data-focus": element.focus_on_load ? "true" : null,
    "data-action": element.action_id,
  };
}

/** The value of an element on its form. */
export function valueOf(element, place, initial) {
  return place.surface.form.value(place.block_id, element.action_id, initial);
}

/** Does a change of this element go to the bot at once? */
export function dispatches(place) {
  return !place.input || place.dispatch;
}

/**
 * Takes a new value in, and tells the bot when it wants to know. A confirm dialog that is refused leaves
 * everything as it was: `undo` puts the control back.
 */
export async function change(element, place, value, undo) {
  const tell = dispatches(place);
  if (tell && element.confirm && !(await confirmFirst(element.confirm))) {
    undo?.();
    return;
  }
  place.surface.form.set(place.block_id, element.action_id, value);
  if (tell) await place.surface.dispatch({ action_id: element.action_id, block_id: place.block_id, value });
}

/** Tells the bot about a press or a text that is already on the form. */
export function tell(element, place, value) {
  return place.surface.dispatch({ action_id: element.action_id, block_id: place.block_id, value });
}

/** Runs `act` once things have been quiet for `wait` milliseconds. */
export function later(act, wait) {
  let timer = null;
  return (...facts) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...facts), wait);
  };
}
