// What was known by T in a story: domain/knowledge.py and what it rests on, once more.
const order = (when) => [when.latest ?? LAST, when.earliest ?? FIRST];
const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const earlier = (one, other) => compare(one[0], other[0]) || compare(one[1], other[1]);
const bySaid = (one, other) => earlier(order(one.said), order(other.said)) || one.entry - other.entry;

function membership(when, t) {
  if (when.latest !== null && when.latest <= t) return "certain";
  return when.earliest === null || when.earliest <= t ? "possible" : "not-yet";
}

// Python's decimals, compared exactly.
const decimal = (text) => { const [whole, part = ""] = text.split("."); return BigInt(whole + part.padEnd(10, "0")); };

function micros(text) {
  const [, seconds, part = ""] = /^([^.Z]*)(?:\.(\d+))?Z$/.exec(text);
  return Date.parse(`${seconds}Z`) * 1000 + Number(part.padEnd(6, "0").slice(0, 6));
}

const bound = (text) => (text ? micros(text) : null);
const spansOf = (when) => (when.alternatives ?? [when]).map((each) => ({ earliest: bound(each.earliest), latest: bound(each.latest) }));
const beginsBefore = (one, other) => one.earliest === null || other.latest === null || one.earliest < other.latest
  || (one.earliest === other.latest && other.latest === other.earliest);
const below = (one, other) => one.at_most != null && other.at_least != null && decimal(one.at_most) < decimal(other.at_least);

function exclude({ value: one }, { value: other }) {
  if (one?.type === "number" && other?.type === "number")
    return (one.unit ?? null) === (other.unit ?? null) && (below(one, other) || below(other, one));
  if (one?.type !== "date" || other?.type !== "date") return false;
  return !spansOf(one.when).some((a) => spansOf(other.when).some((b) => beginsBefore(a, b) && beginsBefore(b, a)));
}

function sameValue(one, other) {
  if (one.type !== "number" || other.type !== "number") return JSON.stringify(one) === JSON.stringify(other);
  const same = (a, b) => (a == null || b == null ? a == b : decimal(a) === decimal(b));
  return same(one.at_least, other.at_least) && same(one.at_most, other.at_most) && (one.unit ?? null) === (other.unit ?? null);
}

const aspectOf = (claim) => claim.about !== null && claim.aspect !== null && `${claim.about} ${claim.aspect}`;

function rivalsIn(story) {
  const rivals = new Map();
  const pair = (one, other) => {
    for (const [a, b] of [[one, other], [other, one]]) rivals.has(a) ? rivals.get(a).add(b) : rivals.set(a, new Set([b]));
  };
  const pairs = (all, met) => all.forEach((one, at) => all.slice(at + 1).forEach((other) => met(one, other)));
  for (const claims of story.conflicts) pairs(claims, pair);
  const aspects = new Map();
  for (const claim of story.claims.values()) if (aspectOf(claim) && claim.value) listed(aspects, aspectOf(claim)).push(claim);
  for (const together of aspects.values())
    pairs(together, (one, other) => exclude(one, other) && pair(one.claim, other.claim));
  return rivals;
}

// Reports whose publisher withdrew them, and from when on (domain/public.py, Carriers).
function withdrawalsIn(story) {
  const found = new Map();
  for (const [report, { revisions }] of story.reports) {
    if (!revisions.some((each) => each.kind === "withdrawal")) continue;
    let inForce = 0, withdrawn = false;
    const dated = revisions.filter((each) => each.published.latest !== null)
      .sort((a, b) => a.published.latest - b.published.latest || a.number - b.number);
    found.set(report, dated.map(({ number, published, kind }) => {
      if (number > inForce) [inForce, withdrawn] = [number, kind === "withdrawal"];
      return { by: published.latest, began: published.earliest, withdrawn };
    }));
  }
  return found;
}

function statusOf(stances, opposed) {
  if (!stances) return "not-yet-public";
  if (!stances.size) return "withdrawn";
  if (stances.has("asserts") && (stances.has("denies") || opposed)) return "disputed";
  if (stances.has("denies")) return "denied-only";
  return stances.has("hedges") ? "unclear" : "unchallenged";
}

// What publishers say themselves of the claims that their reports carried (domain/marks.py).
function marksIn(story) {
  const found = new Map();
  for (const report of [...story.reports.keys()].sort())
    for (const { number: revision, entry, published, wrong, replaced_by } of story.reports.get(report).revisions)
      for (const claim of new Set([...(wrong ?? []), ...(replaced_by ?? [])]))
        listed(found, claim).push({ report, revision, entry, published, says: wrong?.includes(claim) ? "wrong" : "replacement" });
  return found;
}

const stancesOf = (told) => new Set(told.map((each) => each.stance));

class View {
  constructor(story) {
    this.story = story;
    this.rivals = rivalsIn(story);
    this.withdrawals = withdrawalsIn(story);
    this.marks = marksIn(story);
    this.told = new Map([...story.told].map(([claim, told]) => [claim, told.toSorted(bySaid)]));
    this.turns = new Map();
    this.passed = new Map();
    this.principals = new Map([...story.voices.keys()].map((voice) => [voice, principals(voice, story.voices)]));
  }

