// Counts of the whole replay: a histogram of probabilities per kind, and what was flagged by each dimension. What is
// counted leads to its findings.

const share = (part, whole) => whole ? (100 * part / whole).toFixed(1) + ' %' : '';

function leading(text, values) {
  const button = make('button', {type: 'button', class: 'leads', title: text}, text);
  button.addEventListener('click', () => showOnly(values));
  return button;
}

function table(title, first, rows) {
  const box = make('div', {class: 'table', tabindex: 0, role: 'region', 'aria-label': title}), body = make('table'), head = make('tr');
  const compared = rows.some((row) => row.compared > 0), known = new Set([...$(first)?.options || []].map((o) => o.value));
  for (const text of [first, 'labels', 'flagged', 'share', ...(compared ? ['paired'] : [])]) head.append(make('th', {scope: 'col'}, text));
  body.append(head);
  for (const row of rows) {
    const line = make('tr'), cells = [row.name, row.labels, row.flagged, share(row.flagged, row.labels)];
    if (compared) cells.push(share(row.matched, row.compared));
    cells.forEach((text, i) => line.append(make('td', {}, text)));
    if (known.has(row.name)) line.firstChild.replaceChildren(leading(row.name, {[first]: row.name}));
    body.append(line);
  }
  box.append(make('h3', {}, title), body);
  return box;
}

function histogram(kind) {
  const box = make('div', {class: 'card'}), edges = [0, ...report.totals.bounds, 1];
  const all = kind.histogram.reduce((sum, count) => sum + count, 0);
  const cells = kind.histogram.map((count, i) => `${count} from ${edges[i]} to ${edges[i + 1]}`);
  const svg = draw('svg', {class: 'bars', viewBox: `0 0 ${10 * cells.length} 40`, preserveAspectRatio: 'none', role: 'img',
                           'aria-label': `findings by probability: ${cells.join(', ')}`});
  // Square roots: a few certain errors stay visible beside thousands of harmless findings.
  const most = Math.sqrt(Math.max(...kind.histogram, 1));
  kind.histogram.forEach((count, i) => {
    const height = 39 * Math.sqrt(count) / most;
    const bar = draw('rect', {x: 10 * i + 0.5, y: 40 - height, width: 9, height});
    bar.append(draw('title', {}, cells[i]));
    svg.append(bar);
  });
  const scale = make('div', {class: 'scale quiet'});  // bars are as wide as each other, probabilities are not
  edges.forEach((edge, i) => {
    if (![0, 0.2, 0.5, 1].includes(edge)) return;
    const at = make('span', {}, `${100 * edge} %`);
    at.style.left = `${100 * i / cells.length}%`;
    scale.append(at);
  });
  const title = make('h3'), text = `${words(kind.kind)}: ${kind.flagged} flagged`;
  title.append(report.names.kinds.includes(kind.kind) ? leading(text, {kind: kind.kind}) : text);
  box.append(title, svg, scale, make('span', {class: 'quiet'}, all === 1 ? '1 finding' : `${all} findings`));
  return box;
}

function fillCounts() {
  const {totals} = report, cards = make('div', {class: 'cards'}), tables = make('div', {class: 'tables'});
  for (const kind of totals.kinds) cards.append(histogram(kind));
  for (const {value, values, rows} of totals.dimensions) {
    if (rows.length) tables.append(table(values[0].toUpperCase() + values.slice(1), value, rows));
  }
  const by = totals.dimensions.map(({value}) => value), last = by.pop();
  $('counts').append(
      make('h2', {}, 'Findings by the probability of an error'),
      make('p', {class: 'quiet'}, 'All findings, flagged or not: of such labels about so many are errors. ' +
          'Heights of bars as square roots. A name leads to its findings.'), cards,
      make('h2', {}, `Flagged by ${by.join(', ')} and ${last}`),
      make('p', {class: 'quiet'}, 'Paired: of the labels that a model could speak about, those with a prediction of their ' +
          `class (confidence from ${report.speaks}).`), tables);
}
