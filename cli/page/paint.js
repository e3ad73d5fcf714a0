// An answer for T on the page: the rows in sight at once, the bar, the filters, the table; and its text, to take away.
const shade = (row) => row.marks.forEach((each) => each.parts?.forEach((part) => part.classList.toggle("off", each.at > page.t)));

function answerAt(instant) {
  const view = page.clock === "desk" ? viewAt(instant) : page.whole, answer = known(view, instant);
  return { answer, view, claims: new Map(answer.claims.map((each) => [each.claim, each])) };
}

function paint() {
  const { t, since } = page;
  page.calendar = new Calendar(page.zone, t);
  const { answer, view, claims } = answerAt(t), other = since === null ? null : answerAt(since);
  [page.known, page.now] = [answer, view];
  $("rows").style.setProperty("--t", `${at(t)}%`);
  $("rows").style.setProperty("--since", since === null ? "-9%" : `${at(since)}%`);
  for (const row of page.rows) {
    const report = row.kind === "report" && answer.reports.find((each) => each.report === row.key), claim = claims.get(row.key), was = other?.claims.get(row.key);
    row.changed = row.kind === "claim" && other !== null && differs(was, claim);
    [row.claim, row.report, row.was] = [claim, report, row.changed && (was ?? { statements: [] })];
    if (row.near) paintRow(row);
  }
  paintLater(page.rows.filter((each) => !each.near));
  for (const { about, when } of page.groups) when.textContent = about && view.story.incidents.has(about) ? ` happened ${page.calendar.when(view.story.incidents.get(about).occurred)}` : "";
  paintBar(answer, claims);
  sift();
  paintArticle();
  paintTable(view);
  clearTimeout(page.kept);
  page.kept = setTimeout(keepAddress, 300);
}

function paintRow(row) {
  if (row.kind === "report") paintReport(row);
  else {
    paintStatus(row);
    const shown = JSON.stringify([row.claim?.statements, row.was?.statements, page.zone, page.calendar.dayOf(page.t).number, page.clock]);
    if (row.shown !== shown) { row.shown = shown; paintVoices(row); }
  }
  if (row.laid) shade(row);
}

// Rows out of sight follow when there is time, for whoever searches, listens or prints.
function paintLater(rows) {
  clearTimeout(page.later);
  page.later = rows.length && setTimeout(() => {
    const until = performance.now() + 8;
    let done = 0;
    while (done < rows.length && performance.now() < until) paintRow(rows[done++]);
    paintLater(rows.slice(done));
  });
}

function paintBar(answer, claims) {
  const { t, since, calendar } = page, told = wall(t, page.zone), utc = wall(t, "UTC");
  $("lab").textContent = page.clock === "public" ? "Said in public by" : "In our log, and said, by";
  $("now").textContent = `${calendar.full(told)}, ${clockOf(told)}`;
  $("now").dateTime = written(t);
  $("sub").textContent = page.zone === "UTC" ? "UTC" : `${clockOf(utc)} UTC`;
  const counts = counted(answer.claims), none = page.rows.filter((each) => each.kind === "claim").length - claims.size;
  if (none) counts.push(`${none} ${absent().toLowerCase()}`);
  $("counts").replaceChildren();
  const difference = since === null ? [] : [`${page.rows.filter((each) => each.changed).length} other than at ${calendar.short(since)}`];
  [...counts, ...difference].forEach((each, place) => { if (place) $("counts").append(" · "); add($("counts"), "span", null, each); });
  for (const [handle, flag] of [["t", document.querySelector(".flag:not(.other)")], ["since", document.querySelector(".flag.other")]]) {
    const instant = page[handle], input = $(handle);
    flag.hidden = input.hidden = instant === null;
    if (instant === null) continue;
    place(flag, at(instant));
    flag.textContent = page.ends[1] - page.ends[0] < 20 * DAY ? clockOf(wall(instant, page.zone), true) : calendar.short(instant);
    [input.min, input.max, input.step] = [0, Math.round((page.ends[1] - page.ends[0]) / MINUTE), 1];
    input.value = Math.round((instant - page.ends[0]) / MINUTE);
    input.setAttribute("aria-valuetext", `${calendar.at(instant)} ${city(page.zone)}${handle === "t" ? `. ${[...counts, ...difference].join(", ")}` : ""}`);
  }
  for (const each of document.querySelectorAll(".axis .h")) each.style.visibility = [t, since].some((instant) => instant !== null && Math.abs((parseFloat(each.style.left) - at(instant)) / 100) * page.across < 40) ? "hidden" : "";
  $("compare").setAttribute("aria-pressed", since !== null);
  $("sinceword").textContent = since === null ? "the step before" : calendar.short(since);
}

function sift() {
  const wanted = $("words").value.toLowerCase().split(/\s+/).filter(Boolean), voice = $("voice").value, about = $("about").value;
  for (const row of page.rows) {
    const of = page.now.story.claims.get(row.key), statements = row.claim?.statements ?? [];
    const text = `${row.key} ${row.title} ${statements.map((each) => `${voiceName(each.source, page.now.story.voices)} ${each.words ?? ""}`).join(" ")}`.toLowerCase();
    const any = wanted.length || voice || about || $("disputed").checked || $("changed").checked;
    row.node.hidden = row.kind === "report" ? Boolean(any) : !wanted.every((each) => text.includes(each))
      || (voice && !statements.some((each) => each.source === voice)) || (about && of?.about !== about)
      || ($("disputed").checked && row.claim?.status !== "disputed") || ($("changed").checked && !row.changed);
  }
  for (const { node, rows } of page.groups) node.hidden = rows.every((each) => each.node.hidden);
}

function paintTable({ story }) {
  for (const row of page.table ??= [...document.querySelectorAll("#log tbody tr")]) {
    const entry = Number(row.id.slice(1)), told = story.byEntry.get(entry);
    const recorded = page.recorded ??= new Map(page.log.rows.map((each) => [each.position, each.recorded]));
    row.classList.toggle("off", page.clock === "desk" ? recorded.get(entry) > page.t : told ? told.said.latest === null || told.said.latest > page.t : false);
  }
}

function copy() {
  const { calendar, t } = page;
  const asked = `Said in public ${page.clock === "desk" ? "and in our log " : ""}by ${calendar.placed(t)}, ${page.position ? `log at e${page.position} ${page.root}` : "the log is empty"}`;
  const text = textOf(page.known, page.now.story, calendar, page.title, asked);
  const area = add(document.body, "textarea", "sr", text);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  $("copy").focus();
  $("say").textContent = done ? "Copied" : "The browser did not let the page copy";
  return text;
}
