/* The controls of a note, and the way to a note that has moved.  Pages work without any of it. */
(() => {
  "use strict";
  const COPIED = "Copied";
  const site = new URL("..", document.currentScript.src);

  /* Copies a text and says so on the control; without a clipboard, links stay plain links.  There is
     none on a page that came by plain http from another machine. */
  const copy = async (control, text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return;
    }
    const words = control.textContent;
    if (words === COPIED) return; // a second click
    control.textContent = COPIED;
    setTimeout(() => { control.textContent = words; }, 1500);
  };

  /* What has formulas offers their TeX, among the controls of the note. */
  for (const place of document.querySelectorAll(".kb-note, .kb-formulas > li")) {
    const formulas = [...place.querySelectorAll(".kb-math")];
    if (!formulas.length || !navigator.clipboard) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "kb-tex";
    button.textContent = "Copy TeX";
    button.addEventListener("click", () => {
      copy(button, formulas.map((formula) => formula.dataset.tex).join("\n"));
    });
    (place.querySelector(".kb-tools") ?? place).append(button);
  }

  /* A tap on a note, or a quotation, shows its controls, a tap elsewhere hides them. */
  const tap = (target) => {
    const note = target.closest(".kb-note, .kb-quote");
    for (const open of document.querySelectorAll(".kb-open")) {
      if (open !== note) open.classList.remove("kb-open");
    }
    if (note && !target.closest("a, button, details")) note.classList.toggle("kb-open");
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a.kb-copy");
    if (link && navigator.clipboard) copy(link, link.href);
    else tap(event.target);
    /* A second click on the way to a note changes no address, but the note may be folded again. */
    const way = event.target.closest("a[href*='#']");
    if (way && way.href === location.href) reveal();
  });

  /* The anchor in the address; "" if there is none, or it is mistyped. */
  const anchor = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  };

  /* Opens what folds the target of the address away, and what the target of a mark has to say. */
  const reveal = () => {
    const found = document.getElementById(anchor());
    if (!found) return;
    let folded = false;
    for (let at = found.closest("details"); at; at = at.parentElement.closest("details")) {
      folded ||= !at.open;
      at.open = true;
    }
    if (found.matches(".kb-remarks > li")) found.querySelector("details").open = true;
    if (folded) found.scrollIntoView();
  };

  /* A note keeps its anchor when it moves to another page: look there. */
  const follow = async () => {
    const id = anchor();
    if (!id || document.getElementById(id)) return reveal();
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

  /* A formula or a table that is wider than its place can be scrolled by keyboard too. */
  const reach = () => {
    for (const wide of document.querySelectorAll(".kb-math-display, .kb-formulas .kb-math, .kb-scroll")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
      else wide.removeAttribute("tabindex");
    }
  };
  reach();
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true); // what was folded had no width before
})();
