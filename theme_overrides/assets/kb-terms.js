/* The definition of a term beside its link: on hover and focus after a short delay, on touch at the
   first tap.  Escape, or a tap elsewhere, closes it.  Without scripts the links lead to the glossary. */
(() => {
  "use strict";
  const DELAY = 350;
  const definitions = new Map();
  for (const entry of document.querySelectorAll(".kb-definitions > [data-term]")) {
    definitions.set(entry.dataset.term, entry);
  }
  if (!definitions.size) return;

  const preview = document.createElement("div");
  preview.className = "kb-preview md-typeset";
  preview.id = "kb-preview";
  preview.setAttribute("role", "tooltip");
  preview.hidden = true;
  document.body.append(preview);
  let shown = null;
  let timer = 0;
  let touch = false;

  const close = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    preview.hidden = true;
  };

  const open = (link, touched) => {
    const entry = definitions.get(link.getAttribute("href"));
    if (!entry || shown === link) return;
    close();
    shown = link;
    const words = document.createElement("p");
    words.append(...[...entry.childNodes].map((node) => node.cloneNode(true)));
    preview.replaceChildren(words);
    if (touched) {
      const more = document.createElement("a");
      more.href = link.href;
      more.textContent = "Glossary entry";
      preview.append(more);
    }
    preview.hidden = false;
    link.setAttribute("aria-describedby", preview.id);
    const at = link.getClientRects()[0];
    const box = preview.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.width - 8));
    const below = at.bottom + 6;
    const top = below + box.height > innerHeight && at.top > box.height + 6 ? at.top - box.height - 6 : below;
    preview.style.left = `${left + scrollX}px`;
    preview.style.top = `${top + scrollY}px`;
  };

  const soon = (link) => {
    clearTimeout(timer);
    timer = setTimeout(() => open(link, false), DELAY);
  };
  const termOf = (event) => (event.target instanceof Element ? event.target.closest("a.kb-term") : null);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = termOf(event);
    if (link && link === shown || preview.contains(event.target)) clearTimeout(timer);
    else if (link) soon(link);
    else {
      clearTimeout(timer);
      const stays = !shown || shown === document.activeElement;
      if (!stays) timer = setTimeout(close, DELAY); // time to move from the link to the preview
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = termOf(event);
    if (link?.matches(":focus-visible")) soon(link);
    else if (!preview.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    touch = false;
    if (event.key === "Escape") close();
  });

  /* A mouse and a keyboard follow the link; the first tap of a finger shows the definition. */
  document.addEventListener("pointerdown", (event) => { touch = event.pointerType === "touch"; }, true);
  document.addEventListener("click", (event) => {
    const link = termOf(event);
    if (link && touch && shown !== link) {
      event.preventDefault();
      open(link, true);
    } else if (!link && !preview.contains(event.target)) {
      close();
    }
  });
})();
