// Which frames and findings are listed.

const filters = ['kind', 'class', 'annotator', 'source'];

function fillFilters() {
  const values = {kind: new Set(), class: new Set(), annotator: new Set(), source: new Set()};
  for (const frame of report.frames) {
    if (frame.source) values.source.add(frame.source);
    for (const finding of frame.findings) {
      values.kind.add(finding.kind);
      if (finding.class) values.class.add(finding.class);
      if (finding.annotator) values.annotator.add(finding.annotator);
    }
  }
  for (const id of filters) {
    $(id).append(make('option', {value: ''}, 'all'));
    for (const value of [...values[id]].sort()) {
      $(id).append(make('option', {value}, id === 'kind' ? words(value) : short(value, 60)));
    }
    $(id).closest('label').hidden = values[id].size === 0;
  }
}

// Keeps the findings that pass; frames are by their own score, filtered ones by their worst finding that passes.
function filter() {
  const [kind, name, annotator, source] = filters.map((id) => $(id).value), flagged = $('flagged').checked;
  const passes = (frame, finding) => (!kind || finding.kind === kind) && (!name || finding.class === name) &&
      (!annotator || finding.annotator === annotator) && (!source || frame.source === source) &&
      (!flagged || finding.flagged) && (!state.series || inSeries(frame, finding));
  state.shown = [];
  for (const frame of report.frames) {
    const findings = frame.findings.filter((finding) => passes(frame, finding));
    if (findings.length > 0) state.shown.push({frame, findings});
  }
  const filtered = flagged || kind || name || annotator || source || state.series;
  if (filtered) state.shown.sort((a, b) => b.findings[0].score - a.findings[0].score);
  $('frames-title').textContent = `${state.shown.length} frames, ` + (filtered ? 'worst finding first' : 'worst first');
  $('frames-title').title = filtered ? '' : 'A frame is as bad as all its findings together.';
  listFrames(state.shown, goTo);
  $('frames').scrollTop = 0;
  goTo(0);
}
