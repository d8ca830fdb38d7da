/* Hits as the dialog shows them: where a note stands, and its words around the matches. */
"use strict";

const ROOM = 260; // characters of a note in a result
const SHOWN = 100; // results; nobody scrolls further
const HIGHLIGHTED = 12; // words that the page is asked to mark

/* What a record says beside its text, shown where nothing in the text is a match. */
const BESIDE = { also: "also", written: "as written:", remarks: "remark:" };

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign]);

/* Returns the spans of a text that the words of a hit stand for: {start, end}, in order. */
const spansOf = (text, words, names) => {
  const spans = [];
  const known = (form) => words.has(form);
  const found = compounds(text);
  for (const { start, end, whole, parts } of found) {
    if (known(whole)) spans.push({ start, end });
    else {
      for (const part of parts) {
        if (known(part.word)) spans.push(part);
        else spans.push(...part.humps.filter((hump) => known(hump.word)));
      }
    }
  }
  const parts = found.flatMap((compound) => compound.parts);
  for (const name of names) {
    for (let at = 0; at + name.length <= parts.length; at += 1) {
      if (name.every((word, further) => stem(parts[at + further].word) === word)) {
        spans.push({ start: parts[at].start, end: parts[at + name.length - 1].end });
      }
    }
  }
  return joined(spans);
};

/* Returns spans in order, those that touch or overlap as one. */
const joined = (spans) => {
  const sorted = spans.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start);
  const whole = [];
  for (const span of sorted) {
    const above = whole.at(-1);
    if (above && span.start <= above.end) above.end = Math.max(above.end, span.end);
    else whole.push(span);
  }
  return whole;
};

/* Returns where the part of a text begins and ends that is worth showing. */
const excerpt = (text, spans) => { // at blanks, unless a word is too long for that
  if (text.length <= ROOM) return [0, text.length];
  let best = { from: 0, count: -1 };
  for (const { start } of [{ start: 0 }, ...spans]) {
    const from = Math.max(0, Math.min(start - ROOM / 4, text.length - ROOM));
    const count = spans.filter((span) =>
      span.start >= from && Math.min(span.end, span.start + ROOM / 2) <= from + ROOM).length;
    if (count > best.count) best = { from, count };
  }
  const blank = text.indexOf(" ", best.from) + 1;
  const from = best.from && blank && blank - best.from <= ROOM / 4 ? blank : best.from;
  const to = best.from + ROOM;
  const last = text.lastIndexOf(" ", to);
  if (to >= text.length) return [from, text.length];
  return [from, last > from + ROOM / 2 ? last : to];
};

/* Returns a text as HTML, cut to the part worth showing, its spans marked. */
const marked = (text, spans) => {
  const [from, to] = excerpt(text, spans);
  let html = from ? "… " : "";
  let at = from;
  for (const span of spans) {
    const [start, end] = [Math.max(span.start, from), Math.min(span.end, to)];
    if (start >= end) continue;
    html += `${escaped(text.slice(at, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + escaped(text.slice(at, to)) + (to < text.length ? " …" : "");
};

const aside = (label, html) => ` <span class="kb-where">${label} ${html}</span>`;

/* Returns a hit as an item of the dialog.  One with a name shows it before its words. */
const itemOf = (hit, rank, namesOf) => {
  const { record, words, missing, score } = hit;
  const names = [...words].filter((word) => word.startsWith("§")).flatMap(namesOf);
  const spans = (text) => spansOf(text, words, names);
  const name = record.kind === "note" ? "" : `<b>${marked(record.name, spans(record.name))}</b> `;
  const body = spans(record.text);
  let html = `<span class="kb-where">${escaped(record.where)}</span>${name}${marked(record.text, body)}`;
  for (const [field, label] of Object.entries(BESIDE)) {
    const texts = body.length ? [] : (record[field] ?? []).filter((text) => spans(text).length);
    if (texts.length) html += aside(label, texts.map((text) => marked(text, spans(text))).join(", "));
  }
  const lacks = missing.filter((unit) => unit.word).map((unit) => `<del>${escaped(unit.word)}</del>`);
  if (lacks.length) html += aside("without", lacks.join(" "));
  const matched = [record.name ?? "", record.text].flatMap((text) =>
    spans(text).map(({ start, end }) => text.slice(start, end).toLowerCase()));
  const terms = [...new Set(matched)].slice(0, HIGHLIGHTED).map((word) => [word, true]);
  return {
    location: record.location,
    title: html,
    text: "",
    score: score + (SHOWN - rank) * 1e3, // Enter opens what has the highest score
    terms: Object.fromEntries(terms),
  };
};

/* Returns the word that the last one of a query may be going to be. */
const completion = (query, hits) => {
  const typed = new RegExp(`${PART.source}$`, "u").exec(query)?.[0] ?? "";
  if (typed.length < 2) return [];
  const counts = new Map();
  for (const { record } of hits.slice(0, 20)) {
    for (const [word] of `${record.name ?? ""} ${record.text}`.matchAll(PART)) {
      if (word.length > typed.length && word.toLowerCase().startsWith(typed.toLowerCase())) {
        const rest = word.slice(typed.length);
        counts.set(rest, (counts.get(rest) ?? 0) + 1);
      }
    }
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best ? [typed + best[0]] : [];
};
