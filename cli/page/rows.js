// What a row says at T: the status, who says so, and what is different from the other instant.
const WORD = { "not-yet-public": "Not yet public", report: "Published" };
const called = (status) => WORD[status] ?? words(status)[0].toUpperCase() + words(status).slice(1);
const absent = () => (page.clock === "desk" ? "Not in the log" : "Not yet public");

const since = (instant) => (page.t === instant ? "from now" : lasting(page.t - instant));

// How long the status has held is told by the ribbons, which are drawn for either clock as a row comes into sight.
function paintStatus(row) {
  if (row.kind === "report") return;
  const { claim, was, status: host } = row, status = claim?.status ?? "not-yet-public";
  row.node.className = `row claim is-${status}`;
  host.replaceChildren();
  add(host, "span", `sw s-${status}`);
  const told = add(host, "span"), passed = (row.ribbons ?? []).filter((each) => each.start <= page.t);
  add(told, "b", null, claim ? called(status) : absent());
  const standing = claim?.counts.sources ?? 0, first = passed[0];
  if (standing) told.append(`, ${standing === 1 ? "one voice" : `${standing} voices`}`);
  if (first) told.append(`, ${since(passed.at(-1).start)}`);
  if (passed.length > 1) told.append(`; ${words(first.status)} for the first ${lasting(first.end - first.start)}`);
  if (claim?.perhaps) told.append(`; perhaps ${words(claim.perhaps)} already`);
  if (claim?.against.length) told.append(`; against “${claim.against.map(claimText).join("”, “")}”`);
  if (claim) for (const each of marksTold(claim)) told.append(`; ${each}`);
  if (claim?.remarks.length) add(told, "span", "rem", claim.remarks.map(words).join(", "));
  if (!was) return;
  const then = [was.status ? words(was.status) : absent().toLowerCase(), was.perhaps && `perhaps ${words(was.perhaps)}`].filter(Boolean).join(", ");
  add(host, "span", "was", `${page.since < page.t ? "Was" : "Will be"} ${then} at ${page.calendar.short(page.since)}`);
}

const claimText = (key) => page.now.story.claims.get(key)?.text ?? key;

function paintVoices(row) {
  const { claim, was: before } = row;
  row.voices.replaceChildren();
  const shown = new Set(claim?.statements.map((each) => each.entry));
  for (const each of claim?.statements ?? []) paintVoice(row.voices, each, before && !before.statements.some((other) => other.entry === each.entry && other.membership === each.membership));
  for (const each of page.now.story.judged) if (claim && each.claim === row.key) add(add(row.voices, "li"), "span", "note", `Judged ${each.judged} (e${each.entry})`);
  for (const each of before?.statements ?? []) if (!shown.has(each.entry)) paintVoice(row.voices, each, false, "gone");
}

function paintVoice(host, statement, fresh, gone = "") {
  const { voices } = page.now.story, { entry, source, said, recorded_at: recorded } = statement;
  const kind = [statement.membership === "possible" && "maybe", (gone || standsNoMore(statement)) && "past", fresh && "fresh"].filter(Boolean).join(" ");
  const item = add(host, "li", kind);
  icon(item, statement.stance);
  const told = add(item, "div"), was = correction(statement);
  if (was?.source) { add(told, "s", null, voiceName(was.source, voices)); told.append(" "); }
  add(told, "span", "n", voiceName(source, voices));
  for (const each of particulars(statement, voices)) add(told, "span", "w", ` ${each}`);
  const cited = add(told, "span", "ev");
  cited.append(" ");
  for (const each of statement.evidence) {
    const link = add(cited, "a", null, `${each.report}.r${each.revision}${each.place ? ` ${each.place}` : ""}`);
    link.href = "#article";
    cited.append(" ");
  }
  const link = add(cited, "a", null, `e${entry}`);
  link.href = `#e${entry}`;
  add(item, "span", "at", page.clock === "desk" ? page.calendar.short(recorded) : page.calendar.when(said));
  for (const each of [was?.told, gone && `Not so at the other instant`, fresh && "New"].filter(Boolean)) add(item, "span", each === "New" ? "new" : "note", each);
  if (statement.note) add(item, "span", "note own", statement.note);
}

// On the desk clock, an entry reads as it did then: what was corrected by T, and that it was corrected after.
function correction({ entry, corrected_by: by = [], source, said }) {
  const made = (page.changes.get(entry) ?? []).filter((each) => each.type === "EntryCorrected");
  const at = made.findLast((each) => by.includes(each.position));
  const later = page.clock === "desk" && made.find((each) => each.recorded > page.t);
  if (!at && !later) return null;
  if (!at) return { told: `As first logged. Corrected later, ${page.calendar.short(later.recorded)} (e${later.position})` };
  const first = page.log.rows.find((each) => each.position === entry)?.event;
  const moved = first && order(first.said).join() !== order(at.event.replacement?.said ?? said).join() ? `; was dated ${page.calendar.when(first.said)}` : "";
  return { source: first && first.by !== source && first.by, told: `Log corrected ${page.calendar.short(at.recorded)} (e${at.position}): ${at.event.reason}${moved}` };
}

function paintReport(row) {
  const { report, status: host } = row, held = page.now.story.reports.get(row.key);
  const revision = held?.revisions.find((each) => each.number === report?.revision);
  row.node.className = `row claim is-${report ? "report" : "not-yet-public"}`;
  host.replaceChildren();
  add(host, "span", `sw s-${report?.certain ? "report" : "not-yet-public"}`);
  const told = add(host, "span");
  add(told, "b", null, revision ? `Revision ${revision.number}` : absent());
  if (revision) told.append(`${report.membership === "possible" ? ", perhaps already" : `, ${since(row.ribbons?.findLast((each) => each.start <= page.t)?.start ?? page.t)}`}${report.held ? "" : ", text not held"}`);
  row.voices.replaceChildren();
  if (!revision) return;
  const item = add(row.voices, "li", report.membership === "possible" ? "maybe" : "");
  icon(item, "report");
  const link = add(add(item, "div"), "a", null, report.held ? "Read the text at this time" : "What is known of it at this time");
  link.href = "#article";
  add(item, "span", "at", page.calendar.when(revision.published));
}

// What a reader would call different: the status and what stands beside it, and which statements there are.
function differs(one, other) {
  const told = (claim) => JSON.stringify(claim && [claim.status, claim.perhaps, claim.remarks, claim.against, claim.corrected_by_publisher,
    claim.statements.map((each) => [each.entry, each.membership, each.standing, each.source, each.said.latest])]);
  return told(one) !== told(other);
}
