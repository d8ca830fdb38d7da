/* The controls of a note, and the way to a note that has moved.  Pages work without any of it. */
(() => {
  "use strict";
  const site = new URL("..", document.currentScript.src);

  /* Copies a text and says so on the control; without a clipboard, links stay plain links. */
  const copy = async (control, text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return;
    }
    const words = control.textContent;
    control.textContent = "Copied";
    setTimeout(() => { control.textContent = words; }, 1500);
  };

  /* What has formulas offers their TeX, among the controls of the note. */
  for (const place of document.querySelectorAll(".kb-note, .kb-formulas > li")) {
    const formulas = [...place.querySelectorAll(".kb-math")];
    if (!formulas.length) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "kb-tex";
    button.textContent = "Copy TeX";
    button.addEventListener("click", () => {
      copy(button, formulas.map((formula) => formula.dataset.tex).join("\n"));
    });
    (place.querySelector(".kb-tools") ?? place).append(button);
  }

  /* A tap on a note shows its controls, a tap elsewhere hides them. */
  const tap = (target) => {
    const note = target.closest(".kb-note");
    for (const open of document.querySelectorAll(".kb-note.kb-open")) {
      if (open !== note) open.classList.remove("kb-open");
    }
    if (note && !target.closest("a, button, details")) note.classList.toggle("kb-open");
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a.kb-copy");
    if (link) copy(link, link.href);
    else tap(event.target);
  });

  /* A note keeps its anchor when it moves to another page: look there. */
  const follow = async () => {
    let id;
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    if (!id || document.getElementById(id)) return;
    const answer = await fetch(new URL("anchors.json", site));
    if (!answer.ok) return;
    for (const [page, ids] of Object.entries(await answer.json())) {
      if (ids.includes(id)) location.replace(new URL(`${page}#${encodeURIComponent(id)}`, site));
    }
  };
  const start = () => follow().catch(() => {});
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  window.addEventListener("hashchange", start);

  /* The field on the front page opens the theme's search dialog. */
  document.querySelector(".kb-search")?.addEventListener("click", () => {
    const dialog = document.getElementById("__search");
    dialog.checked = true;
    dialog.dispatchEvent(new Event("change"));
    document.querySelector(".md-search__input")?.focus();
  });

  /* A formula that is wider than its place can be scrolled by keyboard too. */
  const reach = () => {
    for (const formula of document.querySelectorAll(".kb-math-display, .kb-formulas .kb-math")) {
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
    }
  };
  reach();
  addEventListener("resize", reach);
})();
