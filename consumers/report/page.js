'use strict';
// Draws window.REPORT (data.js). Names in it come from outside: they are only ever set as text or attribute values.

const report = window.REPORT;
const $ = (id) => document.getElementById(id);
const filters = ['kind', 'class', 'annotator', 'source'];
const state = {shown: [], at: 0, finding: 0, labels: true, predictions: true};

function make(name, attributes = {}, text = undefined) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function draw(name, attributes = {}, text = undefined) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const words = (kind) => kind.replaceAll('_', ' ');
const percent = (p) => p > 0.995 ? '> 99 %' : p < 0.005 ? '< 1 %' : Math.round(100 * p) + ' %';

// A hue per class that is the same in every report, never one near the purple of predictions.
function colourOf(name) {
  let hash = 2166136261;
  for (const c of name) hash = Math.imul(hash ^ c.codePointAt(0), 16777619) >>> 0;
  const hue = hash % 270;
  return `hsl(${hue < 240 ? hue : hue + 75} 90% 58%)`;
}

// ------------------------------------------------------------------------------------------------------------ filters

function sourceOf(frame) { return frame.source || ''; }

function matches(frame, finding) {
  const chosen = Object.fromEntries(filters.map((id) => [id, $(id).value]));
  return (!chosen.kind || finding.kind === chosen.kind) && (!chosen.class || finding.class === chosen.class) &&
      (!chosen.annotator || finding.annotator === chosen.annotator) &&
      (!chosen.source || sourceOf(frame) === chosen.source) && (!$('flagged').checked || finding.flagged);
}

function fillFilters() {
  const values = {kind: new Set(), class: new Set(), annotator: new Set(), source: new Set()};
  for (const frame of report.frames) {
    if (sourceOf(frame)) values.source.add(sourceOf(frame));
    for (const finding of frame.findings) {
      values.kind.add(finding.kind);
      if (finding.class) values.class.add(finding.class);
      if (finding.annotator) values.annotator.add(finding.annotator);
    }
  }
  for (const id of filters) {
    $(id).append(make('option', {value: ''}, 'all'));
    for (const value of [...values[id]].sort()) $(id).append(make('option', {value}, id === 'kind' ? words(value) : value));
    $(id).closest('label').hidden = values[id].size === 0;
  }
}

function choose() {
  state.shown = [];
  for (const frame of report.frames) {
    const findings = frame.findings.filter((finding) => matches(frame, finding));
    if (findings.length > 0) state.shown.push({frame, findings});
  }
  const filtered = $('flagged').checked || filters.some((id) => $(id).value);
  if (filtered) state.shown.sort((a, b) => b.findings[0].score - a.findings[0].score);
  state.at = 0;
  state.finding = 0;
  listFrames();
  show();
}

// -------------------------------------------------------------------------------------------------------------- lists

function listFrames() {
  const list = $('frames');
  list.replaceChildren();
  state.shown.forEach(({frame, findings}, index) => {
    const item = make('li');
    item.append(make('span', {class: 'name', title: frame.id}, `${index + 1}. ${frame.id}`));
    const flagged = findings.filter((finding) => finding.flagged).length;
    const line = make('span', {class: 'quiet'});
    line.append(make('span', {class: flagged ? 'flag' : ''}, percent(findings[0].probability)),
                ` ${words(findings[0].kind)}` + (flagged > 1 ? `, ${flagged - 1} more flagged` : ''));
    item.append(line);
    item.addEventListener('click', () => step(index - state.at));
    list.append(item);
  });
  if (state.shown.length === 0) list.append(make('li', {class: 'quiet'}, 'No frame has such a finding.'));
}

function listFindings() {
  const list = $('findings');
  list.replaceChildren();
  const now = state.shown[state.at];
  if (!now) return;
  now.findings.forEach((finding, index) => {
    const item = make('li', {'aria-current': index === state.finding});
    const row = make('div', {class: 'row'});
    row.append(make('span', {class: 'kind'}, words(finding.kind)),
               make('span', {class: finding.flagged ? 'flag' : 'quiet'},
                    percent(finding.probability) + (finding.flagged ? ' flagged' : '')));
    const labeled = finding.labeled || 'no label', suggested = finding.suggested;
    const who = finding.annotator ? ` · ${finding.annotator}` : '';
    item.append(row, make('span', {class: 'quiet'},
                          labeled + (suggested && suggested !== labeled ? ` → ${suggested}` : '') + who),
                make('p', {}, finding.evidence));
    item.addEventListener('click', () => { state.finding = index; show(); });
    list.append(item);
  });
}

// ------------------------------------------------------------------------------------------------------------ picture

