/* A query is read as units: a word, or a phrase in quotation marks. */
"use strict";

const LONGEST_QUERY = 24; // units; what follows is not read

/* Words that say how one asks, not what for. */
const SOFT = new Set(
  `a an and any are as at be been best between by can could definition did difference do does equation
  example explain for formula from good had has have how i if in into is it its mean meaning me my of on
  or our please should so some tell than that the their them then there these they this to us use used
  uses using versus via vs was we were what whats when where which who why will with would you your`
    .split(/\s+/),
);

const stemsOf = (text) => compounds(text).flatMap(({ parts }) => parts.map((part) => stem(part.word)));

/* Returns by what a name is looked up: its stems, and those run together ("kmeans"). */
const keysOf = (name) => {
  const found = stemsOf(name);
  return found.length > 1 ? [found.join(" "), found.join("")] : found;
};

/* Returns the units of a query; a quotation that is still open is a phrase already. */
const unitsOf = (query) => {
  const units = [];
  const segments = query.split(/["“”„]/);
  segments.forEach((segment, at) => {
    const found = compounds(segment);
    const parts = found.flatMap((compound) => compound.parts);
    const words = parts.map((part) => part.word);
    const open = at === segments.length - 1;
    if (at % 2 && words.length) units.push({ phrase: true, words, last: open });
    else if (!(at % 2)) {
      for (const { word, humps } of parts) {
        units.push({ word, humps, soft: SOFT.has(word), last: false });
      }
      if (open && found.at(-1)?.end === segment.length) units.at(-1).last = true;
    }
  });
  return units.slice(0, LONGEST_QUERY);
};
