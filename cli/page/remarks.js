// Each claim by T, with what stands beside its status: domain/remarks.py once more.
const PARTICULARS = ["scope", "mode", "actor", "independence", "hedge", "words", "relayed_by", "note"];
const NOBODY = new Set();

class Moment {
  constructor(view, t) {
    this.view = view;
    this.t = t;
    this.standing = new Map();
    this.possible = new Map();
    for (const [claim, told] of view.told) {
      const heard = told.filter((each) => membership(each.said, t) !== "not-yet");
      const certain = heard.filter((each) => membership(each.said, t) === "certain");
      this.standing.set(claim, { heard, certain, told: view.bench(certain, t) });
      if (heard.length) this.possible.set(claim, stancesOf(view.bench(heard, t)));
    }
    this.disowners = this.findDisowners();
    this.citing = this.findCiting();
  }

  heard(claim) { return this.standing.get(claim)?.heard ?? []; }
  stand(claim) { return this.standing.get(claim)?.told ?? []; }
  asserting(claim) { return this.stand(claim).filter((each) => each.stance === "asserts"); }
  isAsserted(claim) { return this.stand(claim).some((each) => each.stance === "asserts"); }
  bySide(claim) { return Map.groupBy(this.stand(claim), (each) => each.stance); }

  claim(key) {
    const { view, t } = this, { text = null, about = null, aspect = null, value = null } = view.story.claims.get(key) ?? {};
    const began = ({ earliest, latest }) => ({ earliest, latest });
    const passed = view.phases(key).filter((each) => each.latest <= t);
    const status = passed.at(-1)?.status ?? "not-yet-public";
    return {
      claim: key, text, about, aspect, value, status, perhaps: this.perhaps(key, status),
      against: this.isAsserted(key) ? view.rivalsOf(key).filter((each) => this.isAsserted(each)).sort() : [],
      since: passed.length ? began(passed.at(-1)) : null,
      earlier: passed.slice(0, -1).map((each, at) => ({ status: each.status, since: began(each), until: began(passed[at + 1]) })),
      remarks: this.remarks(key), corrected_by_publisher: this.marks(key), counts: this.counts(key), statements: this.statements(key),
    };
  }

  marks(claim) {
    const marks = (this.view.marks.get(claim) ?? []).filter((each) => membership(each.published, this.t) !== "not-yet");
    return marks.map(({ published, ...each }) => ({ ...each, membership: membership(published, this.t) }));
  }

  perhaps(claim, status) {
    const opposed = this.view.rivalsOf(claim).some((each) => this.possible.get(each)?.has("asserts"));
    const perhaps = statusOf(this.possible.get(claim), opposed);
    return perhaps === status ? null : perhaps;
  }

  statements(claim) {
    const standing = new Set(this.stand(claim).map((each) => each.entry));
    return this.heard(claim).map((told) => {
      const { entry, source, stance, said, recorded, evidence } = told;
      const made = { entry, source, stance };
      for (const name of PARTICULARS) if (told[name] !== null) made[name] = told[name];
      Object.assign(made, { membership: membership(said, this.t), standing: standing.has(entry), said, recorded_at: recorded, evidence });
      if (told.corrected_by.length) made.corrected_by = told.corrected_by;
      return made;
    });
  }

  counts(claim) {
    const { told, certain } = this.standing.get(claim);
    return {
      statements: certain.length, sources: told.length,
      lineages: [...this.bySide(claim).values()].reduce((sum, side) => sum + lineages(this.view, side), 0),
      unnamed: told.filter((each) => unnamed(this.view.story.voices.get(each.source))).length,
    };
  }

  remarks(claim) {
    const tests = {
      corroborated: () => lineages(this.view, this.asserting(claim)) > 1,
      "one-lineage": () => [...this.bySide(claim).values()].some((side) => side.length > 1 && lineages(this.view, side) === 1),
      split: () => this.split(claim),
      disowned: () => this.disowned(claim),
      "self-conflicting": () => this.selfConflicting(claim),
      superseded: () => this.superseded(claim),
    };
    return Object.keys(tests).filter((name) => tests[name]());
  }

  // A voice that its principal disowned does not speak for that principal.
  spokenFor(voice) {
    const disowners = this.disowners.get(voice) ?? NOBODY;
    return (this.view.principals.get(voice) ?? []).filter((each) => !disowners.has(each));
  }

  split(claim) {
    const asserting = this.asserting(claim).filter((each) => this.spokenFor(each.source).length);
    if (!asserting.length) return false;
    const against = new Set([
      ...this.stand(claim).filter((each) => each.stance === "denies").map((each) => each.source),
      ...this.view.rivalsOf(claim).flatMap((rival) => this.asserting(rival).map((each) => each.source)),
    ]);
    const fellows = (one, other) => one !== other && this.spokenFor(one).some((each) => this.spokenFor(other).includes(each));
    return asserting.some(({ source }) => [...against].some((other) => fellows(source, other)));
  }

  deniers(claim) { return this.stand(claim).filter((each) => each.scope === "authorship").map((each) => each.source); }

  findDisowners() {
    const found = new Map();
    for (const claim of this.standing.keys()) {
      const deniers = this.deniers(claim);
      if (!deniers.length) continue;
      for (const voice of new Set(this.asserting(claim).map((each) => each.source))) {
        const mine = [voice, ...(this.view.principals.get(voice) ?? [])];
        const against = deniers.filter((each) => mine.includes(each));
        if (against.length) found.set(voice, new Set([...(found.get(voice) ?? []), ...against]));
      }
    }
    return found;
  }

  disowned(claim) {
    const deniers = this.deniers(claim), asserting = this.asserting(claim);
    const by = (each) => this.disowners.get(each.source) ?? NOBODY;
    if (asserting.some((each) => deniers.some((denier) => by(each).has(denier)))) return true;
    const selfClaim = (each) => each.mode === "self_claim" || each.mode === "apparent_self_claim";
    return asserting.length > 0 && asserting.every((each) => selfClaim(each) && by(each).has(each.actor));
  }

  revisions(claim) {
    return new Set(this.asserting(claim).flatMap((each) => each.evidence.map((cited) => `${cited.report}.r${cited.revision}`)));
  }

  findCiting() {
    const found = new Map();
    for (const claim of this.standing.keys()) {
      // Only values can exclude each other.
      if (this.view.story.claims.get(claim)?.value)
        for (const revision of this.revisions(claim)) listed(found, revision).push(claim);
    }
    return found;
  }

  selfConflicting(claim) {
    const { claims } = this.view.story, one = claims.get(claim);
    if (!one?.value || !aspectOf(one)) return false;
    return [...this.revisions(claim)].some((revision) => this.citing.get(revision).some((each) => {
      const other = claims.get(each);
      return each !== claim && aspectOf(one) === aspectOf(other) && exclude(one, other);
    }));
  }

  superseded(claim) {
    const { claims } = this.view.story, framed = claims.get(claim);
    if (!framed?.about || !framed.aspect || !framed.value) return false;
    const asserting = this.asserting(claim);
    const others = [...claims.values()].filter((each) => each.value && aspectOf(each) === aspectOf(framed) && !sameValue(each.value, framed.value));
    const later = (told) => others.some((each) => this.asserting(each.claim)
      .some((other) => other.source === told.source && surelyLater(other.said, told.said)));
    return asserting.length > 0 && asserting.every(later);
  }
}

function surelyLater(one, other) {
  const [oneLatest, oneEarliest] = order(one), [otherLatest] = order(other);
  return oneEarliest >= otherLatest && oneLatest > otherLatest;
}