function pathOf(shape) {
  if (shape.rings) {
    return shape.rings.map((ring) => {
      let path = '';
      for (let i = 0; i + 1 < ring.length; i += 2) path += `${i ? 'L' : 'M'}${ring[i]} ${ring[i + 1]}`;
      return path + 'Z';
    }).join('');
  }
  if (!shape.box) return '';
  const [x0, y0, x1, y1] = shape.box;
  return `M${x0} ${y0}H${x1}V${y1}H${x0}Z`;
}

// The runs go down the columns, background first (COCO).
function maskImage(mask, colour) {
  const canvas = make('canvas', {width: mask.width, height: mask.height});
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  let at = 0, inside = false;
  for (const count of mask.counts) {
    for (let begin = at, end = at + count; inside && begin < end;) {
      const column = Math.floor(begin / mask.height), row = begin % mask.height;
      const length = Math.min(end - begin, mask.height - row);
      context.fillRect(column, row, 1, length);
      begin += length;
    }
    at += count;
    inside = !inside;
  }
  return draw('image', {href: canvas.toDataURL(), width: mask.width, height: mask.height, opacity: 0.45});
}

function extent(frame) {
  let width = frame.width, height = frame.height;
  if (!width || !height) {
    for (const shape of [...frame.labels, ...frame.predictions]) {
      if (!shape.box) continue;
      width = Math.max(width, shape.box[2]);
      height = Math.max(height, shape.box[3]);
    }
  }
  return [Math.max(width, 1), Math.max(height, 1)];
}

function addShape(svg, shape, kind, colour, chosen, dim) {
  if (shape.mask) svg.append(maskImage(shape.mask, colour));
  const d = pathOf(shape);
  if (!d) return;
  if (chosen) svg.append(draw('path', {d, class: 'halo'}));
  const path = draw('path', {d, class: kind + (chosen ? ' chosen' : dim ? ' dim' : '')});
  if (kind === 'label') path.style.stroke = colour;
  if (shape.region) path.style.strokeDasharray = '2 3';
  path.append(draw('title', {}, shape.model ? `${shape.model}: ${shape.class} ${shape.score}`
      : [shape.class, shape.region, shape.annotator, shape.track && `track ${shape.track}`].filter(Boolean).join(', ')));
  svg.append(path);
}

function addTag(svg, shape, text, colour, size, width, below) {
  if (!shape.box) return;
  const y = below ? Math.min(shape.box[3] + 1.1 * size, Number(svg.dataset.height) - 0.2 * size)
                  : Math.max(shape.box[1] - 0.4 * size, 1.1 * size);
  const x = Math.min(Math.max(shape.box[0], 0), Math.max(width - 0.6 * size * text.length, 0));
  svg.append(draw('text', {x, y, class: 'tag', fill: colour, 'font-size': size, 'stroke-width': size / 6}, text));
}

