/* What is known about each card: kept in this browser, exported and imported as a file.
   What cannot be read is set aside, never written over. */
window.kbProgress = (() => {
  "use strict";
  const SCHEMA = 1;
  const LONGEST = 36500; // days, as the scheduler has it
  const DAY = 86_400_000; // ms
  const LAST = Date.UTC(3000, 0); // a review after that: the scheduler runs out of days behind it

  const isIn = (number, low, high) => Number.isFinite(number) && low <= number && number <= high;
  const isDay = (text, last) => typeof text === "string" && text.length < 40 && isIn(Date.parse(text), 0, last);
  const isCount = (number) => Number.isInteger(number) && isIn(number, 0, 1e6);

  /* Returns the record of a card with the fields of ts-fsrs and no others; null for what is none. */
  const record = (kept) => {
    const fit = kept && isDay(kept.due, LAST + LONGEST * DAY) && isDay(kept.last_review, LAST)
      && isIn(kept.stability, 0.001, LONGEST) && isIn(kept.difficulty, 1, 10) && [1, 2, 3].includes(kept.state)
      && ["reps", "lapses", "learning_steps", "scheduled_days", "elapsed_days"].every((name) => isCount(kept[name]));
    if (!fit) return null;
    const { due, last_review, stability, difficulty, state, reps, lapses, learning_steps, scheduled_days, elapsed_days } = kept;
    return { due, last_review, stability, difficulty, state, reps, lapses, learning_steps, scheduled_days, elapsed_days };
  };

  /* Returns the cards of a text and how many were unfit; null if it holds no progress at all. */
  const read = (text) => {
    let data;
    try {
      data = JSON.parse(text);
    } catch {
      return null;
    }
    const isOurs = data && data.schema === SCHEMA && data.cards && typeof data.cards === "object" && !Array.isArray(data.cards);
    if (!isOurs) return null;
    const cards = new Map();
    let unfit = 0;
    for (const [id, kept] of Object.entries(data.cards)) {
      const fit = /^[\w-]{1,64}$/.test(id) ? record(kept) : null;
      if (fit) cards.set(id, fit);
      else unfit += 1;
    }
    const today = data.today ?? {};
    const fitDay = /^\d{4}-\d\d-\d\d$/.test(today.date ?? "") && isCount(today.fresh) && isCount(today.more);
    return { cards, unfit, today: fitDay ? today : null };
  };

  const written = (cards, rest) => JSON.stringify({ schema: SCHEMA, ...rest, cards: Object.fromEntries(cards) });

  /* Opens what is kept under a key.  `notice(text, aside)` is told what is wrong, in one line;
     `aside` is what could not be read. */
  const open = (key, notice) => {
    const store = { key, cards: new Map(), today: null };
    let keeps = true;

    const fail = (error) => {
      const full = error?.name === "QuotaExceededError";
      notice(full
        ? "There is no room left in this browser: export your progress, or it ends with this page."
        : "This browser does not let the page keep anything: export your progress, or it ends with this page.");
    };

    store.save = () => {
      if (!keeps) return;
      try {
        localStorage.setItem(key, written(store.cards, store.today ? { today: store.today } : {}));
      } catch (error) {
        fail(error);
      }
    };

    store.load = () => {
      let text = null;
      try {
        text = localStorage.getItem(key);
      } catch (error) {
        keeps = false;
        fail(error);
      }
      const found = text === null ? { cards: new Map(), unfit: 0, today: null } : read(text);
      store.cards = found?.cards ?? new Map();
      store.today = found?.today ?? null;
      if (found && !found.unfit) return;
      try {
        localStorage.setItem(`${key} set aside ${new Date().toISOString()}`, text);
        if (!found) localStorage.removeItem(key);
        else store.save();
        notice("Some of the progress kept here could not be read. It is set aside.", text);
      } catch {
        keeps = false; // nothing is written over what is there
        notice("The progress kept here could not be read, and there is no room to set it aside: nothing is kept.", text);
      }
    };

    /* Adds what a file holds; of each card the later review counts.  Returns how many were newer. */
    store.merge = (cards) => {
      let newer = 0;
      for (const [id, kept] of cards) {
        const own = store.cards.get(id);
        if (own && Date.parse(own.last_review) >= Date.parse(kept.last_review)) continue;
        store.cards.set(id, kept);
        newer += 1;
      }
      store.save();
      return newer;
    };

    store.clear = () => {
      store.cards = new Map();
      store.today = null;
      try {
        if (keeps) localStorage.removeItem(key);
      } catch (error) {
        fail(error);
      }
    };

    store.load();
    return store;
  };

  return { open, read, written, record };
})();
