/** Dates as Slack writes them, in a person's own zone. */

const cache = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return cache.get(key);
}

/** The parts of an instant on the wall clock of a zone: year, month, day, hour, minute, second, weekday. */
export function wall(instant, zone) {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  };
  return Object.fromEntries(
    format(zone, options)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  );
}

/** "09:05" on a zone's wall clock. */
export function hourMinute(instant, zone) {
  const at = wall(instant, zone);
  return `${at.hour}:${at.minute}`;
}

/** "2026-11-24" on a zone's wall clock. */
export function isoDay(instant, zone) {
  const at = wall(instant, zone);
  return `${at.year}-${at.month}-${at.day}`;
}

/** "Tue, 24/11/2026 09:00": what the clock in the top bar says. */
export function clockWords(instant, zone) {
  const at = wall(instant, zone);
  return `${at.weekday}, ${at.day}/${at.month}/${at.year} ${at.hour}:${at.minute}`;
}

/** "24/11" on a zone's wall clock. */
export function clockDay(instant, zone) {
  const at = wall(instant, zone);
  return `${at.day}/${at.month}`;
}

/** "2026-11-24T09:00", the value of a datetime-local input. */
export function localValue(instant, zone) {
  return `${isoDay(instant, zone)}T${hourMinute(instant, zone)}`;
}

/** The instant at which a zone's wall clock shows `local` ("2026-11-24T09:00"). */
export function fromLocal(local, zone) {
  const asUtc = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  const offset = (instant) => {
    const at = wall(instant, zone);
    return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - instant;
  };
  const guess = asUtc - offset(asUtc);
  return new Date(asUtc - offset(guess));
}

function ordinal(day) {
  const ending = { 1: "st", 2: "nd", 3: "rd" }[day % 10];
  return `${day}${ending && Math.floor(day / 10) !== 1 ? ending : "th"}`;
}

function dayName(instant, zone, now) {
  const days = (Date.parse(isoDay(instant, zone)) - Date.parse(isoDay(now, zone))) / 86_400_000;
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days] ?? null;
}

function long(instant, zone, { weekday, year }) {
  const month = format(zone, { month: "long" }).format(instant);
  const day = ordinal(Number(wall(instant, zone).day));
  const name = weekday ? `${format(zone, { weekday: "long" }).format(instant)}, ` : "";
  return `${name}${month} ${day}${year ? `, ${wall(instant, zone).year}` : ""}`;
}

/** What stands between messages of two days: "Today", "Monday, November 23rd". */
export function dayDivider(instant, zone, now) {
  const year = wall(instant, zone).year !== wall(now, zone).year;
  return dayName(instant, zone, now) ?? long(instant, zone, { weekday: true, year });
}

function ago(instant, now) {
  const minutes = Math.round((now - instant) / 60_000);
  const size = Math.abs(minutes);
  const [count, unit] =
    size < 60
      ? [size, "minute"]
      : size < 1440
        ? [Math.round(size / 60), "hour"]
        : [Math.round(size / 1440), "day"];
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return minutes < 0 ? `in ${words}` : `${words} ago`;
}

/** Fills the tokens of `<!date^…>` and of rich_text dates: {date_short}, {time}, … */
export function dateTokens(pattern, seconds, zone, now) {
  const instant = new Date(seconds * 1000);
  const at = wall(instant, zone);
  const short = `${format(zone, { month: "short" }).format(instant)} ${Number(at.day)}, ${at.year}`;
  const plain = long(instant, zone, { year: true });
  const full = long(instant, zone, { weekday: true, year: true });
  const pretty = dayName(instant, zone, now);
  const words = {
    date_num: `${at.year}-${at.month}-${at.day}`,
    date_slash: `${at.month}/${at.day}/${at.year}`,
    date: plain,
    date_short: short,
    date_long: full,
    date_pretty: pretty ?? plain,
    date_short_pretty: pretty ?? short,
    date_long_pretty: pretty ?? full,
    day_divider_pretty: dayDivider(instant, zone, now),
    time: `${at.hour}:${at.minute}`,
    time_secs: `${at.hour}:${at.minute}:${at.second}`,
    ago: ago(instant, now),
  };
  return pattern.replace(/\{(\w+)\}/g, (token, name) => words[name] ?? token);
}
