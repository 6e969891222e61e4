/**
 * What a person typed or chose on one surface (a modal, a message, the Home tab). It outlives redraws:
 * a value stays while block_id and action_id stay.
 */

export class Form {
  constructor() {
    this.values = new Map();
    this.fields = new Map();
  }

  /** The value of an element now; at first sight its initial value. */
  value(blockId, actionId, initial) {
    const key = keyOf(blockId, actionId);
    if (!this.values.has(key)) this.values.set(key, initial ?? null);
    return this.values.get(key);
  }

  /** Takes in what was typed or chosen. */
  set(blockId, actionId, value) {
    this.values.set(keyOf(blockId, actionId), value);
    this.fields.get(blockId)?.changed?.();
  }

  /** Says that an input block is on the surface: `{action_id, optional, check(value), focus(), changed()}`. */
  enlist(blockId, field) {
    this.fields.set(blockId, field);
  }

  /** Forgets blocks that are gone. */
  keep(blockIds) {
    const kept = new Set(blockIds);
    for (const id of this.fields.keys()) if (!kept.has(id)) this.fields.delete(id);
    for (const key of this.values.keys()) if (!kept.has(key.split("\n")[0])) this.values.delete(key);
  }

  /** The values of the input blocks, as `{block_id: value}`. */
  inputs() {
    return Object.fromEntries(
      [...this.fields].map(([id, field]) => [id, this.values.get(keyOf(id, field.action_id)) ?? null]),
    );
  }

  /** What Slack would refuse without asking the app, as `{block_id: words}`. */
  faults() {
    const faults = {};
    for (const [id, field] of this.fields) {
      const value = this.values.get(keyOf(id, field.action_id));
      const words = isEmpty(value)
        ? field.optional
          ? null
          : "Please complete this required field."
        : field.check?.(value);
      if (words) faults[id] = words;
    }
    return faults;
  }
}

function keyOf(blockId, actionId) {
  return `${blockId}\n${actionId}`;
}

function isEmpty(value) {
  return (
    value === null ||
    value === undefined ||
    (typeof value === "string" && !value.trim()) ||
    (Array.isArray(value) && !value.length)
  );
}
