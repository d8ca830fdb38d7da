/* What the search dialog needs beside the theme: it runs before the theme's own script.

   The worker and its index are loaded when the dialog is opened, not with every page.  The theme
   would fetch an index for a form named "search": ours has no name (see partials/search.html). */
(() => {
  "use strict";
  const input = document.querySelector(".md-search__input");
  const toggle = document.getElementById("__search");
  const { search: address } = JSON.parse(document.getElementById("__config").textContent);
  if (!input || !toggle || !address) return;

  /* A browser that restores forms on reload (Firefox) must not open the dialog or the drawer. */
  for (const box of document.querySelectorAll("body > .md-toggle")) {
    box.autocomplete = "off";
    box.checked = false;
  }

  const beside = (name) => new URL(name, new URL(address, location));

  const bytes = async (name) => {
    const response = await fetch(beside(name));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response.arrayBuffer();
  };

  const run = (name) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = beside(name);
    script.onload = done;
    script.onerror = () => failed(new Error(name));
    document.head.append(script);
  });

  /* Stands in for the worker that the theme starts at once, and starts it when it is wanted. */
  class WorkerInTime extends EventTarget {
    #worker = null;
    #answer = null;
    #ready = false;
    #asked = 0; // queries whose answer is still to come

    /* What is shown answers what was typed. */
    get settled() {
      return this.#ready && !this.#asked;
    }

    postMessage({ type, data }) {
      if (type !== 2) return;
      this.#asked += 1;
      this.#answer(data);
    }

    #tell(data) {
      if (data.type === 1) this.#ready = true;
      if (data.type === 3) this.#asked -= 1;
      this.dispatchEvent(new MessageEvent("message", { data }));
      if (this.settled) this.dispatchEvent(new Event("settled"));
    }

    /* Loads what answers; once more where that failed. */
    async start() {
      this.#worker?.terminate();
      this.#asked = 0; // what the last one was asked, nobody will answer
      if (location.protocol === "file:") { // a page that was opened as a file may not start one
        const files = [["worker.js", "kbAnswerer"], ["index.js", "kbIndex"]];
        const missing = files.filter(([, made]) => !globalThis[made]);
        await Promise.all(missing.map(([name]) => run(name)));
        const answer = globalThis.kbAnswerer(globalThis.kbIndex);
        this.#answer = (query) => this.#tell({ type: 3, data: answer(query) });
        this.#tell({ type: 1 });
        return;
      }
      const worker = this.#worker = new StartsWorker(address);
      this.#answer = (query) => worker.postMessage({ type: 2, data: query });
      worker.onmessage = ({ data }) => this.#tell(data);
      worker.onerror = fail;
      const index = await bytes("index.json");
      worker.postMessage({ type: 0, data: index }, [index]);
    }
  }

  /* Says so; the next time that the dialog is opened counts as the first. */
  const fail = () => {
    document.querySelector(".md-search-result__meta").textContent = "The search could not be loaded.";
    toggle.addEventListener("change", start);
    input.addEventListener("focus", start);
  };

  const StartsWorker = globalThis.Worker;
  const ours = new WorkerInTime();
  globalThis.Worker = function Worker(url, options) {
    return url === address ? ours : new StartsWorker(url, options);
  };

  const start = () => {
    if (!toggle.checked && document.activeElement !== input) return; // it was closed
    toggle.removeEventListener("change", start);
    input.removeEventListener("focus", start);
    ours.start().catch(fail);
  };
  toggle.addEventListener("change", start);
  input.addEventListener("focus", start);

  /* The theme listens to keys only: pasted, dictated and cleared queries count too. */
  const typed = () => input.dispatchEvent(new KeyboardEvent("keyup"));
  input.addEventListener("input", typed);
  input.form.addEventListener("reset", () => setTimeout(typed));

  /* Enter that comes before the answer waits for it: the theme would follow a link of the last one. */
  let entered = false;
  input.addEventListener("input", () => { entered = false; });
  input.addEventListener("keydown", (event) => {
    entered = event.key === "Enter" && !event.isComposing && !ours.settled && input.value.trim() !== "";
    if (!entered) return;
    event.preventDefault();
    event.stopPropagation();
  });
  ours.addEventListener("settled", () => {
    if (!entered) return;
    entered = false;
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  });

  /* Marks the words that were searched for: in the note that the address names, else everywhere. */
  const mark = () => {
    const here = new URL(location);
    const words = (here.searchParams.get("h") ?? "").split(/\s+/).filter(Boolean);
    if (!words.length) return;
    here.searchParams.delete("h");
    history.replaceState(history.state, "", here); // a link that is copied from here says no more
    const target = here.hash && document.getElementById(decodeURIComponent(here.hash.slice(1)));
    const place = target || document.querySelector("article");
    const literal = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${literal.join("|")})(?![\\p{L}\\p{N}])`, "giu");
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT, ({ parentElement }) =>
      parentElement.closest("svg, math, .kb-tools, script")
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT);
    const found = [];
    while (texts.nextNode()) {
      for (const match of texts.currentNode.data.matchAll(pattern)) found.push([texts.currentNode, match]);
    }
    for (const [node, { 0: word, index }] of found.reverse()) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const shown = document.createElement("mark");
      shown.className = "kb-found";
      range.surroundContents(shown);
    }
  };
  try {
    mark();
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof URIError)) throw error; // an old browser, a bad hash
  }
})();
