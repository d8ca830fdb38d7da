/* The Practice page: shows a card, its answer, and asks how well it was known.  When it returns is
   reckoned by ts-fsrs (the FSRS algorithm); what is known of the cards is kept by kb-progress.js. */
(() => {
  "use strict";
  const DAILY = 20; // new cards a day
  const LONGEST = 2 ** 31 - 1; // ms that a timer can wait
  const GRADES = [1, 2, 3, 4];
  const root = document.querySelector(".kb-practice");
  const data = window.kbCards;
  if (!root) return;
  if (!data || !window.FSRS || !window.kbProgress) {
    root.querySelector(".kb-notice").textContent = "The cards cannot be loaded. Load the page again.";
    return;
  }

  const site = new URL("..", document.currentScript.src);
  const find = (name) => root.querySelector(name);
  const [decks, session, turn, done] = [".kb-decks", ".kb-session", ".kb-turn", ".kb-done"].map(find);
  const [asked, show, reply, grades] = [".kb-asked", ".kb-show", ".kb-reply", ".kb-grades"].map(find);
  const [kind, undo, more, file] = ["#kb-kind", ".kb-undo", ".kb-more-new", "input[type=file]"].map(find);
  const dialog = find("dialog");
  const scheduler = FSRS.fsrs({ request_retention: 0.9, enable_fuzz: false });
  /* Identities are hashes: in their order, cards come mixed, and always in the same way. */
  const cards = [...data.cards].sort((a, b) => (a.id < b.id ? -1 : 1));

  /* -- what is said ---------------------------------------------------------------------- */

  const saved = (text, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  const notice = (text, aside) => {
    const line = find(".kb-notice");
    line.replaceChildren(text);
    if (!aside) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Save it as a file";
    button.addEventListener("click", () => saved(aside, "practice-set-aside.txt"));
    line.append(" ", button);
  };

  const say = (text) => { find(".kb-spoken").textContent = text; };

  const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  /* Returns a span of time in words, as on the buttons. */
  const span = (ms) => {
    const minutes = Math.max(1, Math.round(ms / 60_000));
    if (minutes < 60) return `${minutes} min`;
    if (minutes < 1440) return counted(Math.round(minutes / 60), "hour");
    const days = Math.round(minutes / 1440);
    if (days < 31) return counted(days, "day");
    if (days < 365) return counted(Math.round(days / 30.4), "month");
    return counted(Math.round(days / 36.5) / 10, "year");
  };

  /* -- what is due ------------------------------------------------------------------------ */

  const path = location.protocol === "file:" ? "file" : site.pathname;
  const store = window.kbProgress.open(`kb-practice ${path}`, notice);
  let scope = null; // the topic that is practised, "" for all; null outside of a session
  let current = null;
  let timer = 0;
  const past = []; // what the last grades changed

  const today = () => {
    const now = new Date();
    const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    if (store.today?.date !== date) store.today = { date, fresh: 0, more: 0 };
    return store.today;
  };
  const budget = () => Math.max(0, DAILY + today().more - today().fresh);
  const dueOf = (card) => Date.parse(store.cards.get(card.id).due);
  const within = (topic) => cards.filter((card) =>
    (!topic || data.topics[card.topic] === topic) && (!kind.value || card.kind === kind.value));

  /* Returns the cards of a topic that are due, those seen that are not, and those never seen. */
  const sorted = (topic) => {
    const now = Date.now();
    const found = { due: [], later: [], fresh: [] };
    for (const card of within(topic)) {
      if (!store.cards.has(card.id)) found.fresh.push(card);
      else found[dueOf(card) <= now ? "due" : "later"].push(card);
    }
    return found;
  };
  const first = (some) => some.reduce((a, b) => (a && dueOf(a) <= dueOf(b) ? a : b), null);
  const isLearnt = (card) => store.cards.get(card.id).state === FSRS.State.Review;

  /* -- the list of topics ------------------------------------------------------------------ */

  const list = () => {
    for (const row of root.querySelectorAll("tbody tr")) {
      const { due, fresh } = sorted(row.dataset.topic ?? "");
      for (const [cell, some] of [[row.cells[1], due], [row.cells[2], fresh]]) {
        cell.textContent = some.length;
        cell.classList.toggle("kb-none", !some.length);
      }
      row.querySelector("button").disabled = false;
    }
    const left = budget();
    find(".kb-budget").textContent = `${DAILY} new cards a day, ${left ? `${left} of them left` : "none left"} today.`;
  };

  const overview = () => {
    const from = scope;
    scope = current = null;
    clearTimeout(timer);
    session.hidden = true;
    decks.hidden = false;
    list();
    const rows = [...root.querySelectorAll("tbody tr")];
    rows.find((row) => (row.dataset.topic ?? "") === from)?.querySelector("button").focus();
  };

  /* -- a card -------------------------------------------------------------------------------- */

  /* Loads the sides of a card, if they are in a file that is not here yet. */
  const sides = async (card) => {
    if (!data.sides[card.id]) {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(`cards/${card.file}.js`, site);
        script.addEventListener("load", resolve);
        script.addEventListener("error", reject);
        document.head.append(script);
      });
    }
    return data.sides[card.id];
  };

  /* Fills a part of the page with HTML that the build has made, escaped there. */
  const fill = (element, html) => {
    element.replaceChildren(document.createRange().createContextualFragment(html));
  };

  /* Moves the focus, unless the reader is elsewhere on the page. */
  const focusOn = (element) => {
    const at = document.activeElement;
    if (!at || at === document.body || root.contains(at)) element.focus({ preventScroll: true });
  };

  /* Shows the next card, or that with the identity that is wanted. */
  const next = async (wanted) => {
    const topic = scope;
    const { due, later, fresh } = sorted(topic);
    const left = Math.min(budget(), fresh.length);
    find(".kb-left").textContent = `${due.length} due, ${left} new`;
    undo.hidden = !past.length;
    const card = cards.find((one) => one.id === wanted)
      ?? first(due.filter((one) => !isLearnt(one))) ?? first(due) ?? (left ? fresh[0] : null);
    clearTimeout(timer);
    current = card;
    if (!card) return pause(later, fresh);
    let side;
    try {
      side = await sides(card);
    } catch {
      notice("This card cannot be loaded: the site may have changed. Load the page again.");
      return overview();
    }
    if (current !== card || scope !== topic) return undefined;
    turn.hidden = show.hidden = false;
    done.hidden = reply.hidden = grades.hidden = true;
    find(".kb-place").textContent = [data.topics[card.topic], card.section].filter(Boolean).join(" · ");
    find(".kb-about").textContent = side.about;
    const question = asked.querySelector(".kb-question");
    fill(question, side.question);
    question.classList.toggle("kb-long", question.textContent.length > 60);
    reply.replaceChildren();
    focusOn(show);
    return undefined;
  };

  /* Says when the next card comes, and shows it then. */
  const pause = (later, fresh) => {
    turn.hidden = true;
    done.hidden = false;
    more.hidden = !(fresh.length && !budget());
    const card = first(later);
    const wait = card ? dueOf(card) - Date.now() : 0;
    find(".kb-next").textContent = card
      ? `The next card returns in ${span(wait)}.`
      : "There is no other card here.";
    if (card) timer = setTimeout(() => next(), Math.min(Math.max(wait, 0), LONGEST));
    focusOn(done);
  };

  /* Returns what each grade would make of the current card. */
  const outcomes = () => {
    const kept = store.cards.get(current.id);
    const now = Math.max(Date.now(), kept ? Date.parse(kept.last_review) : 0); // a clock may be set back
    return scheduler.repeat(kept ?? FSRS.createEmptyCard(now), now);
  };

  const reveal = () => {
    if (!current || show.hidden) return;
    fill(reply, data.sides[current.id].answer);
    const made = outcomes();
    for (const button of grades.querySelectorAll("button")) {
      const due = made[button.dataset.grade].card.due;
      button.querySelector("small").textContent = span(due - Date.now());
    }
    show.hidden = true;
    reply.hidden = grades.hidden = false;
    focusOn(reply);
  };

  const grade = (value) => {
    if (!current || grades.hidden) return;
    const before = store.cards.get(current.id);
    const { card } = outcomes()[value];
    past.push({ id: current.id, before, date: before ? null : today().date });
    if (!before) today().fresh += 1;
    store.cards.set(current.id, window.kbProgress.record(JSON.parse(JSON.stringify(card))));
    store.save();
    say(`Returns in ${span(card.due - Date.now())}.`);
    next();
  };

  const takeBack = () => {
    const last = past.pop();
    if (!last || scope === null) return;
    if (last.before) store.cards.set(last.id, last.before);
    else store.cards.delete(last.id);
    if (last.date === today().date) store.today.fresh = Math.max(0, store.today.fresh - 1);
    store.save();
    say("Undone.");
    next(last.id);
  };

  /* -- controls ------------------------------------------------------------------------------- */

  const start = (topic) => {
    scope = topic;
    past.length = 0;
    notice("");
    decks.hidden = true;
    session.hidden = false;
    next();
  };

  for (const row of root.querySelectorAll("tbody tr")) {
    row.querySelector("button").addEventListener("click", () => start(row.dataset.topic ?? ""));
  }
  kind.addEventListener("change", list);
  show.addEventListener("click", reveal);
  grades.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) grade(Number(button.dataset.grade));
  });
  undo.addEventListener("click", takeBack);
  find(".kb-end").addEventListener("click", overview);
  more.addEventListener("click", () => {
    today().more += DAILY;
    store.save();
    next();
  });

  document.addEventListener("keydown", (event) => {
    if (scope === null || event.ctrlKey || event.metaKey || event.altKey || event.repeat || dialog.open) return;
    const at = event.target;
    if (at !== document.body && !root.contains(at)) return;
    const onButton = at instanceof Element && at.closest("button, a, summary");
    if (event.key === " " && !onButton && !show.hidden && current) reveal();
    else if (GRADES.includes(Number(event.key)) && !grades.hidden) grade(Number(event.key));
    else if (event.key === "u") takeBack();
    else if (event.key === "Escape") overview();
    else return;
    event.preventDefault();
  });

  /* -- progress as a file ------------------------------------------------------------------------ */

  find(".kb-export").addEventListener("click", () => {
    const date = new Date().toISOString();
    saved(window.kbProgress.written(store.cards, { exported: date }), `practice-progress-${date.slice(0, 10)}.json`);
  });
  find(".kb-import").addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    const found = file.files[0] && window.kbProgress.read(await file.files[0].text());
    file.value = "";
    if (!found) {
      notice("This file holds no exported progress. Nothing was changed.");
      return;
    }
    const newer = store.merge(found.cards);
    const unfit = found.unfit ? ` ${counted(found.unfit, "entry").replace("entrys", "entries")} could not be read.` : "";
    notice(`${counted(found.cards.size, "card")} in the file, ${newer} of them newer than here.${unfit}`);
    list();
  });
  find(".kb-reset").addEventListener("click", () => {
    find("#kb-ask-title").textContent = `Delete the progress of ${counted(store.cards.size, "card")}?`;
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "reset") return;
    store.clear();
    notice("All progress here is deleted.");
    list();
  });

  /* Another tab may have practised, or time may have passed unseen. */
  addEventListener("storage", (event) => {
    if (event.key !== null && event.key !== store.key) return;
    store.load();
    if (scope === null) list();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (scope === null) list();
    else if (!current) next();
  });

  for (const name of [".kb-choices", ".kb-export", ".kb-import", ".kb-reset"]) find(name).hidden = false;
  list();
})();
