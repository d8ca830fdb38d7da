/* The Practice page: shows a card, then its answer, and asks how well it was known. */
(() => {
  "use strict";
  const LONGEST = 2 ** 31 - 1; // ms that a timer can wait
  const root = document.querySelector(".kb-practice");
  const data = window.kbCards;
  if (!root) return;
  if (!data || !window.FSRS || !window.kbProgress || !window.kbSchedule) {
    root.querySelector(".kb-notice").textContent = "The cards cannot be loaded. Load the page again.";
    return;
  }

  const site = new URL("..", document.currentScript.src);
  const find = (name) => root.querySelector(name);
  const [decks, session, turn, done] = [".kb-decks", ".kb-session", ".kb-turn", ".kb-done"].map(find);
  const [show, reply, grades] = [".kb-show", ".kb-reply", ".kb-grades"].map(find);
  const [kind, undo, more, file] = ["#kb-kind", ".kb-undo", ".kb-more-new", "input[type=file]"].map(find);
  const dialog = find("dialog");
  const rows = [...root.querySelectorAll("tbody tr")];
  const topicOf = (row) => row.dataset.topic ?? "";
  const { counted, span } = window.kbSchedule;

  /* -- what is said ---------------------------------------------------------------------- */

  const saved = (text, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  let lasting = false; // what is said holds as long as the page is open
  const notice = (text, aside) => {
    find(".kb-notice").replaceChildren(text);
    lasting = false;
    if (!aside) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Save it as a file";
    button.addEventListener("click", () => saved(aside, "practice-set-aside.txt"));
    find(".kb-notice").append(" ", button);
  };

  const say = (text) => { find(".kb-spoken").textContent = text; };

  /* Moves the focus, unless the reader is elsewhere on the page. */
  const focusOn = (element) => {
    const at = document.activeElement;
    if (!at || at === document.body || root.contains(at)) element.focus({ preventScroll: true });
  };

  /* Fills a part of the page with HTML that the build has made, escaped there. */
  const fill = (element, html) => {
    element.replaceChildren(document.createRange().createContextualFragment(html));
  };

  /* -- the list of topics ------------------------------------------------------------------ */

  const place = location.protocol === "file:" ? "file" : site.pathname;
  const store = window.kbProgress.open(`kb-practice ${place}`, (text, aside) => {
    notice(text, aside);
    lasting = true;
  });
  const schedule = window.kbSchedule.open(data, store);
  let scope = null; // the topic that is practised, "" for all; null outside of a session
  let current = null; // the card that is shown
  let timer = 0;

  const list = () => {
    for (const row of rows) {
      const { due, fresh } = schedule.sorted(topicOf(row), kind.value);
      for (const [cell, some] of [[row.cells[1], due], [row.cells[2], fresh]]) {
        cell.textContent = some.length;
        cell.classList.toggle("kb-none", !some.length);
      }
      row.querySelector("button").disabled = false;
    }
    const left = schedule.budget();
    find(".kb-budget").textContent = `${schedule.DAILY} new cards a day, ${left ? `${left} of them left` : "none left"} today.`;
  };

  const overview = () => {
    const from = scope;
    scope = current = null;
    clearTimeout(timer);
    session.hidden = true;
    decks.hidden = false;
    list();
    rows.find((row) => topicOf(row) === from)?.querySelector("button").focus();
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

  /* Takes the last card away, so that nothing grades the next one before it is shown. */
  const clear = () => {
    for (const part of [turn, done, show, reply, grades]) part.hidden = true;
  };

  const ask = (card, side) => {
    turn.hidden = show.hidden = false;
    find(".kb-place").textContent = [data.topics[card.topic], card.section].filter(Boolean).join(" · ");
    find(".kb-about").textContent = side.about;
    const question = turn.querySelector(".kb-question");
    fill(question, side.question);
    question.classList.toggle("kb-long", card.kind === "definition" || question.textContent.length > 50);
    reply.replaceChildren();
    focusOn(show);
  };

  /* Says when the next card comes, and shows it then. */
  const pause = ({ later, fresh }) => {
    done.hidden = false;
    more.hidden = !fresh.length || schedule.budget() > 0;
    const card = schedule.first(later);
    const wait = card ? Math.max(0, schedule.due(card) - Date.now()) : 0;
    find(".kb-next").textContent = card ? `The next card returns in ${span(wait)}.` : "There is no other card here.";
    if (card) timer = setTimeout(() => next(), Math.min(wait, LONGEST));
    focusOn(done);
  };

  /* Shows the next card, or the one that is wanted. */
  const next = async (wanted) => {
    const topic = scope;
    const found = schedule.sorted(topic, kind.value);
    const fresh = Math.min(schedule.budget(), found.fresh.length);
    const card = wanted ?? schedule.pick(found);
    clearTimeout(timer);
    current = card;
    clear();
    undo.hidden = !schedule.past.length;
    find(".kb-left").textContent = `${found.due.length} due, ${fresh} new`;
    if (!card) {
      pause(found);
      return;
    }
    try {
      const side = await sides(card);
      if (current === card && scope === topic) ask(card, side);
    } catch {
      notice("This card cannot be loaded: the site may have changed. Load the page again.");
      overview();
    }
  };

  const reveal = () => {
    if (!current || show.hidden) return;
    const made = schedule.outcomes(current);
    for (const button of grades.querySelectorAll("button")) {
      button.querySelector("small").textContent = span(made[button.dataset.grade].card.due - Date.now());
    }
    fill(reply, data.sides[current.id].answer);
    show.hidden = true;
    reply.hidden = grades.hidden = false;
    for (const formula of reply.querySelectorAll(".kb-math")) {
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0; // or no key could scroll it
    }
    focusOn(reply);
  };

  const grade = (value) => {
    if (!current || grades.hidden) return;
    say(`Returns in ${span(schedule.grade(current, value))}.`);
    next();
  };

  const takeBack = () => {
    const card = schedule.takeBack();
    if (!card) return;
    say("Undone.");
    next(card);
  };

  const start = (topic) => {
    scope = topic;
    schedule.past.length = 0;
    if (!lasting) notice("");
    decks.hidden = true;
    session.hidden = false;
    next();
  };

  /* -- controls ------------------------------------------------------------------------------- */

  for (const row of rows) row.querySelector("button").addEventListener("click", () => start(topicOf(row)));
  kind.addEventListener("change", list);
  show.addEventListener("click", reveal);
  grades.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) grade(Number(button.dataset.grade));
  });
  undo.addEventListener("click", takeBack);
  find(".kb-end").addEventListener("click", overview);
  more.addEventListener("click", () => {
    schedule.allowMore();
    next();
  });

  document.addEventListener("keydown", (event) => {
    if (scope === null || event.ctrlKey || event.metaKey || event.altKey || event.repeat || dialog.open) return;
    const at = event.target;
    if (at !== document.body && !root.contains(at)) return;
    if (event.key === " " && !at.closest("button, a, summary") && current && !show.hidden) reveal();
    else if ("1234".includes(event.key) && !grades.hidden) grade(Number(event.key));
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
    const unfit = found.unfit ? ` Of ${counted(found.unfit, "card")} it could not be read.` : "";
    notice(`Progress of ${counted(found.cards.size, "card")} in the file, ${newer} newer than here.${unfit}`);
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

  kind.disabled = false;
  for (const name of [".kb-export", ".kb-import", ".kb-reset"]) find(name).hidden = false;
  list();
})();
