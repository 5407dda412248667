// The start: what the pointer and the filters do, and the first frame.

const {totals} = report;
$('summary').textContent = `${totals.frames} frames, ${totals.flagged} flagged, ${totals.labels} labels` +
    (report.frames.length < totals.frames ? ` · the worst ${report.frames.length} are here` : '');
for (const id of [...filters, 'flagged']) $(id).addEventListener('change', filter);
$('filters').addEventListener('submit', (event) => event.preventDefault());
$('show-rates').addEventListener('click', () => toggle('rates'));
$('show-counts').addEventListener('click', () => toggle('counts'));
$('show-keys').addEventListener('click', () => toggle('keys'));
$('picture').addEventListener('pointermove', (event) => now() && hover(objectAt(drawn, event.clientX, event.clientY)));
$('picture').addEventListener('pointerleave', () => now() && hover(undefined));
$('picture').addEventListener('click', (event) => {
  const object = now() && objectAt(drawn, event.clientX, event.clientY);
  if (object) goToObject(objectsOf(now().frame).indexOf(object));
});
new ResizeObserver(() => now() && !$('main').hidden && showAgain()).observe($('picture'));
fillFilters();
fillCounts();
startRates();
filter();
