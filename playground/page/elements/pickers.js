/** Dates and times. A date-time is a point in time, shown on the acting person's wall clock. */
import { h } from "../dom.js";
import { zone } from "../state.js";
import { fromLocal, localValue } from "../time.js";
import { attributes, change, later, valueOf } from "./common.js";

const TYPING = 500; // milliseconds: someone typing a year passes through 0002, 0020, 0202

export function datepicker(element, place) {
  return picker(element, place, "date", element.initial_date, {
    read: (typed) => (/^(19|2\d)\d\d-\d\d-\d\d$/.test(typed) ? typed : null),
    show: (value) => value,
  });
}

export function timepicker(element, place) {
  return picker(element, place, "time", element.initial_time, {
    read: (typed) => typed || null,
    show: (value) => value,
  });
}

export function datetimepicker(element, place) {
  return picker(element, place, "datetime-local", element.initial_date_time, {
    read: (typed) => (/^(19|2\d)\d\d-/.test(typed) ? fromLocal(typed, zone()).getTime() / 1000 : null),
    show: (value) => localValue(new Date(value * 1000), zone()),
  });
}

/** The day in words that no locale can misread; the browser's own picker follows its own language. */
function spoken(typed) {
  const [, year, month, day] = typed.match(/^(\d{4})-(\d\d)-(\d\d)/) ?? [];
  if (!year) return "";
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" }).format(
    Date.UTC(year, month - 1, day),
  );
  return `${weekday}, ${day}/${month}/${year}`;
}

function picker(element, place, type, initial, { read, show }) {
  const value = valueOf(element, place, initial);
  const shown = (one) => (one === null || one === undefined ? "" : show(one));
  const node = h("input", { ...attributes(element, place), type, value: shown(value) });
  let known = value ?? null;
  const settle = (now) => {
    if (now === known || (now === null && node.value)) return;
    const before = known;
    known = now;
    change(element, place, now, () => {
      known = before;
      node.value = shown(before);
      say();
    });
  };
  const typing = later(() => settle(read(node.value)), TYPING);
  node.addEventListener("input", () => {
    if (place.input && !place.dispatch) settle(read(node.value));
    else typing();
  });
  node.addEventListener("blur", () => settle(read(node.value)));
  const words = h("span", { class: "picker-words", "aria-hidden": "true" });
  const say = () => {
    words.textContent = type === "time" ? "" : spoken(node.value);
  };
  node.addEventListener("input", say);
  say();
  return h("div", { class: "picker" }, node, words);
}
