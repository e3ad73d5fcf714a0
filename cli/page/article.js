// The article as it stood at T: its text if we hold it, what changed, and which claims rest on which paragraph.
const paragraphs = (text) => (text ?? "").trim().split(/\s*\n\s*\n\s*/).filter(Boolean);

function placesIn(story, report, revision) {
  const texts = paragraphs(revision.body).map((each) => each.split(/\s+/).join(" ")), found = new Map();
  const numbers = ({ place, words: quoted }) => {
    const named = [...(place ?? "").matchAll(/¶\s*(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?/g)]
      .flatMap(([, first, last]) => Array.from({ length: Math.max(Math.min(Number(last ?? first), Number(first) + 1000) - first + 1, 0) }, (_, each) => Number(first) + each));
    if (named.length || !quoted) return named.length ? named : [0];
    const holding = texts.flatMap((text, each) => (text.includes(quoted.trim().split(/\s+/).join(" ")) ? [each + 1] : []));
    return holding.length ? holding : [0];
  };
  for (const told of [...story.told.values()].flat())
    for (const cited of told.evidence.filter((each) => each.report === report.report && each.revision === revision.number))
      for (const number of numbers(cited)) found.set(number, (found.get(number) ?? new Set()).add(told.claim));
  return found;
}

const bearing = (claims) => [...claims].sort().map(claimText).join("; ");

function publishersWords({ notice, changes, kind, wrong, replaced_by: instead }) {
  return [notice && `Notice: “${notice}”`, changes ? `Changes: ${changes}` : kind && !wrong && "What changed is not stated",
    wrong && `It says that this was wrong: ${bearing(wrong)}${instead ? `; in its place: ${bearing(instead)}` : ""}`].filter(Boolean);
}

function paintArticle() {
  const { story } = page.now, key = $("report").value, held = page.known.reports.find((each) => each.report === key), report = story.reports.get(key);
  const revision = held && report.revisions.find((each) => each.number === held.revision);
  const previous = revision && report.revisions.findLast((each) => each.number < revision.number);
  const both = revision?.body != null && previous?.body != null, marked = both && $("mark").checked;
  const shown = JSON.stringify([key, revision?.number, revision?.entry, held?.membership, marked, page.zone, page.clock === "desk" ? page.now.count : 0, page.calendar.dayOf(page.t).number]);
  $("optmark").hidden = !both;
  if (page.shownArticle === shown) return;
  page.shownArticle = shown;
  $("text").replaceChildren();
  if (!revision) { $("lede").textContent = report ? "Not yet published at this time." : "Not in the log at this time."; return; }
  const outlet = story.voices.get(report.outlet)?.name ?? report.outlet ?? "An outlet that was redacted";
  $("lede").textContent = [`${outlet}, revision ${revision.number}${revision.kind ? `, ${words(revision.kind)}` : ""} (${page.calendar.when(revision.published)}, e${revision.entry})${held.membership === "possible" ? ", perhaps already" : ""}`,
    ...publishersWords(revision)].map((each) => (/[.!?]”?$/.test(each) ? each : `${each}.`)).join(" ");
  paintText(report, revision, previous, marked, placesIn(story, report, revision), previous && placesIn(story, report, previous));
}

function paintText(report, revision, previous, marked, places, before) {
  const title = titleOf(report, revision.number) ?? report.report, earlier = previous && titleOf(report, previous.number);
  const changes = (one, other) => (marked && one && one !== other ? page.log.changes(one, other) : null);
  line("h3", "", changes(earlier, title)?.flatMap(([what, , , hunks]) => hunks ?? [[what === "removed" ? "-" : "+", what === "removed" ? earlier : title]]) ?? [["=", title]]);
  if (revision.body === null) line("p", "", [["=", "Its text is not held."]], previous ? "What changed cannot be told" : "");
  else if (previous && previous.body === null) line("p", "", [], `The earlier text is not held (r${previous.number}): what changed cannot be told`);
  const texts = paragraphs(revision.body), old = paragraphs(previous?.body);
  const rows = changes(previous?.body, revision.body) ?? texts.map((_, each) => ["same", each + 1, each + 1]);
  for (const [what, was, now, hunks] of rows) {
    const claims = new Set([...(marked ? before.get(was) ?? [] : []), ...(places.get(now) ?? [])]);
    line("p", now ? `¶${now}` : "", hunks ?? [[{ added: "+", removed: "-" }[what] ?? "=", now ? texts[now - 1] : old[was - 1]]], bearing(claims), changeWord(what, was, claims));
  }
  if (places.get(0)) line("p", "", [], bearing(places.get(0)), "No paragraph named");
}

const changeWord = (what, was, claims) => ({ added: "New paragraph", removed: "Taken out", moved: `Moved from ¶${was}`,
  changed: claims.size ? "Changed" : "Wording only" })[what] ?? "";

function line(tag, label, hunks, bears = "", change = "") {
  const host = add($("text"), "div");
  add(host, "span", "p", label);
  const text = add(host, tag), margin = add(host, "div", "m");
  hunks.forEach(([op, part], place) => {
    if (place) text.append(" ");
    if (op === "=") text.append(part);
    else add(text, op === "+" ? "ins" : "del", null, part);
  });
  if (change) add(margin, "b", null, `${change}. `);
  if (bears) margin.append(/^(What|The) /.test(bears) && !label ? bears : `Bears on: ${bears}`);
}
