// What is chosen, and how the page shows it.

// Indices into lists; object -1: the finding is looked at.
const state = {shown: [], frame: 0, finding: 0, object: -1, hovered: undefined, close: false, series: undefined,
               on: {labels: true, predictions: true}};
let drawn;  // the picture that is shown

const now = () => state.shown[state.frame];

function goTo(index) {
  state.frame = Math.min(Math.max(index, 0), Math.max(state.shown.length - 1, 0));
  state.hovered = undefined;
  mark($('frames'), now() ? state.frame : -1);
  const empty = !now();
  for (const id of ['title', 'sentence', 'object']) $(id).textContent = '';
  for (const id of ['picture', 'legend', 'findings', 'objects']) $(id).replaceChildren();
  if (empty) return;
  listFindings(now().findings, goToFinding);
  listObjects(now().frame, goToObject, hover);
  goToFinding(0);
}

function goToFinding(index) {
  state.finding = Math.min(Math.max(index, 0), now().findings.length - 1);
  state.object = -1;
  mark($('findings'), state.finding);
  mark($('objects'), -1);
  const {frame} = now(), finding = now().findings[state.finding];
  $('title').textContent = [frame.id, frame.source, frame.classes && `labeled as ${frame.classes.join(', ')}`]
      .filter(Boolean).join(' · ');
  $('title').title = $('title').textContent;
  $('sentence').textContent = `${words(finding.kind)}: ${finding.evidence}`;
  $('sentence').title = $('sentence').textContent;
  showAgain();
}

function goToObject(index) {
  state.object = Math.min(Math.max(index, 0), objectsOf(now().frame).length - 1);
  mark($('objects'), state.object);
  if (state.close) showAgain(); else showChosen();
}

function hover(object) {
  if (state.hovered === object) return;
  state.hovered = object;
  showChosen();
}

// What the finding is about: {label, predictions, ghost}.
function subject(finding) {
  const predictions = finding.prediction === undefined ? [] : [finding.prediction];
  const suggests = predictions.length === 0 && finding.suggested_box;
  return {label: finding.label, predictions,
          ghost: suggests && {box: finding.suggested_box, text: finding.suggested || 'suggested'}};
}

// The object under the pointer, else the one that was picked, else that of the finding.
function showChosen() {
  const {frame, findings} = now(), objects = objectsOf(frame), finding = findings[state.finding];
  const object = state.hovered || objects[state.object];
  emphasise(drawn, object || subject(finding));
  const told = object || objects.find((o) => o.label !== undefined && o.label === finding.label);
  $('object').textContent = told ? sentenceOf(frame, told) : '';
}

// What is looked at closely.
function boxesOf(frame, chosen) {
  const shapes = [frame.labels[chosen.label], ...chosen.predictions.map((j) => frame.predictions[j]), chosen.ghost];
  return shapes.filter((shape) => shape && shape.box).map((shape) => shape.box);
}

function showPicture() {
  const {frame, findings} = now(), chosen = objectsOf(frame)[state.object] || subject(findings[state.finding]);
  drawn = drawFrame(frame, state.on, state.close ? boxesOf(frame, chosen) : []);
  $('picture').replaceChildren(drawn.svg);
  const legend = $('legend'), classes = [...new Set(frame.labels.map((label) => label.class || ''))].sort();
  legend.replaceChildren();
  if (classes.length > 0) legend.append(swatch(classes[0]), classes.length > 1 ? 'labels, a colour per class' : classes[0]);
  legend.append(swatch(), 'predictions', make('span', {class: 'swatch alone'}), 'without a partner');
  if (!frame.picture) legend.append(' · no picture');
}
