/* The engine: which records answer a query, best first.

   Each unit of a query (query.js) has its own hits, by the word itself, its inflections, its
   beginning, its other spellings, and by the glossary: a unit that names a term hits every record
   that mentions the term by whatever name.  A record with all units comes before one with most of
   them. */
"use strict";

const FIELDS = { name: 3, also: 2, text: 1, written: 0.8, remarks: 0.6, place: 0.4 };
const WORDS = Object.keys(FIELDS);
const PREFIX = 0.5; // what a word that only begins like the one typed counts
const STEM = 0.7;
const MEANT = 2; // what a term counts that the query names by another name
const BEGUN = 0.6; // ... of whose name the query has the first words only
const GUESS = 0.6; // what a word within a typing mistake counts
const ENTRY = 0.5; // a definition speaks of its term without being a note on it
const ADJACENT = 1.6;
const MOST = 0.5; // share of a query's weight that a hit without all of its units must have
const TERM = 2; // what a word that names a term weighs in a query
const ENOUGH = 3; // hits with all units; with fewer, those that lack one are shown too
const LONGEST_TERM = 6; // words
const SHORTEST_SPLIT = 5; // letters of a word that may be two run together
const FORMULA = new Set(["formula", "equation"]);

class Engine {
  constructor(records) {
    this.records = records;
    this.counts = new Map(); // word -> fields of records that have it
    this.families = new Map(); // stem -> words with it
    this.spelled = []; // record -> its words in order, once somebody asks
    this.names = new Map(); // key of a name -> number of term -> what a mention of it counts
    this.index = new MiniSearch({
      fields: [...WORDS, "terms"],
      extractField: (record, field) => record[field],
      tokenize: (text, field) => this.formsIn(text, field),
      processTerm: (word) => word,
      searchOptions: { tokenize: (word) => [word], processTerm: (word) => word },
    });
    this.index.addAll(records);
    for (const word of this.counts.keys()) {
      const family = this.families.get(stem(word));
      if (family) family.push(word);
      else this.families.set(stem(word), [word]);
    }
    for (const record of records) if (record.names) this.learn(record);
  }

  /* Returns what a field of a record is indexed by. */
  formsIn(text, field) {
    if (field === "terms") return text.split(" ");
    const forms = formsIn(text);
    for (const word of forms) this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
    return forms;
  }

  /* Notes by what a term is found: its names, and the first words of a long one. */
  learn({ names, term }) {
    for (const name of names) {
      const words = stemsOf(name);
      for (const key of keysOf(name)) this.know(key, term, MEANT);
      for (let length = 2; length < words.length; length += 1) {
        this.know(words.slice(0, length).join(" "), term, MEANT * BEGUN);
      }
    }
  }

  know(key, term, share) {
    if (!this.names.has(key)) this.names.set(key, new Map());
    const terms = this.names.get(key);
    terms.set(term, Math.max(share, terms.get(term) ?? 0));
  }

  /* Returns hits, best first: {record, score, words, missing}. */
  search(query) {
    const units = unitsOf(query);
    if (!units.length) return [];
    for (const unit of units) unit.hits = this.hitsOf(unit);
    this.addJoined(units);
    this.addTerms(units);
    const asked = units.every((unit) => unit.soft) ? units : units.filter((unit) => !unit.soft);
    for (const unit of units) if (unit.word) this.addSplit(unit);
    for (const unit of units) if (unit.word && !unit.hits.size) this.addGuesses(unit);
    for (const unit of units) unit.weight = this.weightOf(unit);
    return this.ranked(asked, units, query);
  }

  /* Returns record -> {score, words}. */
  look(word, { share = 1, ...options } = {}) {
    const hits = new Map();
    for (const hit of this.index.search(word, { fields: WORDS, boost: FIELDS, ...options })) {
      hits.set(hit.id, { score: hit.score * share, words: new Set(hit.terms) });
    }
    return hits;
  }

  /* Returns the hits of a word in all its inflections. */
  lookInflected(word, share = 1) {
    const hits = this.look(word, { share });
    for (const other of this.families.get(stem(word)) ?? []) {
      if (other !== word) merge(hits, this.look(other, { share: share * STEM }));
    }
    return hits;
  }

  hitsOf(unit) {
    if (unit.phrase) return this.phraseHits(unit);
    const hits = this.lookInflected(unit.word);
    if (unit.last && unit.word.length > 1 || !hits.size && unit.word.length > 2) {
      const share = hits.size ? PREFIX / 2 : PREFIX;
      for (const word of beginningsOf(unit.word)) merge(hits, this.look(word, { prefix: true, share }));
    }
    return hits;
  }

  /* Returns the records that have the words of a phrase one behind the other. */
  phraseHits({ words, last }) {
    const begun = last ? words.at(-1) : null;
    let hits = null;
    for (const word of words) {
      const found = this.look(word, word === begun ? { prefix: true } : {});
      hits = hits === null ? found : common(hits, found);
    }
    const phrase = ` ${words.join(" ")}${begun === null ? " " : ""}`;
    return new Map([...hits ?? []].filter(([id]) => this.spell(id).includes(phrase)));
  }

  spell(id) {
    this.spelled[id] ??= ["name", "also", "text", "written", "remarks"]
      .flatMap((field) => this.records[id][field] ?? [])
      .map(spelledOut)
      .join("|");
    return this.spelled[id];
  }

  /* "multi model" also finds "multimodel". */
  addJoined(units) {
    for (let at = 0; at + 1 < units.length; at += 1) {
      const [first, second] = [units[at], units[at + 1]];
      if (!first.word || !second.word) continue;
      const joined = first.word + second.word;
      if (!this.counts.has(joined)) continue;
      for (const unit of [first, second]) merge(unit.hits, this.look(joined));
      first.soft = second.soft = false;
    }
  }

