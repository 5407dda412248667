// One finding in its frame, and the way from one to the next.

const state = {rows: [], at: 0, open: false, object: -1, hovered: undefined, close: true, series: undefined,
               frame: undefined, detail: undefined, off: new Set(), confidence: report.speaks};
let drawn;  // the picture that is shown

const here = () => state.rows[state.at];

// Another label that the finding is about: of a duplicate the label below it, of a conflict the one of the other class.
function twinOf(frame, detail) {
  const {kind} = detail.line, label = frame.labels[detail.label];
  if (!label || !label.box || (kind !== 'duplicate' && kind !== 'conflicting')) return undefined;
  let best, most = 0;
  frame.labels.forEach((other, i) => {
    if (i === detail.label || !other.box || (other.class === label.class) !== (kind === 'duplicate')) return;
    const shared = overlap(label.box, other.box);
    if (shared > most) [best, most] = [i, shared];
  });
  return best;
}

function overlap(a, b) {
  const wide = Math.min(a[2], b[2]) - Math.max(a[0], b[0]), high = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (wide <= 0 || high <= 0) return 0;
  const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);
  return wide * high / (area(a) + area(b) - wide * high);
}

// What the finding is about: {label, twin, predictions, ghost: a box that it suggests, all: each label as much as another}.
function subjectNow() {
  const {detail, frame} = state, predictions = detail.prediction === undefined ? [] : [detail.prediction];
  const box = detail.line.suggested_box, suggests = predictions.length === 0 && box;
  return {label: detail.label, twin: twinOf(frame, detail), predictions,
          all: isQuestion(here()), ghost: suggests && {box: [box.x_min, box.y_min, box.x_max, box.y_max], text: detail.line.suggested_class || 'suggested'}};
}

function openFinding() {
  if (here() === undefined) return;
  const wasOpen = state.open;
  state.open = true;
  if (!wasOpen) {
    clearTimeout(rememberAddress.timer);
    location.hash = address();  // the browser's way back leads to the grid
  }
  showFinding();
  $('finding').focus();
}

function closeFinding() {
  state.open = false;
  $('finding').hidden = true;
  $('grid').hidden = false;
  rememberAddress();
  markChosen();
}

async function showFinding() {
  const row = here();
  $('grid').hidden = true;
  $('finding').hidden = false;
  rememberAddress();
  sayFromIndex(row);
  const [detail, frame] = await Promise.all([detailOf(row), frameOf(index.frame[row])]);
  if (here() !== row || !state.open || !detail || !frame) return;
  Object.assign(state, {detail, frame, object: -1, hovered: undefined, view: undefined});
  $('sentence').textContent = detail.line.evidence || '';
  $('who').textContent = [detail.line.annotator && `labeled by ${detail.line.annotator}`, detail.line.model && `model ${detail.line.model}`,
                          detail.line.label_id && `label ${detail.line.label_id}`].filter(Boolean).join(' · ');
  listFindings(rowsOfFrame(index.frame[row]), row, goToRow);
  listObjects(frame, goToObject, hover);
  showLayers();
  showAgain();
  readAhead();
}

// What is known before the finding itself is read.
function sayFromIndex(row) {
  const verdict = verdictOf(row), p = probabilityOf(row);
  $('title').textContent = [frameIdOf(row), sourceOf(row)].filter(Boolean).join(' · ');
  $('title').title = $('title').textContent;
  const ofFrame = isQuestion(row);
  $('question').textContent = [ofFrame ? 'Look over this frame' : `${words(nameOf('kind', row))}, ${percent(p)}`, askedWords(row)].filter(Boolean).join(' · ');
  $('question').title = ofFrame ? '' : `of such labels about ${percent(p)} are errors`;
  $('change').textContent = ofFrame ? 'Is any label wrong or missing?' : changeOf(row);
  $('yes-words').textContent = ofFrame ? 'Something wrong' : 'Real error';
  $('no-words').textContent = ofFrame ? 'All fine' : 'Fine as it is';
  $('sentence').textContent = $('who').textContent = '';
  for (const [id, word] of [['yes', 'accepted'], ['no', 'rejected'], ['unsure', 'undecided']]) {
    $(id).setAttribute('aria-pressed', verdict?.verdict === word);
  }
  $('undo').disabled = undone.length === 0;
  sayTogether(row);
  $('before').disabled = state.at === 0;
  $('next').disabled = state.at === state.rows.length - 1;
  $('note').value = verdict?.note || '';
}

