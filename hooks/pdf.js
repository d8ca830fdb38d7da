// What is printed of a page of the site, for hooks/pdf.py to put into a book: with ids of its own,
// its links to other pages of the book within it, all others absolute.
//
// order: the addresses of the book's pages; root: that of the site here; home: where it is published

({order, root, home}) => {
  const anchorOf = (address) => {
    const {hash, href} = new URL(address);
    const at = order.indexOf(href.slice(0, href.length - hash.length));
    return at < 0 ? null : `p${at + 1}${hash.replace('#', '-')}`;
  };
  const own = anchorOf(location.href.split('#')[0]);
  const article = document.querySelector('article');

  const all = [...article.querySelectorAll(':not(svg *, math *)')];
  const hidden = all.filter((each) => getComputedStyle(each).display === 'none');
  for (const each of hidden) each.remove(); // none before all are found: it undoes what was computed
  for (const each of article.querySelectorAll('[id]:not(svg *)')) each.id = `${own}-${each.id}`;
  // In print Chromium does not always know the place of a row.  It does know that of a word in it.
  for (const row of article.querySelectorAll('tr[id], dl > [id]')) {
    row.firstElementChild.insertAdjacentHTML('afterbegin', `<span id="${row.id}"></span>`);
    row.removeAttribute('id');
  }
  for (const each of article.querySelectorAll('[aria-labelledby]')) {
    each.removeAttribute('aria-labelledby');
  }
  for (const image of article.querySelectorAll('img')) {
    image.loading = 'eager';
    image.src = image.src;
  }
  for (const link of article.querySelectorAll('a[href]')) {
    const given = link.getAttribute('href');
    if (!URL.canParse(given, location)) { // "http://host:port/invocations" leads nowhere: say it
      link.removeAttribute('href');
      if (link.textContent !== given) link.append(` (${given})`);
      continue;
    }
    const address = new URL(given, location).href;
    const anchor = anchorOf(address);
    if (anchor) link.setAttribute('href', `#${anchor}`);
    else if (!address.startsWith(root)) link.setAttribute('href', address);
    else if (home) link.setAttribute('href', home + address.slice(root.length));
    else link.removeAttribute('href');
  }

  const heading = article.querySelector('h1');
  heading?.remove();
  if (!article.textContent.trim() && !article.querySelector('svg, img')) return null;
  const sections = [...article.querySelectorAll('h2[id]')];
  return {
    anchor: own,
    title: (heading ?? document.querySelector('title')).textContent.trim(),
    sections: sections.map((each) => [each.id, each.textContent.trim()]),
    html: article.innerHTML,
  };
}
