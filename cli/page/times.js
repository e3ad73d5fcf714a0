// Times in words, in the zone of the reader: cli/show/times.py once more.
const SECOND = 1e6, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const DAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" "), MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const PARTS = { early: [0, 6], morning: [6, 12], afternoon: [12, 18], late: [18, 24] };
const pad = (number) => String(number).padStart(2, "0");
const city = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

const formats = new Map(), walls = new Map();

function formatOf(zone) {
  if (!formats.has(zone)) {
    const how = { timeZone: zone, calendar: "gregory", hourCycle: "h23", era: "short", year: "numeric", month: "numeric",
      day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
    try { formats.set(zone, new Intl.DateTimeFormat("en-US", how)); } catch { formats.set(zone, null); }
  }
  return formats.get(zone);
}

// What calendar and clock show at an instant; `at` is that as if it were UTC.
function wall(instant, zone) {
  const seconds = Math.floor(instant / SECOND), key = `${seconds} ${zone}`;
  if (!walls.has(key)) {
    if (walls.size > 20000) walls.clear();
    const told = {};
    for (const { type, value } of formatOf(zone).formatToParts(seconds * 1000)) told[type] = Number(value);
    const { year, month, day, hour, minute, second } = told, date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    walls.set(key, { year, month, day, hour, minute, second, number: date / 864e5, weekday: date.getUTCDay() });
  }
  return walls.get(key);
}

const sharp = (instant, zone, hour) => {
  const at = wall(instant, zone);
  return at.hour === hour % 24 && !at.minute && !at.second && instant % SECOND === 0;
};

class Calendar {
  constructor(zone, near) { this.zone = zone; this.near = near; }

  wall(instant) { return wall(instant, this.zone); }
  isMidnight(instant) { return sharp(instant, this.zone, 0); }
  // Midnight is the end of the day that it ends.
  dayOf(instant) { return this.wall(this.isMidnight(instant) ? instant - SECOND : instant); }
  full({ weekday, day, month, year }) { return `${DAYS[weekday]} ${day} ${MONTHS[month - 1]} ${String(year).padStart(4, "0")}`; }
  at(instant) { return `${this.full(this.wall(instant))} ${clockOf(this.wall(instant), true)}`; }
  short(instant) { return this.clockOnDay(instant, true); }

  placed(instant) {
    const day = this.dayOf(instant), utc = wall(instant, "UTC");
    const named = this.isMidnight(instant) ? `the end of ${this.full(day)}` : `${this.full(day)} ${clockOf(this.wall(instant))}`;
    if (this.zone === "UTC") return `${named} UTC`;
    const other = utc.number === day.number ? "" : `${DAYS[utc.weekday]} ${utc.day} ${MONTHS[utc.month - 1]} `;
    return `${named} ${city(this.zone)} (${other}${clockOf(utc)} UTC)`;
  }

  when(when) {
    const spans = when.alternatives.length ? when.alternatives : [when];
    return spans.map((each) => this.span(each, when.precision, when.zone)).join(" or ");
  }

  span(span, precision, zone) {
    const { earliest, latest } = span;
    if (earliest !== null && earliest === latest) return this.short(earliest);
    if (earliest === null) return `by ${this.end(latest, true)}`;
    if (latest === null) return `from ${this.start(earliest, true)}`;
    return this.unit(earliest, latest, precision, zone) ?? this.between(earliest, latest);
  }

  // A day, a part of one, a month or a year of the zone in which it was meant.
  unit(earliest, latest, precision, named) {
    const zone = named?.includes("/") && formatOf(named) ? named : named === "UTC" ? named : this.zone;
    const first = wall(earliest, zone), last = wall(latest, zone), elsewhere = zone === this.zone ? "" : ` ${city(zone)}`;
    if (isUnit(earliest, latest, precision, zone)) {
      const told = { year: () => String(first.year), month: () => `${MONTHS[first.month - 1]} ${String(first.year).padStart(4, "0")}` };
      return (told[precision] ?? (() => this.day(first)))() + elsewhere;
    }
    if (precision !== "part_of_day") return null;
    for (const [part, [from, to]] of Object.entries(PARTS)) {
      if (!sharp(earliest, zone, from) || !sharp(latest, zone, to) || last.number - first.number !== (to === 24 ? 1 : 0)) continue;
      const day = this.day(first);
      return (from % 18 ? `${day} ${part}` : `${part} ${day}`) + elsewhere;
    }
    return null;
  }

  between(earliest, latest) {
    const first = this.wall(earliest), last = this.wall(latest);
    if (first.number === last.number) return `${this.short(earliest)}–${clockOf(last)}`;
    let start = this.start(earliest);
    if (first.year === this.dayOf(latest).year) start = start.replace(` ${first.year}`, "");
    return `${start} – ${this.end(latest)}`;
  }

  start(instant, unlessNear = false) {
    return this.isMidnight(instant) ? this.day(this.wall(instant)) : this.clockOnDay(instant, unlessNear);
  }

  end(instant, unlessNear = false) {
    return this.isMidnight(instant) ? this.day(this.dayOf(instant)) : this.clockOnDay(instant, unlessNear);
  }

  clockOnDay(instant, unlessNear) {
    const at = this.wall(instant);
    return `${this.day(at, unlessNear)} ${clockOf(at)}`.trim();
  }

  day(day, unlessNear = false) {
    const today = this.dayOf(this.near), apart = Math.abs(day.number - today.number);
    if (!apart && unlessNear) return "";
    if (apart <= 6) return `${DAYS[day.weekday]} ${day.day}`;
    return `${day.day} ${MONTHS[day.month - 1]}${day.year === today.year ? "" : ` ${String(day.year).padStart(4, "0")}`}`;
  }
}

const clockOf = (at, short) => `${pad(at.hour)}:${pad(at.minute)}${at.second && !short ? `:${pad(at.second)}` : ""}`;

function isUnit(earliest, latest, precision, zone) {
  const first = wall(earliest, zone), last = wall(latest, zone);
  const begins = (instant) => instant % SECOND === 0 && wall(instant - SECOND, zone).number < wall(instant, zone).number;
  const next = {
    day: () => last.number === first.number + 1,
    month: () => first.day === 1 && last.day === 1 && last.year * 12 + last.month === first.year * 12 + first.month + 1,
    year: () => first.day === 1 && first.month === 1 && last.day === 1 && last.month === 1 && last.year === first.year + 1,
  };
  return precision in next && begins(earliest) && begins(latest) && next[precision]();
}

function lasting(time) {
  const told = [];
  let left = Math.abs(time);
  for (const [unit, one, several] of [[DAY, "day", "days"], [HOUR, "h", "h"], [MINUTE, "min", "min"]]) {
    const count = Math.floor(left / unit);
    left %= unit;
    if (count) told.push(`${count}\u00a0${count === 1 ? one : several}`);
    if (told.length && (told.length === 2 || !left)) break;
  }
  return told.length ? told.slice(0, 2).join(" ") : `${Math.floor(left / SECOND)} s`;
}