function sayTogether(row) {
  const n = rowsTogether(row).length;
  $('together-label').hidden = n === 1;
  $('together').checked = false;
  $('together-words').textContent = `all ${n} of this ${index.track[row] ? 'track' : 'object'}`;
}

// The next ones come at once.
function readAhead() {
  for (const row of state.rows.slice(state.at + 1, state.at + 4)) {
    detailOf(row);
    frameOf(index.frame[row]);
    const picture = report.frames.pictures[index.frame[row]];
    if (picture) new Image().src = picture;
  }
}

function goTo(at) {
  state.at = Math.min(Math.max(at, 0), Math.max(state.rows.length - 1, 0));
  if (state.open) showFinding(); else markChosen();
}

// A row that the filters may have left out.
function goToRow(row) {
  const at = state.rows.indexOf(row);
  if (at >= 0) return goTo(at);
  state.rows.splice(state.at + 1, 0, row);
  showGrid(false);
  goTo(state.at + 1);
}

// `together`: also what is still open of its object and track.
async function decide(decision, together = $('together').checked) {
  const row = here();
  if (row === undefined || !detailNow(row)) return;
  const others = together ? rowsTogether(row).filter((other) => other !== row && !verdictOf(other)) : [];
  if (others.length > 0) await Promise.all(others.map(detailOf));
  decideRows([row, ...others], decision);
  state.rows.forEach((decided, at) => cells.has(at) && markCell(cells.get(at), decided));
  showCount();
  if (others.length > 0) tell(`${others.length + 1} findings: ${decisionWord(row, decision)}.`);
  goToNextOpen(row);
}

function goToNextOpen(row) {
  const n = state.rows.length;
  for (let step = 1; step < n; ++step) {
    const at = (state.at + step) % n;
    if (!verdictOf(state.rows[at])) return goTo(at);
  }
  tell(n === 1 ? 'The only one here is decided.' : `All ${n} here are decided.`);
  if (state.open) sayFromIndexAgain(row);
}

function sayFromIndexAgain(row) {
  const sentence = $('sentence').textContent, who = $('who').textContent;
  sayFromIndex(row);
  $('sentence').textContent = sentence;
  $('who').textContent = who;
}

function undo() {
  const row = undoLast();
  if (row === undefined) return tell('Nothing to undo.');
  state.rows.forEach((decided, at) => cells.has(at) && markCell(cells.get(at), decided));
  showCount();
  goToRow(row);
}

function goToObject(number) {
  state.object = Math.min(Math.max(number, 0), objectsOf(state.frame).length - 1);
  mark($('objects'), state.object);
  if (state.close) showAgain(); else showChosen();
}

function hover(object) {
  if (state.hovered === object) return;
  state.hovered = object;
  showChosen();
}

// The object under the pointer, else the one that was picked, else that of the finding.
function showChosen() {
  const {frame, detail} = state, objects = objectsOf(frame), object = state.hovered || objects[state.object];
  emphasise(drawn, object || subjectNow());
  drawn.svg.classList.toggle('whole', !object && isQuestion(here()));
  const told = object || objects.find((o) => o.label !== undefined && o.label === detail.label);
  $('object').textContent = told ? sentenceOf(frame, told) : '';
}

function boxesOf(frame, chosen) {
  const shapes = [frame.labels[chosen.label], frame.labels[chosen.twin], ...chosen.predictions.map((j) => frame.predictions[j]), chosen.ghost];
  return shapes.filter((shape) => shape && shape.box).map((shape) => shape.box);
}

function showAgain() {
  const {frame} = state;
  if (!frame || $('finding').hidden) return;
  const chosen = objectsOf(frame)[state.object] || subjectNow();
  drawn = drawFrame(frame, state.off, state.close ? boxesOf(frame, chosen) : [], state.view);
  $('picture').replaceChildren(drawn.svg);
  $('closer').setAttribute('aria-pressed', state.close);
  showChosen();
}
