// The start: what the pointer and the filters do, and what the address asks for.

const {totals} = report;
$('summary').textContent = `${totals.frames} frames, ${totals.flagged} flagged, ${totals.labels} labels` +
    (report.frames.ids.length < totals.frames ? ` · ${report.frames.ids.length} frames are here` : '');
for (const id of fields) $(id).addEventListener('change', () => filter(here()));
$('text').addEventListener('input', () => filter());
$('clear').addEventListener('click', () => showOnly({}));
for (const id of ['filters', 'save-form']) $(id).addEventListener('submit', (event) => event.preventDefault());
$('save-form').addEventListener('submit', saveVerdicts);
$('reviewer').addEventListener('change', () => {
  try {
    localStorage.setItem(storedReviewer, $('reviewer').value);
  } catch {
    // Nothing is kept here.
  }
});
for (const panel of ['rates', 'counts', 'keys']) $('show-' + panel).addEventListener('click', () => toggle(panel));
const buttons = {yes: onFinding.y, no: onFinding.n, unsure: onFinding.u, undo, before: onFinding.k, next: onFinding.j, back, closer: look};
for (const [id, act] of Object.entries(buttons)) $(id).addEventListener('click', act);
$('note').addEventListener('change', () => noteRow(here(), $('note').value));
$('grid').addEventListener('scroll', placeCells);  // browsers tell of it once per picture
// In the frame after: what changes sizes while they are told is an error to the browser.
const onResize = (name, act) => new ResizeObserver(() => requestAnimationFrame(act)).observe($(name));
onResize('grid', () => $('grid').hidden || placeCells());
onResize('picture', showAgain);
window.addEventListener('popstate', () => {
  if (address() !== '#' + new URLSearchParams(location.hash.slice(1))) readAddress();
});
startZoom();
startLayers();
readVerdicts();
countVerdicts();
fillSelects();
fillCounts();
startRates();
readAddress();
