// The entries as packing.py packed them, and what the log said at any R: domain/effective.py and projections/ once more.
// Instants are microseconds since 1970; keys and fields are those of the events.
const FIRST = -Infinity, LAST = Infinity;
const STANCES = { ClaimAsserted: "asserts", AttackAttributed: "asserts", ClaimCorroborated: "asserts",
  ClaimDenied: "denies", ClaimHedged: "hedges", ClaimRetracted: "retracts" };

const listed = (map, key) => map.get(key) ?? (map.set(key, []), map.get(key));

function unpacked(packed) {
  const { instants, texts, types } = packed;
  const end = (index) => (index == null ? null : instants[index]);
  const whens = packed.whens.map(([earliest, latest, precision, zone = null, words = null, spans]) => ({
    earliest: end(earliest), latest: end(latest), precision, zone, words,
    alternatives: (spans ?? []).map(([one, other]) => ({ earliest: end(one), latest: end(other) })),
  }));
  const when = (index) => whens[index];
  const text = (value) => (typeof value === "number" ? texts[value] : value ?? null);
  const forms = { said: when, published: when, updated: when, occurred: when, title: text, body: text,
    evidence: (cited) => (cited ?? []).map(([report, revision, place = null, words = null]) => ({ report, revision, place, words })),
    replacement: (values) => event(values) };
  const event = ([index, ...values]) => {
    const [type, fields] = types[index];
    const made = { type };
    fields.forEach((name, place) => { made[name] = name in forms ? forms[name](values[place]) : values[place] ?? null; });
    return made;
  };
  const rows = packed.rows.map(([position, recorded, ...values]) => ({
    position, recorded: instants[recorded], type: types[values[0]][0],
    event: values[1] === null ? null : event(values),
  }));
  const changes = (before, after) => packed.changes[`${texts.indexOf(before)}>${texts.indexOf(after)}`];
  return { rows, changes };
}

const saidIn = (event) => (event.type in STANCES ? event.said : null);
const claimIn = (event) => (event.type === "AttackAttributed" ? `${event.incident}-by-${event.actor}` : event.claim);

function standing(rows) {
  const fixes = new Map(), withdrawn = new Set(), redacted = new Set(), first = new Map();
  for (const { position, type, event, recorded } of rows) {
    if (!event) continue;
    if (type === "EntryCorrected") {
      const original = first.get(event.entry) ?? event.entry;
      first.set(position, original);
      listed(fixes, original).push({ position, recorded, event: event.replacement });
    } else if (type === "EntryWithdrawn") withdrawn.add(event.entry);
    else if (type === "EntryRedacted") redacted.add(event.entry);
  }
  return rows.flatMap((row) => {
    if (!row.event || redacted.has(row.position)) return [{ ...row, event: null }];
    if (withdrawn.has(row.position)) return [];
    const made = (fixes.get(row.position) ?? []).filter((each) => !withdrawn.has(each.position));
    return [made.length ? replaced(row, made) : row];
  });
}

function replaced(row, fixes) {
  const event = fixes.at(-1).event;
  const worded = [row, ...fixes].find((each) => saidIn(each.event) === saidIn(event)).recorded;
  return { ...row, event, type: event.type, fixes: fixes.map((each) => each.position), worded };
}

// What we wrote down had been said by then (When.known_by).
function knownBy(when, recorded) {
  const begun = (each) => each.earliest === null || each.earliest <= recorded;
  if (!begun(when) || (when.latest !== null && when.latest <= recorded)) return when;
  const spans = when.alternatives.filter(begun).map((each) => ({ ...each, latest: Math.min(each.latest ?? recorded, recorded) }));
  const latest = spans.length ? Math.max(...spans.map((each) => each.latest)) : recorded;
  return { ...when, latest, alternatives: spans.length > 1 ? spans : [] };
}

const revisionOf = (row, number, published) => ({ number, entry: row.position, published, kind: null, notice: null,
  changes: null, wrong: null, replaced_by: null, ...row.event });

const FOLDS = {
  SourceRegistered: (story, { event }) => story.voices.set(event.source, event),
  IncidentReported: (story, { event, position }) => story.incidents.set(event.incident, { ...event, entry: position }),
  ClaimFramed: (story, { event }) => story.claims.set(event.claim, event),
  ClaimsConflicted: (story, { event }) => story.conflicts.push(event.claims),
  ClaimAssessed: (story, { event, position }) => story.judged.push({ ...event, entry: position }),
  ReportPublished: (story, row) => {
    const { report, outlet, url, published } = row.event;
    const revisions = [revisionOf(row, 1, published), ...(story.reports.get(report)?.revisions ?? [])];
    story.reports.set(report, { report, outlet, url, revisions });
  },
  ArticleUpdated: (story, row) => {
    const { report, revision, updated } = row.event;
    const before = story.reports.get(report) ?? { report, outlet: null, url: null, revisions: [] };
    story.reports.set(report, { ...before, revisions: [...before.revisions, revisionOf(row, revision, updated)] });
  },
  EvidenceLinked: (story, { event }) => {
    const told = story.byEntry.get(event.entry);
    if (told) story.byEntry.set(event.entry, { ...told, evidence: [...told.evidence, ...event.evidence] });
  },
};

function tell(story, row) {
  const { event, position, recorded } = row;
  const claim = claimIn(event);
  if (row.type === "AttackAttributed" && !story.claims.has(claim)) {
    const text = `${event.incident} was carried out by ${event.actor}`, value = { type: "actor", actor: event.actor };
    story.claims.set(claim, { claim, text, about: event.incident, aspect: "actor", value });
  }
  const said = knownBy(event.said, row.worded ?? recorded);
  story.byEntry.set(position, { scope: null, mode: null, actor: null, independence: null, hedge: null, relayed_by: null,
    ...event, entry: position, claim, source: event.by, stance: STANCES[row.type], said, recorded, corrected_by: row.fixes ?? [] });
}

function storyOf(rows) {
  const story = { claims: new Map(), told: new Map(), voices: new Map(), reports: new Map(), incidents: new Map(),
    conflicts: [], gaps: [], judged: [], byEntry: new Map() };
  for (const row of standing(rows)) {
    if (!row.event) story.gaps.push({ entry: row.position, recorded: row.recorded, type: row.type });
    else if (row.type in STANCES) tell(story, row);
    else FOLDS[row.type]?.(story, row);
  }
  for (const told of story.byEntry.values()) listed(story.told, told.claim).push(told);
  return story;
}
