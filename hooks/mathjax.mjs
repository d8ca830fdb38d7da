// TeX in, SVG and MathML out, for hooks/mathjax.py: node mathjax.mjs PROJECT
//
// stdin:  [[tex, display], ...] as JSON
// stdout: per formula, in order, one line {"svg", "mml"} or {"error"} as JSON
//
// Only packages that can do nothing but mathematics are loaded: no html (links, styles, ids), no
// require or autoload (which would fetch it), no newcommand (definitions outlive their formula),
// no noundefined (which shows unknown commands instead of rejecting them).

import {createRequire} from 'node:module';
import {text} from 'node:stream/consumers';

console.log = console.error; // stdout is for answers

const MathJax = createRequire(`${process.argv[2]}/`)('mathjax');

// What base and ams can do besides mathematics. Numbers of formulas and links to them need ids,
// which would clash with the page's; a definition outlives its formula; rules are always black.
const FORBIDDEN = [
  ...['tag', 'notag', 'nonumber', 'label', 'ref', 'eqref'],
  ...['DeclareMathOperator', 'newcolumntype', 'rule', 'Rule'],
];

// A formula of a whole page has a few hundred. Layout takes time in proportion to their square, and
// some commands double their argument, so that nesting them doubles the nodes at each level.
const MOST_NODES = 4000;

function forbid() {
  const {Configuration} = MathJax._.input.tex.Configuration;
  const {CommandMap} = MathJax._.input.tex.TokenMap;
  const TexError = MathJax._.input.tex.TexError.default;
  const refuse = (parser, name) => {
    throw new TexError('Forbidden', '%1 is not supported here', name);
  };
  new CommandMap('forbidden', Object.fromEntries(FORBIDDEN.map((name) => [name, refuse])));
  Configuration.create('forbidden', {handler: {macro: ['forbidden']}, priority: 1});
}

await MathJax.init({
  loader: {
    load: ['input/tex-base', '[tex]/ams', '[tex]/textmacros', 'output/svg', 'a11y/assistive-mml'],
  },
  startup: {
    typeset: false,
    ready() {
      forbid();
      MathJax.startup.defaultReady();
    },
  },
  tex: {
    packages: ['forbidden', 'base', 'ams', 'textmacros'],
    formatError(_, error) {
      throw error;
    },
  },
  svg: {fontCache: 'none', displayOverflow: 'overflow', linebreaks: {inline: false}},
});

const adaptor = MathJax.startup.adaptor;
const factory = MathJax.startup.input[0].parseOptions.nodeFactory;
const create = factory.create.bind(factory);
let nodes = 0;
factory.create = (...details) => {
  nodes += 1;
  if (nodes > MOST_NODES) throw new Error('Too long for one formula');
  return create(...details);
};

// MathJax's style sheet, which the pages do not carry, as attributes.
function ruleAttributes(node) {
  if (adaptor.hasAttribute(node, 'data-line') || adaptor.hasAttribute(node, 'data-frame')) {
    adaptor.setAttribute(node, 'fill', 'none');
    adaptor.setAttribute(node, 'stroke-width', '70');
    const style = adaptor.getAttribute(node, 'class');
    if (style === 'mjx-dashed') adaptor.setAttribute(node, 'stroke-dasharray', '140');
    if (style === 'mjx-dotted') {
      adaptor.setAttribute(node, 'stroke-dasharray', '0,140');
      adaptor.setAttribute(node, 'stroke-linecap', 'round');
    }
  }
}

// Takes away what only MathJax's own scripts and style sheet read: most of the bytes.
function shrink(node) {
  ruleAttributes(node);
  for (const {name} of [...adaptor.allAttributes(node)]) {
    if (name.startsWith('data-') || name === 'class') adaptor.removeAttribute(node, name);
  }
  for (const child of adaptor.childNodes(node)) {
    if (!adaptor.kind(child).startsWith('#')) {
      shrink(child);
      simplify(child);
    }
  }
}

// Takes away groups that group nothing, and glyphs without ink.
function simplify(node) {
  const kind = adaptor.kind(node);
  const inside = adaptor.childNodes(node);
  const attributes = adaptor.allAttributes(node);
  if (kind === 'path' && !adaptor.getAttribute(node, 'd')) {
    adaptor.remove(node);
  } else if (kind === 'g' && (attributes.length === 0 || inside.length === 0)) {
    for (const child of inside) adaptor.insert(child, node);
    adaptor.remove(node);
  } else if (kind === 'g' && inside.length === 1 && movable(attributes, inside[0])) {
    adaptor.setAttribute(inside[0], 'transform', attributes[0].value);
    adaptor.replace(inside[0], node);
  } else if (kind === 'mrow' && attributes.length === 0 && inside.length === 1) {
    adaptor.replace(inside[0], node);
  }
}

function movable([first, ...others], child) {
  return (
    first.name === 'transform' &&
    others.length === 0 &&
    ['g', 'path', 'rect'].includes(adaptor.kind(child)) &&
    !adaptor.hasAttribute(child, 'transform')
  );
}

async function typeset(tex, display) {
  nodes = 0;
  MathJax.texReset();
  const container = await MathJax.tex2svgPromise(tex, {display});
  const [svg, assistive, ...more] = adaptor.childNodes(container);
  const [math] = adaptor.tags(assistive, 'math');
  if (more.length > 0) throw new Error('One formula became several');
  if (!adaptor.getAttribute(svg, 'width').endsWith('ex')) {
    throw new Error('No width of its own (a line break belongs into \\begin{aligned})');
  }
  if (adaptor.childNodes(math).length === 0) throw new Error('There is no formula');
  shrink(svg);
  shrink(math);
  adaptor.removeAttribute(svg, 'role');
  return {svg: adaptor.serializeXML(svg), mml: adaptor.serializeXML(math)};
}

for (const [tex, display] of JSON.parse(await text(process.stdin))) {
  let answer;
  try {
    answer = await typeset(tex, display);
  } catch (error) {
    answer = {error: error instanceof RangeError ? 'Nested too deeply' : String(error.message)};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