  /* A query that names a term finds every record that mentions it; longer names first. */
  addTerms(units) {
    for (let start = 0; start < units.length; start += 1) {
      for (let length = Math.min(LONGEST_TERM, units.length - start); length > 0; length -= 1) {
        const run = units.slice(start, start + length);
        if (run.some((unit) => !unit.word)) continue;
        const terms = this.names.get(run.map((unit) => stem(unit.word)).join(" "));
        if (!terms || run.every((unit) => unit.soft)) continue;
        for (const [term, share] of terms) {
          const found = this.index.search(`§${term}`, { fields: ["terms"] });
          for (const unit of run) {
            unit.term = true;
            merge(unit.hits, new Map(found.map((hit) => [
              hit.id, { score: share * hit.score / length, words: new Set([`§${term}`]) },
            ])));
          }
        }
        start += length - 1;
        break;
      }
    }
  }

  /* "onehot" also finds "one hot", and a name of humps what has all of them. */
  addSplit({ word, humps, hits }) {
    for (let at = 1; at < word.length && word.length >= SHORTEST_SPLIT; at += 1) {
      const halves = [word.slice(0, at), word.slice(at)];
      if (halves.some((half) => !this.counts.has(half))) continue;
      merge(hits, this.phraseHits({ words: halves, last: false }));
    }
    if (!hits.size && humps.length > 1) {
      merge(hits, humps.map((hump) => this.look(hump.word)).reduce(common));
    }
  }

  /* A word that nothing has is mistyped: one edit from four letters, two from eight, a swapped pair
     counting as one. */
  addGuesses(unit) {
    const { word } = unit;
    if (word.length < 4 || !/\p{L}{3}/u.test(word)) return;
    unit.guessed = true;
    for (let at = 0; at + 1 < word.length; at += 1) {
      const swapped = fold(word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2));
      if (!this.counts.has(swapped)) continue;
      merge(unit.hits, this.lookInflected(swapped, GUESS));
    }
    const most = word.length < 8 ? 1 : 2;
    for (let edits = 1; edits <= most && !unit.hits.size; edits += 1) {
      merge(unit.hits, this.look(word, { fuzzy: edits, share: GUESS }));
    }
  }

  /* Returns what a unit weighs: rare words say more, and a word that no record has most. */
  weightOf({ hits, term }) {
    return Math.log((this.records.length + 1) / Math.max(hits.size, 1)) * (term ? TERM : 1) + 0.01;
  }

  ranked(asked, units, query) {
    const total = asked.reduce((sum, unit) => sum + unit.weight, 0);
    const found = new Map();
    for (const unit of units) {
      for (const [id, hit] of unit.hits) {
        const entry = found.get(id) ?? { score: 0, words: new Set(), has: new Set() };
        entry.score += hit.score;
        entry.has.add(unit);
        for (const word of hit.words) entry.words.add(word);
        found.set(id, entry);
      }
    }
    const hits = [];
    for (const [id, { score, words, has }] of found) {
      const missing = asked.filter((unit) => !has.has(unit));
      if (missing.length && !isMost(asked, has, total)) continue;
      hits.push({ record: this.records[id], score, words, missing });
    }
    return this.ordered(hits, asked, query);
  }

  ordered(hits, asked, query) {
    const phrase = spelledOut(query).trimEnd();
    const formula = unitsOf(query).some((unit) => FORMULA.has(unit.word));
    const keys = keysOf(query);
    for (const hit of hits) {
      const { record } = hit;
      if (record.kind === "entry") hit.score *= ENTRY;
      if (asked.length > 1 && this.spell(record.id).includes(phrase)) hit.score *= ADJACENT;
      if (formula && record.formula) hit.score *= ADJACENT;
      hit.named = record.kind === "entry" && record.names.flatMap(keysOf).some((key) => keys.includes(key));
    }
    const all = hits.filter((hit) => !hit.missing.length);
    const most = hits.filter((hit) => hit.missing.length);
    const few = all.length ? most.filter((hit) => asked.length > 2 && hit.missing.length === 1) : most;
    const shown = all.length >= ENOUGH ? all : [...all, ...few];
    shown.sort((a, b) =>
      b.named - a.named ||
      a.missing.length - b.missing.length ||
      b.score - a.score ||
      a.record.id - b.record.id);
    return withoutTwins(shown);
  }
}

/* Tells whether a record with some of the units of a query has most of what it asks for. */
const isMost = (asked, has, total) => {
  if (asked.some((unit) => unit.phrase && !has.has(unit))) return false;
  const found = asked.filter((unit) => has.has(unit));
  const weight = found.reduce((sum, unit) => sum + unit.weight * (unit.guessed ? GUESS : 1), 0);
  return weight > 0 && weight >= total * MOST;
};

/* Adds hits to others. */
const merge = (hits, more) => {
  for (const [id, { score, words }] of more) {
    const known = hits.get(id);
    if (!known) hits.set(id, { score, words: new Set(words) });
    else {
      known.score += score;
      for (const word of words) known.words.add(word);
    }
  }
};

const common = (hits, more) => {
  const both = new Map([...hits].filter(([id]) => more.has(id)));
  merge(both, new Map([...more].filter(([id]) => both.has(id))));
  return both;
};

/* A formula and its note have one address: the better of the two is shown. */
const withoutTwins = (hits) => {
  const seen = new Set();
  return hits.filter(({ record }) => !seen.has(record.location) && seen.add(record.location));
};