  carried(told, t) {
    return !this.withdrawals.size || !told.evidence.length
      || told.evidence.some(({ report }) => !this.withdrawals.get(report)?.findLast((each) => each.by <= t)?.withdrawn);
  }

  // Who stands, of those heard in this order: each source with its latest, unless it took that back.
  bench(heard, t) {
    const latest = new Map(heard.map((each) => [each.source, each]));
    return [...latest.values()].filter((each) => each.stance !== "retracts" && this.carried(each, t));
  }

  rivalsOf(claim) { return [...(this.rivals.get(claim) ?? [])]; }

  turnsOf(claim) {
    if (!this.turns.has(claim)) this.turns.set(claim, this.follow(this.told.get(claim) ?? []));
    return this.turns.get(claim);
  }

  follow(told) {
    const reports = new Set(told.flatMap((each) => each.evidence.map((cited) => cited.report)));
    const changes = [...reports].flatMap((report) => (this.withdrawals.get(report) ?? []).map((each) => ({ report, ...each })));
    const moments = [...new Set([...told.map((each) => each.said.latest), ...changes.map((each) => each.by)])];
    const turns = new Map(), cited = new Set();
    let heard = 0;
    for (const moment of moments.filter((each) => each !== null).sort((a, b) => a - b)) {
      const before = heard;
      while (heard < told.length && told[heard].said.latest === moment) told[heard++].evidence.forEach((each) => cited.add(each.report));
      const said = told.slice(before, heard).map((each) => each.said.earliest);
      const last = new Map(changes.filter((each) => each.by === moment && cited.has(each.report)).map((each) => [each.report, each.began]));
      if (!said.length && !last.size) continue;
      turns.set(moment, { stances: heard ? stancesOf(this.bench(told.slice(0, heard), moment)) : null, said, carried: [...last.values()] });
    }
    return turns;
  }

  // The statuses that a claim goes through, whatever T is.
  phases(claim) {
    if (this.passed.has(claim)) return this.passed.get(claim);
    const coming = new Map(), opposing = new Set(), passed = [];
    for (const each of [claim, ...this.rivalsOf(claim)])
      for (const [moment, turn] of this.turnsOf(each)) listed(coming, moment).push([each, turn]);
    let stances = null;
    for (const moment of [...coming.keys()].sort((a, b) => a - b)) {
      for (const [each, turn] of coming.get(moment)) {
        if (each === claim) stances = turn.stances;
        else if (turn.stances?.has("asserts")) opposing.add(each);
        else opposing.delete(each);
      }
      const status = statusOf(stances, opposing.size > 0);
      if (status === (passed.at(-1)?.status ?? "not-yet-public")) continue;
      const turns = coming.get(moment).map(([, turn]) => turn), said = turns.flatMap((turn) => turn.said);
      const began = said.length ? said : turns.flatMap((turn) => turn.carried);
      passed.push({ status, earliest: began.length && !began.includes(null) ? Math.min(...began) : null, latest: moment });
    }
    this.passed.set(claim, passed);
    return passed;
  }
}

function principals(source, voices) {
  const found = [];
  let at = voices.get(source);
  while (at?.affiliation && at.affiliation !== source && !found.includes(at.affiliation)) {
    found.push(at.affiliation);
    at = voices.get(at.affiliation);
  }
  return found;
}

function lineages(view, told) {
  const own = new Set(), shared = new Set();
  for (const { source, independence } of told) {
    const origin = view.principals.get(source)?.at(-1) ?? source;
    if (independence === null) own.add(origin);
    else if (independence === "independent") own.add(source);
    else shared.add(origin);
  }
  return own.size || Math.min(shared.size, 1);
}

const unnamed = (voice) => voice?.identification === "unnamed_individual" || voice?.identification === "unnamed_group";

function known(view, t) {
  const { story } = view, at = new Moment(view, t);
  const keys = [...new Set([...story.claims.keys(), ...story.told.keys()])].filter((key) => at.heard(key).length);
  const first = (key) => order(view.told.get(key)[0].said);
  keys.sort((a, b) => earlier(first(a), first(b)) || compare(a, b));
  const claims = keys.map((key) => at.claim(key));
  const about = new Set(claims.map((each) => each.about));
  return {
    claims,
    reports: [...story.reports.keys()].sort().flatMap((key) => inForce(story.reports.get(key), t)),
    incidents: [...story.incidents.keys()].sort().filter((key) => about.has(key)).map((key) => incident(story.incidents.get(key), t)),
    redacted: story.gaps.map(({ entry, recorded, type }) => ({ entry, recorded_at: recorded, type })),
  };
}

const incident = ({ incident, kind, title, by, place, occurred }, t) =>
  ({ incident, kind, title, by, place, occurred, membership: membership(occurred, t) });

function inForce({ report, revisions }, t) {
  const newest = (wanted) => revisions.filter((each) => wanted.includes(membership(each.published, t)))
    .reduce((best, each) => (!best || each.number > best.number ? each : best), null);
  const out = newest(["certain", "possible"]);
  if (!out) return [];
  return [{ report, revision: out.number, membership: membership(out.published, t), held: out.body !== null, certain: newest(["certain"])?.number ?? null }];
}
