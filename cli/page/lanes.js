// What stands on the lanes, on either clock.
const shortName = (source, story) => (story.voices.get(source)?.name ?? source ?? "").split(",")[0];

// On the public clock a mark stands where a thing is certain, and its line begins where it became possible.
function publicMarks(row, view) {
  const { story } = view;
  const mark = (when, made) => ({ begin: when.earliest ?? FIRST, at: when.latest ?? when.earliest, open: when.latest === null, when, ...made });
  if (row.kind === "report")
    return (story.reports.get(row.key)?.revisions ?? []).map((each) => mark(each.published, revisionMark(each.number, each.entry)));
  return (view.told.get(row.key) ?? []).map((each) => mark(each.said, statementMark(each, story)));
}

const revisionMark = (number, entry) => ({ icon: "report", name: `revision ${number}`, title: `Revision ${number} (e${entry})`, entry });
const statementMark = ({ source, stance, entry }, story) =>
  ({ icon: stance, name: shortName(source, story), title: `${voiceName(source, story.voices)} ${stance} (e${entry})`, entry });

// On the desk clock a mark stands where we took the entry in, a dotted line shows how long that took us,
// and what we did to the entry later hangs under it.
function deskMarks(row) {
  const { story } = page.now, marks = [];
  for (const { position, recorded, event } of page.entries.get(`${row.kind} ${row.key}`) ?? []) {
    const when = event.said ?? event.published ?? event.updated;
    const made = event.by ? statementMark({ source: event.by, stance: STANCES[event.type], entry: position }, story) : revisionMark(event.revision ?? 1, position);
    marks.push({ begin: Math.min(when.latest ?? recorded, recorded), at: recorded, line: "lag", ...made });
    for (const change of page.changes.get(position) ?? [])
      marks.push({ begin: recorded, at: change.recorded, line: "fix", icon: "fix", name: DONE[change.type], entry: change.position,
        title: `e${position}: ${DONE[change.type]} (e${change.position})${change.event.reason ? `: ${change.event.reason}` : ""}` });
  }
  return marks;
}

const DONE = { EntryCorrected: "log corrected", EntryWithdrawn: "entry withdrawn", EntryRedacted: "entry redacted" };

// Which entries are about what, and what was done to them: by any version, since each was what the log said for a while.
function indexed(rows) {
  const entries = new Map(), changes = new Map(), about = new Map(), first = new Map(), met = new Map(), rivals = new Map();
  const origin = (position) => first.get(position) ?? position;
  const meet = (claims, key) => listed(met, key).push(...claims);
  for (const row of rows) {
    const { event, position, type } = row;
    if (!event) continue;
    if (type in DONE) {
      first.set(position, origin(event.entry));
      listed(changes, origin(position)).push(row);
    }
    const told = event.replacement ?? event;
    if (told.type === "ClaimsConflicted") meet(told.claims, position);
    if (told.type === "ClaimFramed" && aspectOf(told)) meet([told.claim], aspectOf(told));
    const key = told.type in STANCES ? `claim ${claimIn(told)}` : told.published || told.updated ? `report ${told.report}` : null;
    if (!key) continue;
    if (told === event) listed(entries, key).push(row);
    listed(about, key).push(origin(position));
  }
  for (const claims of met.values()) for (const each of claims) listed(rivals, each).push(...claims);
  const stated = new Set([...about].filter(([key]) => key.startsWith("claim")).flatMap(([, positions]) => positions));
  return { entries, changes, about, origin, rivals, stated };
}

function publicRibbons(row, view) {
  const passed = row.kind === "report" ? reportPhases(view.story.reports.get(row.key)) : view.phases(row.key);
  return passed.map(({ status, latest }, place) => ({ status, start: latest, end: passed[place + 1]?.latest ?? LAST }));
}

const reportPhases = (report) => (report?.revisions ?? []).filter((each) => each.published.latest !== null)
  .sort((one, other) => one.published.latest - other.published.latest).map((each) => ({ status: "report", latest: each.published.latest }));

// The status at T = R = t, whenever it may change: with each entry that may bear on the claim, each end of what it says.
function deskRibbons(row) {
  if (row.kind === "report") return ribbonsOf(deskMarks(row).filter((each) => each.line === "lag").map(({ at }) => ({ status: "report", start: at })));
  const { about, changes, rivals, origin, stated } = page;
  const near = new Set([row.key, ...(rivals.get(row.key) ?? [])].flatMap((key) => about.get(`claim ${key}`) ?? []));
  const told = page.log.rows.filter(({ type, position, event }) => {
    const subject = origin(type === "EvidenceLinked" && event ? event.entry : position);
    return changes.has(origin(position)) || near.has(subject) || !(stated.has(subject) || type === "SourceRegistered");
  });
  const ends = told.flatMap(({ event, recorded }) => {
    const when = event?.said ?? event?.updated ?? event?.replacement?.said ?? event?.published;
    return when?.latest > recorded ? [recorded, when.latest] : [recorded];
  });
  const found = [];
  let view = null, count = -1;
  for (const moment of [...new Set(ends)].sort((one, other) => one - other)) {
    const held = upTo(told, moment);
    if (held !== count) [view, count] = [new View(storyOf(told.slice(0, held))), held];
    found.push({ status: view.phases(row.key).findLast((each) => each.latest <= moment)?.status ?? "not-yet-public", start: moment });
  }
  return ribbonsOf(found.filter((each, place) => each.status !== (found[place - 1]?.status ?? "not-yet-public")));
}

const ribbonsOf = (found) => found.map((each, place) => ({ ...each, end: found[place + 1]?.start ?? LAST }));

// How many of these rows had been recorded by an instant.
function upTo(rows, instant) {
  let low = 0, high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].recorded <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
