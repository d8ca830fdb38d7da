/* Words, as the index and a query know them.

   A compound is a run of letters and digits with signs inside it: "k-means", "SM_HOSTS",
   "ml.p3.2xlarge".  It is known by the whole ("kmeans"), by its parts ("k", "means") and by the
   humps of a name ("SageMakerVariant": "sage", "maker", "variant").  Accents, case and British
   spelling make no difference.  A mark belongs to the letter before it: alone, as behind an emoji,
   it is no word. */
"use strict";

const PART = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const COMPOUND = new RegExp(`${PART.source}(?:[._'’\\-\\u2010\\u2011]+${PART.source})*`, "gu");
const HUMP = /\p{Lu}{2,}(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|[^\p{Lu}\p{Ll}\p{N}]+|\p{N}+/gu;
const SHORTEST_HUMP = 3;
const LONGEST = 80; // characters; a longer compound is data, known by its beginning

const SPELLINGS = [
  [/^(.*[a-z]{3})is(e|es|ed|ing|ers?|ations?|able)$/, "$1iz$2"],
  [/^(.*[a-z]{2})ys(e|es|ed|ing|ers?)$/, "$1yz$2"],
  [/^(.*[a-z]{3})our(s|ed|ing|ites?|al|ful)?$/, "$1or$2"],
  [/^(.*[a-z]{3})ogue(s?)$/, "$1og$2"],
  [/^(.*[a-z]{2}[nt])re(s?)$/, "$1er$2"],
];

/* Returns a word without case, accents and the marks of a spelling. */
const fold = (word) => {
  let plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  if (/^[a-z]+$/.test(plain)) {
    for (const [british, american] of SPELLINGS) plain = plain.replace(british, american);
  }
  return plain;
};

/* Returns how the beginning of a word may be spelled: "normalis" begins "normalization" too. */
const beginningsOf = (word) => [...new Set([
  word,
  word.replace(/([a-z]{3})is([a-z]{0,5})$/, "$1iz$2"),
  word.replace(/([a-z]{2})ys([a-z]{0,3})$/, "$1yz$2"),
  word.replace(/([a-z]{3})our([a-z]{0,3})$/, "$1or$2"),
])];

const stems = new Map();
const stem = (word) => {
  let known = stems.get(word);
  if (known === undefined) {
    known = /^[a-z]{3,40}$/.test(word) ? stemmer(word) : word;
    stems.set(word, known);
  }
  return known;
};

/* Returns the parts of a compound that stands at `offset` of a text: {start, end, word}. */
const partsOf = (compound, offset) =>
  [...compound.matchAll(PART)].map(({ 0: part, index }) => ({
    start: offset + index,
    end: offset + index + part.length,
    word: fold(part),
    humps: humpsOf(part, offset + index),
  }));

const humpsOf = (part, offset) => {
  const humps = [...part.matchAll(HUMP)];
  if (humps.length < 2) return [];
  return humps
    .filter(({ 0: hump }) => hump.length >= SHORTEST_HUMP)
    .map(({ 0: hump, index }) => ({
      start: offset + index,
      end: offset + index + hump.length,
      word: fold(hump),
    }));
};

/* Returns the compounds of a text: {start, end, whole, parts}. */
const compounds = (text) =>
  [...text.matchAll(COMPOUND)].map(({ 0: compound, index }) => {
    const parts = partsOf(compound.slice(0, LONGEST), index);
    return {
      start: index,
      end: index + compound.length,
      whole: parts.length === 1 ? parts[0].word : fold(parts.map((part) => part.word).join("")),
      parts,
    };
  });

/* Returns everything a compound is known by, each once. */
const formsOf = ({ whole, parts }) => {
  if (parts.length === 1 && !parts[0].humps.length) return [whole];
  const forms = new Set([whole]);
  for (const part of parts) {
    forms.add(part.word);
    for (const hump of part.humps) forms.add(hump.word);
  }
  return [...forms];
};

/* Returns the forms of all compounds of a text; most compounds of an index come again and again. */
const knownForms = new Map();
const formsIn = (text) => {
  const forms = [];
  for (const [compound] of text.matchAll(COMPOUND)) {
    let found = knownForms.get(compound);
    if (found === undefined) {
      found = formsOf(compounds(compound)[0]);
      knownForms.set(compound, found);
    }
    forms.push(...found);
  }
  return forms;
};

/* Returns the plain words of a text in their order, with one blank around each. */
const spelledOut = (text) =>
  ` ${compounds(text).flatMap(({ parts }) => parts.map((part) => part.word)).join(" ")} `;
