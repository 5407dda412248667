// Which findings are listed. The filters stand in the address, so that a view can be kept and passed on.

const selects = Object.keys(numberBy), fields = [...selects, 'least', 'verdict', 'asked', 'text', 'flagged'];
const standard = {verdict: 'all', asked: 'reviewers'};  // where it is not ''

const valueOf = (id) => $(id).type === 'checkbox' ? ($(id).checked ? '1' : '') : $(id).value;
function setField(id, value) {
  if ($(id).type === 'checkbox') {
    $(id).checked = value === '1';
    return;
  }
  $(id).value = value || standard[id] || '';
  if ($(id).selectedIndex === -1) $(id).value = standard[id] || '';  // an address may name what is not here
}

function fillSelects() {
  for (const id of selects) {
    const names = report.names[namesBy[id]], counts = new Uint32Array(names.length), number = numberBy[id];
    for (let row = 0; row < rowCount; ++row) ++counts[number(row)];
    const there = [...names.keys()].filter((i) => i > 0 && counts[i] > 0);
    there.sort((a, b) => names[a] < names[b] ? -1 : 1);
    $(id).append(make('option', {value: ''}, 'all'));
    for (const i of there) {
      $(id).append(make('option', {value: names[i]}, `${id === 'kind' ? words(names[i]) : short(names[i], 50)} (${counts[i]})`));
    }
    $(id).closest('label').hidden = there.length === 0 || (there.length === 1 && id !== 'kind');
  }
  for (const least of ['', 5, 10, 20, 30, 50, 70, 90]) $('least').append(make('option', {value: least}, `${least || 0} %`));
  for (const [value, text] of [['all', 'all'], ['open', 'open'], ['decided', 'decided']]) $('verdict').append(make('option', {value}, text));
  let forExperts = 0;
  for (let row = 0; row < rowCount; ++row) forExperts += isForExperts(row);
  for (const [value, text] of [['reviewers', 'reviewers'], ['experts', `experts (${forExperts})`], ['all', 'all']]) $('asked').append(make('option', {value}, text));
  $('asked').closest('label').hidden = forExperts === 0;
}

function passing() {
  const wanted = selects.filter((id) => valueOf(id)).map((id) => [numberBy[id], report.names[namesBy[id]].indexOf(valueOf(id))]);
  const least = 10 * Number(valueOf('least')), verdict = valueOf('verdict'), text = valueOf('text').trim().toLowerCase();
  const flagged = valueOf('flagged') === '1', asked = valueOf('asked'), rows = [];
  const said = (row) => [frameIdOf(row), classOfRow(row), changeOf(row), nameOf('annotator', row), sourceOf(row), nameOf('model', row)]
      .join('\n').toLowerCase();
  for (let row = 0; row < rowCount; ++row) {
    if (index.probability[row] < least || (flagged && !index.flagged[row])) continue;
    if (verdict !== 'all' && Boolean(verdictOf(row)) !== (verdict === 'decided')) continue;
    if (asked !== 'all' && isForExperts(row) !== (asked === 'experts')) continue;
    if (wanted.some(([value, is]) => value(row) !== is)) continue;
    if (state.series && !inSeries(row)) continue;
    if (text && !said(row).includes(text)) continue;
    rows.push(row);
  }
  return rows;
}

// The address of what is shown.
function address() {
  const values = new URLSearchParams();
  for (const id of fields) {
    if (valueOf(id) && valueOf(id) !== standard[id]) values.set(id, valueOf(id));
  }
  if (state.series) values.set('series', JSON.stringify(state.series));
  if (state.open && here() !== undefined) values.set('finding', idOf(here()));
  return '#' + values;
}

// A little later: browsers refuse to change the address hundreds of times in a row.
function rememberAddress() {
  clearTimeout(rememberAddress.timer);
  rememberAddress.timer = setTimeout(() => history.replaceState(null, '', address()), 150);
}

function filter(keepRow) {
  state.rows = passing();
  const at = keepRow === undefined ? -1 : state.rows.indexOf(keepRow);
  state.at = Math.max(at, 0);
  const filtered = fields.some((id) => valueOf(id) !== (standard[id] || '')) || state.series;
  $('clear').hidden = !filtered;
  showCount();
  if (state.rows.length === 0) state.open = false;
  showGrid(at < 0);
  if (state.open) showFinding(); else closeFinding();
  rememberAddress();
}

function showCount() {
  const decided = state.rows.filter(verdictOf).length, n = state.rows.length, questions = state.rows.filter(isQuestion).length;
  const findings = n - questions, told = [];
  if (findings || !questions) told.push(`${findings} finding${findings === 1 ? '' : 's'}`);
  if (questions) told.push(`${questions} audit${questions === 1 ? '' : 's'}`);
  $('count').textContent = told.join(', ') + (n < rowCount ? ` of ${rowCount}` : '') + (decided ? `, ${decided} decided` : '');
}

// Only these values, and the grid.
function showOnly(values) {
  for (const id of fields) setField(id, values[id] || '');
  state.open = false;
  setSeries(undefined);
  hidePanels();
  filter();
  $('grid').focus();
}

// The worst finding of the frame of that key; -1: there is none here.
function rowOfKey(key) {
  const frame = key ? (report.frames.keys || []).indexOf(key) : -1;
  const row = frame < 0 ? -1 : index.frame.indexOf(frame);
  if (key && row < 0) tell('This frame is not kept, or everything in it is decided.');
  return row;
}

function readAddress() {
  const values = new URLSearchParams(location.hash.slice(1));
  for (const id of fields) setField(id, values.get(id) || '');
  let series;
  try {
    series = JSON.parse(values.get('series'));
  } catch {
    // An address that somebody made.
  }
  setSeries(series && typeof series === 'object' && typeof series.words === 'string' ? series : undefined);
  const row = values.has('finding') ? rowOf(values.get('finding')) : rowOfKey(values.get('frame'));
  state.open = row >= 0;
  if (row >= 0 && isForExperts(row) && !values.has('asked')) setField('asked', 'all');
  filter(row >= 0 ? row : undefined);
}