function drawFrame(frame, finding) {
  const [width, height] = extent(frame);
  const svg = draw('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'data-height': height});
  svg.append(draw('title', {}, frame.id), draw('rect', {width, height, class: 'ground'}));
  if (frame.picture) svg.append(draw('image', {href: frame.picture, width, height, preserveAspectRatio: 'none'}));
  const purple = getComputedStyle(document.documentElement).getPropertyValue('--prediction');
  const label = frame.labels[finding.label], prediction = frame.predictions[finding.prediction];
  if (state.labels) {
    for (const other of frame.labels) if (other !== label) addShape(svg, other, 'label', colourOf(other.class || ''), false, true);
  }
  if (state.predictions) {
    for (const other of frame.predictions) if (other !== prediction && other.score >= 0.3) addShape(svg, other, 'prediction', purple, false, true);
  }
  const size = Math.max(width, height) / 45;
  const ghost = !prediction && finding.suggested_box ? {box: finding.suggested_box, class: finding.suggested} : null;
  for (const shape of [prediction, ghost].filter(Boolean)) {
    addShape(svg, shape, 'prediction', purple, true, false);
    addTag(svg, shape, (shape.class || '') + (shape.score ? ' ' + shape.score.toFixed(2) : ''), '#d9b3ff', size, width, true);
  }
  if (label) {
    addShape(svg, label, 'label', colourOf(label.class || ''), true, false);
    addTag(svg, label, label.class || '', colourOf(label.class || ''), size, width, false);
  }
  return svg;
}

function legend(frame) {
  const line = $('legend');
  line.replaceChildren();
  const classes = [...new Set(frame.labels.map((label) => label.class || ''))].sort();
  for (const name of classes.slice(0, 8)) {
    const swatch = make('span', {class: 'swatch'});
    swatch.style.borderColor = colourOf(name);
    line.append(swatch, name);
  }
  if (classes.length > 8) line.append(`, ${classes.length - 8} more`);
  line.append(make('span', {class: 'swatch prediction'}), 'predictions');
}

// Scrolls the list alone, never the page.
function reveal(list, index) {
  const item = list.children[index].getBoundingClientRect(), box = list.getBoundingClientRect();
  if (item.top < box.top) list.scrollTop -= box.top - item.top;
  if (item.bottom > box.bottom) list.scrollTop += item.bottom - box.bottom;
}

function show() {
  const now = state.shown[state.at];
  [...$('frames').children].forEach((item, index) => item.setAttribute('aria-current', index === state.at && !!now));
  listFindings();
  $('picture').replaceChildren();
  $('title').textContent = now ? `${now.frame.id}${now.frame.source ? ' · ' + now.frame.source : ''}` : '';
  $('sentence').textContent = '';
  $('legend').replaceChildren();
  if (!now) return;
  const finding = now.findings[state.finding];
  $('sentence').textContent = `${words(finding.kind)}: ${finding.evidence}`;
  $('picture').append(drawFrame(now.frame, finding));
  legend(now.frame);
  reveal($('frames'), state.at);
  reveal($('findings'), state.finding);
}

// ------------------------------------------------------------------------------------------------------------- counts

function table(title, first, rows) {
  const box = make('div');
  box.append(make('h3', {}, title));
  const body = make('table');
  const head = make('tr');
  for (const text of [first, 'labels', 'flagged', 'share']) head.append(make('th', {}, text));
  body.append(head);
  for (const row of rows.slice(0, 25)) {
    const line = make('tr');
    const share = row.labels ? (100 * row.flagged / row.labels).toFixed(1) + ' %' : '';
    for (const text of [row.name, row.labels, row.flagged, share]) line.append(make('td', {title: text}, text));
    body.append(line);
  }
  box.append(body);
  if (rows.length > 25) box.append(make('p', {class: 'quiet'}, `${rows.length - 25} more`));
  return box;
}

function histogram(kind) {
  const box = make('div');
  box.append(make('h3', {}, `${words(kind.kind)}: ${kind.flagged} flagged`));
  const svg = draw('svg', {class: 'bars', viewBox: '0 0 140 40', preserveAspectRatio: 'none', role: 'img'});
  // Square roots: a few certain errors stay visible beside thousands of harmless findings.
  const most = Math.sqrt(Math.max(...kind.histogram, 1));
  const edges = ['0', ...report.totals.bounds, '1'];
  kind.histogram.forEach((count, index) => {
    const height = 38 * Math.sqrt(count) / most;
    const bar = draw('rect', {x: 10 * index, y: 40 - height, width: 9, height});
    bar.append(draw('title', {}, `probability ${edges[index]} to ${edges[index + 1]}: ${count}`));
    svg.append(bar);
  });
  box.append(svg, make('span', {class: 'quiet'}, 'probability 0 to 1, heights as square roots'));
  return box;
}

function fillCounts() {
  const {totals} = report;
  for (const kind of totals.kinds) $('counts').append(histogram(kind));
  $('counts').append(table('Classes', 'class', totals.classes));
  if (totals.annotators.length) $('counts').append(table('Annotators', 'annotator', totals.annotators));
  if (totals.sources.length) $('counts').append(table('Sources', 'source', totals.sources));
}

// --------------------------------------------------------------------------------------------------------------- keys

function step(by) {
  const next = Math.min(Math.max(state.at + by, 0), state.shown.length - 1);
  if (next < 0) return;
  state.at = next;
  state.finding = 0;
  show();
}

function stepFinding(by) {
  const now = state.shown[state.at];
  if (!now) return;
  state.finding = Math.min(Math.max(state.finding + by, 0), now.findings.length - 1);
  show();
}

function toggle(id) {
  $(id).hidden = !$(id).hidden;
  $('show-' + id).setAttribute('aria-expanded', !$(id).hidden);
}

const keys = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  n: () => stepFinding(1), p: () => stepFinding(-1),
  l: () => { state.labels = !state.labels; show(); }, o: () => { state.predictions = !state.predictions; show(); },
  c: () => toggle('counts'), '?': () => toggle('keys'), Escape: () => { if (!$('keys').hidden) toggle('keys'); },
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.tagName === 'SELECT') return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

const {totals} = report;
$('summary').textContent = `${totals.frames} frames judged, ${totals.flagged} flagged, ${totals.labels} labels` +
    (report.frames.length < totals.frames ? `; the worst ${report.frames.length} are here` : '');
for (const id of [...filters, 'flagged']) $(id).addEventListener('change', choose);
$('filters').addEventListener('submit', (event) => event.preventDefault());
$('show-counts').addEventListener('click', () => toggle('counts'));
$('show-keys').addEventListener('click', () => toggle('keys'));
fillFilters();
fillCounts();
choose();
