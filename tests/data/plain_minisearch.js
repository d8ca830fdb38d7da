/* MiniSearch as its own page shows it: prefixes, some mistakes, no tokenizer of ours. */
addEventListener("message", ({ data: { type, data } }) => {
  if (type === 0) {
    const { pages, notes, terms } = JSON.parse(new TextDecoder().decode(data));
    globalThis.plain = new MiniSearch({
      fields: ["title", "text"],
      storeFields: ["location"],
      searchOptions: { boost: { title: 2 }, prefix: true, fuzzy: 0.2 },
    });
    plain.addAll([
      ...notes.map(({ page, id, text }) => ({ location: `${pages[page]}#${id}`, title: "", text })),
      ...terms.map(({ name, names, definition, address }) => ({
        location: address, title: [name, ...names].join(" "), text: definition,
      })),
    ].map((record, id) => ({ id, ...record })));
    postMessage({ type: 1 });
  }
  if (type === 2) {
    const items = plain.search(data).slice(0, 50).map(({ location, score }) =>
      [{ location, title: location, text: "", score, terms: {} }]);
    postMessage({ type: 3, data: { items } });
  }
});
