// The answer as text, as the command `known` writes it on 80 columns: cli/show/known.py and paper.py once more.
const SIGNS = { asserts: "●", denies: "✕", hedges: "◐", retracts: "○" };
const STATUSES = { disputed: "≠", "denied-only": "✕", unclear: "◐", unchallenged: "●", withdrawn: "○", "not-yet-public": "·" };
const INDEPENDENCE = { independent: "supports it, from elsewhere", same_origin: "supports it, from the same origin", unknown: "supports it" };
const COLUMNS = 80;

const words = (name) => name.replaceAll("-", " ").replaceAll("_", " ").replaceAll("self c", "self-c");
const HIDDEN = /[\p{C}\p{Z}]/gu;
const plain = (text) => {
  const shown = text.replace(HIDDEN, (sign) => (sign === " " || sign === "\u200c" || sign === "\u200d" ? sign
    : /\s/.test(sign) ? " " : `\\u{${sign.codePointAt().toString(16)}}`));
  return shown === text ? text : shown.trim();
};
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const graphemes = (text) => Array.from(new Intl.Segmenter().segment(text), (each) => each.segment);
const width = (text) => graphemes(text).reduce((sum, each) => sum + (WIDE.test(each) ? 2 : /^[\p{M}\p{Cf}]*$/u.test(each) ? 0 : 1), 0);

function wrapped(text, room) {
  const lines = [];
  let at = "";
  for (const [, blanks, word] of text.matchAll(/(\s*)(\S+)/gu)) {
    if (at && width(at + blanks + word) > room) { lines.push(at); at = ""; }
    at += at ? blanks : "";
    for (const each of width(at + word) > room ? graphemes(word) : [word]) {
      if (at && width(at + each) > room) { lines.push(at); at = ""; }
      at += each;
    }
  }
  if (at) lines.push(at);
  return lines;
}

function row(lead, left, right = "") {
  const indent = width(lead), room = COLUMNS - indent, beside = right ? room - width(right) - 2 : room;
  const pushed = (text) => text + " ".repeat(Math.max(COLUMNS - width(text) - width(right), 0)) + right;
  const apart = right && beside < Math.min(24, width(left)), lines = wrapped(left, apart ? room : beside);
  const laid = (lines.length ? lines : [""]).map((each, at) => (at ? " ".repeat(indent) : lead) + each);
  if (apart) return [...laid, ...wrapped(right, COLUMNS).map((each) => " ".repeat(COLUMNS - width(each)) + each)];
  return right ? [pushed(laid[0]), ...laid.slice(1)] : laid;
}

function voiceName(source, voices) {
  const voice = voices.get(source);
  if (!voice) return source;
  return plain(unnamed(voice) && !voice.name.toLowerCase().includes("unnamed") ? `${voice.name}, unnamed` : voice.name);
}

const standsNoMore = (each) => each.membership === "certain" && !each.standing && each.stance !== "retracts";

function particulars(each, voices) {
  return [
    each.stance === "retracts" && "takes it back",
    each.scope && each.scope !== "truth" && `denies ${each.scope === "characterisation" ? "the " : ""}${each.scope}`,
    INDEPENDENCE[each.independence], each.mode && words(each.mode), each.hedge && plain(`hedged: “${each.hedge}”`),
    each.words && plain(`“${each.words}”`), each.relayed_by && `relayed by ${voiceName(each.relayed_by, voices)}`,
    each.membership === "possible" ? "perhaps already" : standsNoMore(each) && "stands no more",
  ].filter(Boolean);
}

function counted(claims) {
  const told = Object.keys(STATUSES).map((status) => [claims.filter((each) => each.status === status).length, status]);
  return told.filter(([count]) => count).map(([count, status]) => `${count} ${words(status)}`);
}

const marksTold = (claim) => claim.corrected_by_publisher.map(({ report, revision, says }) =>
  `its publisher says that it ${says === "wrong" ? "was wrong" : "is right instead"}, ${report}.r${revision}`);

const beside = (claim) => [claim.perhaps && `perhaps ${words(claim.perhaps)}`,
  claim.against.length && `against ${claim.against.join(", ")}`, claim.remarks.map(words).join(", "), ...marksTold(claim)].filter(Boolean);

function textOf(known, story, calendar, title, asked) {
  const { voices, reports, incidents } = story;
  const numbers = known.claims.flatMap((claim) => claim.statements.map((each) => each.entry));
  const entries = `e${Math.max(0, ...numbers)}`.length, entry = (number) => `  ${`e${number}`.padStart(entries)}`;
  const lines = [...wrapped(asked, COLUMNS), ""];
  const column = Math.max(12, ...known.claims.map((each) => each.status.length));
  for (const [about, claims] of Map.groupBy(known.claims, (each) => each.about)) {
    const incident = incidents.get(about);
    lines.push(...row("", plain(incident?.title ?? about ?? title), incident && plain(`happened ${calendar.when(incident.occurred)}`)));
    for (const claim of claims) {
      const told = beside(claim), lead = `  ${STATUSES[claim.status]} ${words(claim.status).padEnd(column)} `;
      const text = claim.text ? plain(claim.text) : "(its wording was redacted)";
      lines.push(...row(lead, told.length ? `${text} (${told.join("; ")})` : text, claim.claim));
      for (const each of claim.statements)
        lines.push(...row(`${" ".repeat(column + 5)}${SIGNS[each.stance]} `, [voiceName(each.source, voices), ...particulars(each, voices)].join("  "),
          plain(calendar.when(each.said)) + entry(each.entry)));
      for (const each of story.judged.filter(({ claim: about }) => about === claim.claim)) lines.push(...row(" ".repeat(column + 5), plain(`judged ${each.judged}`), entry(each.entry).slice(2)));
    }
  }
  if (known.reports.length) lines.push("Reports");
  for (const each of known.reports) {
    const report = reports.get(each.report), revision = report.revisions.find(({ number }) => number === each.revision);
    const left = [plain(voices.get(report.outlet)?.name ?? report.outlet ?? each.report), plain(titleOf(report, each.revision) ? `“${titleOf(report, each.revision)}”` : ""),
      each.membership === "possible" && "perhaps already", !each.held && "text not held"].filter(Boolean);
    lines.push(...row("  ■ ", left.join("  "), `${each.report}.r${each.revision}  ${calendar.when(revision.published)}${entry(revision.entry)}`));
  }
  const gaps = known.redacted.map((each) => `e${each.entry} of ${calendar.at(each.recorded_at)}`);
  if (gaps.length) lines.push(...wrapped(`Redacted: ${gaps.join(", ")}`, COLUMNS));
  if (known.claims.length || known.reports.length || gaps.length) lines.push("");
  lines.push(...wrapped(known.claims.length ? `${counted(known.claims).join(", ")}. A status counts voices, no more.` : "Nothing was known by then.", COLUMNS));
  return lines.map((each) => each.trimEnd()).join("\n");
}

const titleOf = (report, number) => report.revisions.filter((each) => each.number <= number && each.title).at(-1)?.title ?? null;
