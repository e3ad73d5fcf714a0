// The page as a whole: made once, laid out for a clock and a width; and what it listens to.
let page;

function make(data) {
  const log = unpacked(data.log), windows = data.windows;
  page = { ...data, log, windows, clock: "public", t: null, since: null, stops: [], rows: [], views: new Map(), ...indexed(log.rows) };
  page.now = page.whole = viewAt(LAST);
  page.zones = [...new Set([data.zone, "UTC", ...data.zones, new Intl.DateTimeFormat().resolvedOptions().timeZone])].filter(formatOf);
  if (!formatOf(page.zone)) page.zone = "UTC";
  document.querySelector(".top").append(document.querySelector(".tools"));
  makeRows();
  for (const each of page.zones) add($("zone"), "option", null, city(each)).value = each;
  for (const [key, { name }] of page.whole.story.voices) add($("voice"), "option", null, name).value = key;
  for (const [key, { title }] of page.whole.story.incidents) add($("about"), "option", null, title).value = key;
  for (const key of page.whole.story.reports.keys()) add($("report"), "option", null, titleOf(page.whole.story.reports.get(key), LAST) ?? key).value = key;
  $("which").hidden = $("report").options.length < 2;
  $("article").hidden = !$("report").options.length;
  makeKey();
}

// The story in the log as it stood at an instant; the few that were looked at last are kept.
function viewAt(instant) {
  const { log, views } = page, count = upTo(log.rows, instant);
  if (!views.has(count)) {
    if (views.size > 50) views.clear();
    views.set(count, Object.assign(new View(storyOf(log.rows.slice(0, count))), { count }));
  }
  return views.get(count);
}

function makeRows() {
  const { story } = page.whole, keys = [...page.about.keys()], of = (kind) => keys.filter((each) => each.startsWith(kind)).map((each) => each.slice(kind.length + 1));
  const first = (key) => order(page.whole.told.get(key)?.[0].said ?? { latest: null, earliest: null });
  const claims = of("claim").sort((one, other) => earlier(first(one), first(other)) || compare(one, other));
  const groups = [...Map.groupBy(claims, (key) => story.claims.get(key)?.about ?? "")];
  const reports = of("report").map((key) => ["report", key, titleOf(story.reports.get(key) ?? { revisions: [] }, LAST) ?? key]);
  const made = groups.map(([about, keys]) => ({ about, title: about ? story.incidents.get(about)?.title ?? about : page.title, rows: keys.map((key) => ["claim", key, claimText(key, story)]) }));
  const all = [{ about: null, title: reports.length > 1 ? "Reports" : "Report", rows: reports }];
  page.groups = (reports.length > 3 ? [...made, ...all] : [...all, ...made]).filter((each) => each.rows.length).map(({ about, title, rows }) => {
    const node = add($("rows"), "section", "group"), head = add(node, "h2", "gl", title), when = add(head, "span", "w");
    const group = rows.map(([kind, key, text]) => makeRow(node, key, kind, text));
    page.rows.push(...group);
    return { about, node, when, rows: group };
  });
}

function makeKey() {
  const entry = (text, make) => { const made = add($("key"), "span"); make(made); made.append(text); };
  for (const [name, text] of Object.entries({ asserts: "says", denies: "denies", hedges: "says it is unclear", retracts: "takes it back", report: "revision of a report", fix: "log corrected (desk clock)" })) entry(text, (host) => icon(host, name));
  for (const each of ["unchallenged", "disputed", "denied-only", "unclear", "withdrawn"]) entry(words(each), (host) => add(host, "span", `sw s-${each}`));
  entry("at some time in this span", (host) => add(add(host, "span", "ws c-asserts"), "i", "wh"));
  const keys = add($("key"), "span", "keys");
  for (const [name, text] of [["←", ""], ["→", "previous or next step, "], ["Shift", "15 min, "], ["c", "other clock"]]) { add(keys, "kbd", null, name); keys.append(` ${text}`); }
}

