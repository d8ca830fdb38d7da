/* Which card is next, and when it returns: reckoned by ts-fsrs (the FSRS algorithm) from what is
   kept of each card. */
window.kbSchedule = (() => {
  "use strict";
  const DAILY = 20; // new cards a day

  const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  /* Returns a span of time in words. */
  const span = (ms) => {
    const minutes = Math.max(1, Math.round(ms / 60_000));
    if (minutes < 60) return `${minutes} min`;
    if (minutes < 1440) return counted(Math.round(minutes / 60), "hour");
    const days = Math.round(minutes / 1440);
    if (days < 31) return counted(days, "day");
    if (days < 365) return counted(Math.round(days / 30.4), "month");
    return counted(Math.round(days / 36.5) / 10, "year");
  };

  const open = (data, store) => {
    const scheduler = FSRS.fsrs({ request_retention: 0.9, enable_fuzz: false });
    /* Identities are hashes: in their order, cards come mixed, and always in the same way. */
    const cards = [...data.cards].sort((a, b) => (a.id < b.id ? -1 : 1));
    const past = []; // what the last grades changed

    const today = () => {
      const now = new Date();
      const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
      const date = parts.map((part) => String(part).padStart(2, "0")).join("-");
      if (store.today?.date !== date) store.today = { date, fresh: 0, more: 0 };
      return store.today;
    };
    const budget = () => Math.max(0, DAILY + today().more - today().fresh);
    const due = (card) => Date.parse(store.cards.get(card.id).due);
    const first = (some) => some.reduce((a, b) => (a && due(a) <= due(b) ? a : b), null);
    const isLearnt = (card) => store.cards.get(card.id).state === FSRS.State.Review;

    /* Returns the cards that are due, those seen that are not, and those never seen, of a topic and
       a kind ("" for all). */
    const sorted = (topic, kind) => {
      const now = Date.now();
      const found = { due: [], later: [], fresh: [] };
      for (const card of cards) {
        if ((topic && data.topics[card.topic] !== topic) || (kind && card.kind !== kind)) continue;
        if (!store.cards.has(card.id)) found.fresh.push(card);
        else found[due(card) <= now ? "due" : "later"].push(card);
      }
      return found;
    };

    /* Returns the card to show now, null if there is none: what is being learnt, then what is
       due longest, then what is new. */
    const pick = (found) => first(found.due.filter((card) => !isLearnt(card))) ?? first(found.due)
      ?? (budget() && found.fresh.length ? found.fresh[0] : null);

    /* Returns what each grade, 1 to 4, would make of a card. */
    const outcomes = (card) => {
      const kept = store.cards.get(card.id);
      const now = Math.max(Date.now(), kept ? Date.parse(kept.last_review) : 0); // a clock may be set back
      return scheduler.repeat(kept ?? FSRS.createEmptyCard(now), now);
    };

    /* Keeps a grade; returns in how many ms the card returns. */
    const grade = (card, value) => {
      const made = outcomes(card)[value].card;
      const before = store.cards.get(card.id);
      past.push({ id: card.id, before, date: before ? null : today().date });
      if (!before) today().fresh += 1;
      store.cards.set(card.id, window.kbProgress.record(JSON.parse(JSON.stringify(made))));
      store.save();
      return made.due - Date.now();
    };

    /* Takes the last grade back; returns the card, null if there is none. */
    const takeBack = () => {
      const last = past.pop();
      if (!last) return null;
      if (last.before) store.cards.set(last.id, last.before);
      else store.cards.delete(last.id);
      if (last.date === today().date) today().fresh = Math.max(0, today().fresh - 1);
      store.save();
      return cards.find((card) => card.id === last.id);
    };

    const allowMore = () => {
      today().more += DAILY;
      store.save();
    };

    return { DAILY, allowMore, budget, due, first, grade, outcomes, past, pick, sorted, takeBack };
  };

  return { counted, open, span };
})();
