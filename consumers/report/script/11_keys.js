// What keys do.

const panels = ['counts', 'rates'];  // each in the place of the frames

function toggle(id) {
  $(id).hidden = !$(id).hidden;
  $('show-' + id).setAttribute('aria-expanded', !$(id).hidden);
  if (!panels.includes(id)) return;
  for (const other of panels) {
    if (other !== id && !$(id).hidden && !$(other).hidden) toggle(other);
  }
  $('main').hidden = !$(id).hidden;
  if (!$('main').hidden && now()) showAgain();
}

function showAgain() {
  showPicture();
  showChosen();
}

function look() {
  state.close = !state.close;
  showAgain();
}

function switchOff(side) {
  state.on[side] = !state.on[side];
  showAgain();
}

function back() {
  if (!$('keys').hidden) return toggle('keys');
  for (const panel of panels) {
    if (!$(panel).hidden) return toggle(panel);
  }
  state.hovered = undefined;
  if (now()) goToFinding(state.finding);
  $('frames').focus();
}

const moves = {frames: (by) => goTo(state.frame + by), findings: (by) => goToFinding(state.finding + by),
               objects: (by) => goToObject(state.object + by)};
const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: 1e9};
const keys = {
  j: () => moves.frames(1), k: () => moves.frames(-1), n: () => moves.findings(1), p: () => moves.findings(-1),
  m: () => moves.objects(1), M: () => moves.objects(-1), z: look, l: () => switchOff('labels'),
  o: () => switchOff('predictions'),
};
const alwaysKeys = {c: () => toggle('counts'), r: () => $('show-rates').hidden || toggle('rates'), '?': () => toggle('keys'), Escape: back};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.tagName === 'SELECT' && event.key !== 'Escape') return;
  const list = moves[document.activeElement.id] ? document.activeElement.id : 'frames';
  let act = alwaysKeys[event.key];
  if (!act && now() && !$('main').hidden) {
    const by = steps[event.key], inList = document.activeElement.id in moves;
    act = keys[event.key] || (by && (inList || Math.abs(by) === 1) ? () => moves[list](by) : undefined);
  }
  if (!act) return;
  event.preventDefault();
  act();
});
