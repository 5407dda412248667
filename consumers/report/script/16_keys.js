// What keys do.

const panels = ['counts', 'rates'];  // each in the place of the findings

function toggle(id) {
  $(id).hidden = !$(id).hidden;
  $('show-' + id).setAttribute('aria-expanded', !$(id).hidden);
  if (!panels.includes(id)) return;
  if (id === 'rates' && report.live && !$(id).hidden) readRates();
  for (const other of panels) {
    if (other !== id && !$(id).hidden && !$(other).hidden) toggle(other);
  }
  $('main').hidden = $('filters').hidden = !$(id).hidden;
  if ($('main').hidden) return;
  if (state.open) showAgain(); else placeCells();
}

function hidePanels() {
  for (const panel of panels) {
    if (!$(panel).hidden) toggle(panel);
  }
}

function look() {
  state.close = !state.close;
  state.view = undefined;
  showAgain();
}


function back() {
  if (!$('keys').hidden) return toggle('keys');
  if (panels.some((panel) => !$(panel).hidden)) return hidePanels();
  if (state.open) {
    closeFinding();
    $('grid').focus();
  }
}

const steps = {ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: 1e9};

// In the grid down is a row of cells.
function gridStep(key) {
  const {across, high} = layout(), page = Math.max(1, Math.floor($('grid').clientHeight / high)) * across;
  return {ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9}[key];
}

function listStep(key) {
  const by = steps[key], list = document.activeElement?.id;
  if (by === undefined || (list !== 'findings' && list !== 'objects')) return undefined;
  if (list === 'objects') return () => goToObject(state.object + by);
  const rows = rowsOfFrame(index.frame[here()]), at = rows.indexOf(here());
  return () => goToRow(rows[Math.min(Math.max(at + by, 0), rows.length - 1)]);
}

const onFinding = {
  y: () => decide('accepted'), n: () => decide('rejected'), u: () => decide('undecided'), Backspace: undo,
  Y: () => decide('accepted', true), N: () => decide('rejected', true), U: () => decide('undecided', true),
  j: () => goTo(state.at + 1), k: () => goTo(state.at - 1),
};
const onFrame = {
  ArrowRight: onFinding.j, ArrowLeft: onFinding.k, ArrowDown: onFinding.j, ArrowUp: onFinding.k, z: look,
  l: () => switchLayers(['']), o: () => switchLayers(layersOf(state.frame).slice(1)), t: () => $('note').focus(),
};
const always = {
  c: () => toggle('counts'), r: () => $('show-rates').hidden || toggle('rates'), s: saveVerdicts, '?': () => toggle('keys'),
  Escape: back,
};

function actOf(event) {
  if (always[event.key]) return always[event.key];
  if ($('main').hidden) return undefined;
  if (event.key === '/') return () => $('text').focus();
  if (onFinding[event.key]) return onFinding[event.key];
  if (state.open) return listStep(event.key) || onFrame[event.key];
  if (event.key === 'Enter' && document.activeElement?.tagName !== 'BUTTON') return openFinding;
  const by = gridStep(event.key);
  return by === undefined ? undefined : () => choose(state.at + by);
}

document.addEventListener('keydown', (event) => {
  const {target} = event, typing = target.tagName === 'SELECT' || (target.tagName === 'INPUT' && target.type !== 'checkbox');
  if (typing) {
    if (event.key === 'Escape' || (event.key === 'Enter' && target.tagName === 'INPUT')) {
      event.preventDefault();
      target.blur();
      if (!state.open) $('grid').focus();
    }
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !$('main').hidden) {
    event.preventDefault();
    return undo();
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = actOf(event);
  if (!act) return;
  event.preventDefault();
  act();
});
