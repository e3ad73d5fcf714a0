// The grid: a row a claim or report, with its marks and ribbons on a lane of time. Whatever a log holds enters as text.
const $ = (id) => document.getElementById(id);
const add = (host, tag, kind, text) => {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text != null) made.textContent = text;
  host.append(made);
  return made;
};
const place = (node, left, width) => { node.style.left = `${left}%`; if (width != null) node.style.width = `${width}%`; };

function icon(host, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS(svg.namespaceURI, "use");
  svg.setAttribute("class", `c-${name}`);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  host.append(svg);
}

// One row; `marks` are set anew for each clock.
function makeRow(host, key, kind, title) {
  const node = add(host, "div", "row claim"), what = add(node, "div", "what");
  add(what, "h3", "t", title);
  const status = add(what, "p", "st"), lane = add(node, "div", "lane"), voices = add(node, "ul", "voices");
  lane.setAttribute("aria-hidden", "true");
  return { key, kind, title, node, status, lane, voices, marks: [], shown: null };
}

function drawLane(row, marks) {
  const { lane } = row, [from, to] = page.ends;
  lane.replaceChildren();
  for (const each of page.ticks) place(add(lane, "i", each.day ? "g day" : "g"), at(each.at));
  for (const { status, start, end } of row.ribbons) {
    const left = Math.max(start, from), right = Math.min(end, to);
    if (left < right) place(add(lane, "i", `rib s-${status}`), at(left), at(right) - at(left));
  }
  for (const kind of ["veil", "since", "T"]) add(lane, "i", kind);
  row.marks = marks.filter((each) => each.at >= from && each.begin <= to && (each.at <= to || each.begin > from));
  for (const each of row.marks) drawMark(lane, each);
}

function drawMark(lane, mark) {
  const [from, to] = page.ends, begin = Math.max(mark.begin, from), end = Math.min(mark.open ? to : mark.at, to);
  mark.parts = [];
  if (at(end) - at(begin) > 0.05) {
    const whisker = add(lane, "i", `wh c-${mark.icon} ${mark.line ?? ""}${mark.begin < from ? " cut" : ""}`);
    place(whisker, at(begin), at(end) - at(begin));
    mark.parts.push(whisker);
  }
  if (mark.at > to) return;
  mark.sign = add(lane, "span", `mk ${mark.line ?? ""}`);
  mark.sign.title = mark.title;
  icon(mark.sign, mark.icon);
  place(mark.sign, at(mark.at));
  mark.label = add(lane, "span", `lb ${mark.line ?? ""}`, mark.name);
  mark.parts.push(mark.sign, mark.label);
}

// Names stand above their marks, or below where that is taken; marks at one instant stand below each other.
function layLabels(row) {
  const across = row.lane.offsetWidth, ends = { up: -99, down: -99, fix: -99 };
  const drawn = row.marks.filter((each) => each.sign).sort((one, other) => one.at - other.at);
  const fixes = drawn.some((each) => each.line === "fix"), widths = drawn.map((each) => each.label.offsetWidth);
  let last = -99, level = 0, most = 0;
  drawn.forEach((mark, place) => {
    const x = (at(mark.at) / 100) * across, isFix = mark.line === "fix", wide = widths[place];
    let start = Math.max(Math.min(x - 6, across - wide), 0);
    if (isFix) start = x + 8 + wide > across ? x - wide - 8 : x + 8;
    else {
      level = x - last < 9 ? (level + 1) % 9 : 0;
      most = Math.max(most, level);
      mark.sign.style.top = `calc(50% + ${Math.ceil(level / 2) * (level % 2 ? 14 : -14)}px)`;
      last = x;
    }
    const side = (isFix ? ["fix"] : fixes ? ["up"] : ["up", "down"]).find((each) => start >= ends[each] + 9) ?? "hide";
    mark.label.className = `lb ${side}`;
    if (side !== "hide") ends[side] = start + wide;
    mark.label.style.left = `${(start / across) * 100}%`;
  });
  row.lane.style.setProperty("--k", `${Math.ceil(most / 2) * 14}px`);
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((each) => each * MINUTE);
const DAY_STEPS = [1, 2, 7, 14, 30, 90, 180, 365, 730, 3650, 36500].map((each) => each * DAY);

// Round times of the wall clock; they are not evenly apart where clocks are changed.
function ticksOf([from, to], zone, across) {
  const least = ((to - from) * 46) / across, step = [...STEPS, ...DAY_STEPS].find((each) => each >= least) ?? DAY_STEPS.at(-1);
  const shift = (instant) => wall(instant, zone).number * DAY + (wall(instant, zone).hour * 60 + wall(instant, zone).minute) * MINUTE - Math.floor(instant / MINUTE) * MINUTE;
  const ticks = [];
  for (let local = Math.floor((from + shift(from)) / Math.max(step, DAY)) * Math.max(step, DAY); ticks.length < 200; local += step) {
    const instant = local - shift(local - shift(local)), told = wall(instant, zone);
    if (instant > to) break;
    if (instant < from) continue;
    const date = `${told.day} ${MONTHS[told.month - 1]}`, midnight = !told.hour && !told.minute;
    const name = step < DAY ? pad(told.hour) + (told.minute ? `:${pad(told.minute)}` : "") : to - from < 300 * DAY ? date : `${MONTHS[told.month - 1]} ${told.year}`;
    ticks.push({ at: instant, name, day: midnight && `${DAYS[told.weekday]} ${date}` });
  }
  return { ticks, step };
}

function drawAxis() {
  const axis = document.querySelector(".axis"), across = axis.offsetWidth || 600;
  const { ticks, step } = ticksOf(page.ends, page.zone, across);
  page.ticks = ticks;
  for (const each of [...axis.querySelectorAll(".d,.h")]) each.remove();
  for (const each of ticks) {
    const left = at(each.at);
    if (left > 1 && left < 99) place(add(axis, "span", "h", each.name), left);
    if (each.day && step < DAY && (1 - left / 100) * across > 72) place(add(axis, "span", "d", each.day), left);
  }
  const first = ticks.find((each) => each.day && step < DAY);
  if (!first || (at(first.at) / 100) * across > 110) place(add(axis, "span", "d first", page.calendar.full(wall(page.ends[0], page.zone))), 0);
  page.across = across;
}