// For a clock, a zone and a width: the axis, and the lanes as they come into sight.
function lay() {
  page.ends = page.windows[page.clock];
  page.calendar = new Calendar(page.zone, page.t ?? page.ends[1]);
  page.now = page.clock === "desk" ? viewAt(page.t ?? page.ends[1]) : page.whole;
  drawAxis();
  page.stops = stopsOf(page.clock);
  page.sight?.disconnect();
  page.sight = new IntersectionObserver((seen) => seen.forEach(({ target, isIntersecting }) => {
    const row = page.rows.find((each) => each.node === target);
    row.near = isIntersecting;
    if (isIntersecting) laneOf(row);
  }), { rootMargin: "300px" });
  for (const row of page.rows) { row.laid = false; row.shown = null; row.ribbons = null; page.sight.observe(row.node); }
  page.shownArticle = null;
}

function laneOf(row) {
  if (row.laid) return;
  row.laid = true;
  const desk = page.clock === "desk";
  row.ribbons = desk ? deskRibbons(row) : publicRibbons(row, page.whole);
  drawLane(row, desk ? deskMarks(row) : publicMarks(row, page.whole));
  layLabels(row);
  paintRow(row);
}

function listen() {
  for (const handle of ["t", "since"]) {
    $(handle).addEventListener("input", (event) => go(snapped(page.ends[0] + event.target.value * MINUTE, 5), handle));
    $(handle).addEventListener("keydown", (event) => onKey(event, handle));
  }
  for (const host of [document.querySelector(".axis"), $("rows")])
    host.addEventListener("pointerdown", (event) => { const lane = host.id ? event.target.closest(".lane") : host; if (lane) onDrag(lane, event); });
  $("prev").addEventListener("click", () => go(stepped(page.t, -1)));
  $("next").addEventListener("click", () => go(stepped(page.t, 1)));
  for (const each of document.getElementsByName("clock")) each.addEventListener("change", () => setClock(each.value));
  $("zone").addEventListener("change", (event) => { page.zone = event.target.value; lay(); paint(); });
  $("compare").addEventListener("click", () => setSince(page.since === null));
  $("copy").addEventListener("click", copy);
  $("changed").addEventListener("change", (event) => (event.target.checked && page.since === null ? setSince(true) : sift()));
  for (const each of ["words", "voice", "about", "disputed"]) $(each).addEventListener("input", sift);
  for (const each of ["report", "mark"]) $(each).addEventListener("change", paintArticle);
  addEventListener("keydown", (event) => {
    if (event.target.matches("input,select,textarea")) return;
    if (event.key === "c" && !event.metaKey && !event.ctrlKey) setClock(page.clock === "public" ? "desk" : "public");
    else if (event.key.startsWith("Arrow") && !/Up|Down/.test(event.key)) onKey(event, "t");
  });
  addEventListener("hashchange", () => { if (readAddress()) start(); });
  addEventListener("resize", () => { clearTimeout(page.resized); page.resized = setTimeout(() => { lay(); paint(); }, 100); });
  addEventListener("beforeprint", () => { $("log").open = true; page.rows.forEach((row) => { laneOf(row); paintRow(row); }); });
}

function start() {
  page.ends = page.windows[page.clock];
  $("zone").value = page.zone;
  document.querySelector(`input[value=${page.clock}]`).checked = true;
  lay();
  page.t ??= page.stops.at(-1) ?? page.ends[1];
  paint();
}

// Much data comes compressed.
async function read() {
  const { textContent, dataset } = $("data");
  return "gzip" in dataset ? unzipped(textContent).json() : JSON.parse(textContent);
}

read().then((data) => {
  make(data);
  document.documentElement.classList.add("js");
  $("log").open = false;
  readAddress();
  start();
  listen();
  document.fonts?.ready.then(() => page.rows.filter((each) => each.laid).forEach(layLabels));
});
