/* What the theme's dialog talks to: SETUP 0, READY 1, QUERY 2, RESULT 3.

   SETUP hands it the index, as bytes.  A page that was opened as a file cannot start a worker: there
   this script runs in the page itself (see kb-search.js). */
"use strict";

/* Returns the records of the index that kb/search_index.py describes. */
const recordsOf = ({ pages, places, notes, terms, formulas, others }) => {
  const mentions = (numbers) => numbers?.map((number) => `§${number}`).join(" ");
  const where = (place) => places[place].filter(Boolean).join(" › ");
  const addressOf = (note) => `${pages[note.page]}#${note.id}`;
  const records = [
    ...notes.map((note) => ({
      kind: "note",
      location: addressOf(note),
      where: where(note.place),
      place: `${where(note.place)} ${note.above ?? ""}`,
      text: note.text ?? "",
      written: note.written,
      remarks: note.remarks,
      terms: mentions(note.terms),
      formula: note.formula,
    })),
    ...terms.map(({ name, names, definition, address }, number) => ({
      kind: "entry",
      location: address,
      where: "Glossary",
      name,
      names: [name, ...names],
      text: definition,
      also: names,
      term: number,
      terms: mentions([number]),
    })),
    ...formulas.map(({ name, text, note }) => ({
      kind: "formula",
      location: addressOf(notes[note]),
      where: `Formula › ${where(notes[note].place)}`,
      name,
      text,
      terms: mentions(notes[note].terms),
      formula: true,
    })),
    ...others.map(({ title, address, text }) => ({
      kind: "page", location: address, where: "Page", name: title, text,
    })),
  ];
  records.forEach((record, id) => { record.id = id; });
  return records;
};

/* Returns what answers queries about an index: a function from a query to RESULT's data. */
const answerer = (index) => {
  const engine = new Engine(recordsOf(index));
  const names = index.terms.map(({ name, names }) => [name, ...names].map(stemsOf));
  const namesOf = (term) => names[Number(term.slice(1))];
  return (query) => {
    const hits = engine.search(query).slice(0, SHOWN);
    return {
      items: hits.map((hit, rank) => [itemOf(hit, rank, namesOf)]),
      suggest: completion(query, hits),
    };
  };
};

if (typeof WorkerGlobalScope === "undefined") {
  globalThis.kbAnswerer = answerer;
} else {
  let answer = null;
  addEventListener("message", ({ data: { type, data } }) => {
    if (type === 0) {
      answer = answerer(JSON.parse(new TextDecoder().decode(data)));
      postMessage({ type: 1 });
    } else if (type === 2) {
      postMessage({ type: 3, data: answer(data) });
    }
  });
}
