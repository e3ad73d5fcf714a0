// T, the clock, the zone, and the instant to compare with: what moves them, and the address that keeps them.
const at = (instant) => ((instant - page.ends[0]) / (page.ends[1] - page.ends[0])) * 100;
const clamp = (instant) => Math.min(page.ends[1], Math.max(page.ends[0], instant));

// Where the answer can change: on the public clock where a thing becomes possible or certain, on the desk clock
// where we took an entry in, or where what it says comes to pass later.
function stopsOf(clock) {
  const found = new Set();
  for (const row of page.rows) for (const each of clock === "desk" ? deskMarks(row) : publicMarks(row, page.whole)) {
    found.add(each.at);
    if (clock === "public") found.add(each.begin);
  }
  if (clock === "desk") for (const { event, recorded } of page.log.rows) if (event?.said?.latest > recorded) found.add(event.said.latest);
  return [...found].filter((each) => each >= page.ends[0] && each <= page.ends[1]).sort((one, other) => one - other);
}

const stepped = (from, way) => (way > 0 ? page.stops.find((each) => each > from) : page.stops.findLast((each) => each < from));

function snapped(instant, pixels) {
  const apart = (each) => (Math.abs(each - instant) / (page.ends[1] - page.ends[0])) * page.across;
  const near = page.stops.reduce((best, each) => (best === null || apart(each) < apart(best) ? each : best), null);
  return near !== null && apart(near) < pixels ? near : clamp(Math.round(instant / MINUTE) * MINUTE);
}

let frame = 0;
function go(instant, handle = "t") {
  if (instant == null) return;
  page[handle] = clamp(instant);
  frame ||= requestAnimationFrame(() => { frame = 0; paint(); });
}

function onKey(event, handle) {
  const from = page[handle], way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 24, PageDown: -24, Home: 0, End: 0 }[event.key];
  if (way === undefined || event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  if (event.key === "Home" || event.key === "End") go(page.ends[event.key === "End" ? 1 : 0], handle);
  else if (event.shiftKey || Math.abs(way) > 1) go(from + way * 15 * MINUTE, handle);
  else go(stepped(from, way), handle);
}

function onDrag(host, down) {
  if (down.button) return;
  const box = host.getBoundingClientRect(), instant = (event) => page.ends[0] + ((event.clientX - box.left) / box.width) * (page.ends[1] - page.ends[0]);
  const apart = (handle) => (page[handle] === null ? Infinity : Math.abs(page[handle] - instant(down)));
  const handle = apart("since") < apart("t") ? "since" : "t";
  const move = (event, pixels = 5) => go(snapped(instant(event), pixels), handle);
  const up = new AbortController();
  host.setPointerCapture(down.pointerId);
  host.addEventListener("pointermove", (event) => move(event), { signal: up.signal });
  for (const name of ["pointerup", "pointercancel"]) host.addEventListener(name, () => up.abort(), { signal: up.signal });
  move(down, 10);
  $(handle).focus({ preventScroll: true });
  down.preventDefault();
}

function setClock(clock) {
  if (clock === page.clock) return;
  page.clock = clock;
  page.since = null;
  document.querySelector(`input[value=${clock}]`).checked = true;
  page.ends = page.windows[clock];
  page.t = page.stops.at(-1) ?? page.ends[1];
  lay();
  page.t = page.stops.at(-1) ?? page.ends[1];
  paint();
}

function setSince(on) {
  page.since = on ? stepped(page.t, -1) ?? page.ends[0] : null;
  if (!on) $("changed").checked = false;
  paint();
}

const written = (instant) => {
  const part = ((instant % SECOND) + SECOND) % SECOND;
  return new Date((instant - part) / 1000).toISOString().slice(0, 19) + (part ? `.${String(part).padStart(6, "0")}`.replace(/0+$/, "") : "") + "Z";
};

function keepAddress() {
  const kept = { t: written(page.t), clock: page.clock, ...(page.since === null ? {} : { since: written(page.since) }), zone: page.zone };
  const hash = `#${Object.entries(kept).map(([name, value]) => `${name}=${value}`).join("&")}`;
  try { history.replaceState(null, "", hash); } catch { /* some readers open files where addresses are fixed */ }
}

// What of an address can be read; the rest is passed over.
function readAddress() {
  const kept = new URLSearchParams(location.hash.slice(1)), read = (name) => { try { return micros(kept.get(name)); } catch { return NaN; } };
  if (![...kept.keys()].some((each) => ["t", "clock", "since", "zone"].includes(each))) return false;
  if (page.zones.includes(kept.get("zone"))) page.zone = kept.get("zone");
  if (["public", "desk"].includes(kept.get("clock"))) page.clock = kept.get("clock");
  page.ends = page.windows[page.clock];
  page.t = Number.isFinite(read("t")) ? clamp(read("t")) : null;
  page.since = Number.isFinite(read("since")) ? clamp(read("since")) : null;
  return true;
}
