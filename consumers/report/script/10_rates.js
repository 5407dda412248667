// The time view, which is drawn already: its buttons, and a click on a drawing, show the frames of a series.

const ofDimension = {
  class: (frame, finding, value) => finding.class === value,
  annotator: (frame, finding, value) => finding.annotator === value,
  source: (frame, finding, value) => frame.source === value,
  model: (frame, finding, value) => finding.model === value || value.startsWith(finding.model + '@'),
};
const ofPairing = ['unmatched_label', 'other_class', 'unmatched_prediction'];  // no kinds of findings

// Whether a finding belongs to the series that was chosen, and its frame to the time.
function inSeries(frame, finding) {
  const {dimension, value, kind, from, to} = state.series;
  return (ofPairing.includes(kind) || finding.kind === kind) &&
      (!ofDimension[dimension] || ofDimension[dimension](frame, finding, value)) &&
      frame.labeled_at >= from && frame.labeled_at < to;
}

function chooseSeries(series) {
  state.series = series;
  $('series').hidden = !series;
  $('series').textContent = series ? `${short(series.words, 60)} ×` : '';
  $('series').setAttribute('aria-label', series ? `only ${series.words}; show all frames again` : '');
  filter();
}

function startRates() {
  const alarms = document.querySelectorAll('#rates .alarmed').length;
  if (alarms > 0) $('show-rates').append(make('span', {class: 'flag'}, ` ${alarms === 1 ? '1 alarm' : alarms + ' alarms'}`));
  $('show-rates').hidden = !$('rates').firstElementChild;
  for (const article of document.querySelectorAll('#rates article')) {
    const {dimension, value, kind} = article.dataset, title = article.querySelector('h3').textContent;
    const show = (button) => {
      const {from, to} = button.dataset;
      chooseSeries({dimension, value, kind, from: Number(from ?? -Infinity), to: Number(to ?? Infinity),
                    words: from === undefined ? title : `${title}, ${button.textContent}`});
      toggle('rates');
      $('frames').focus();
    };
    const buttons = article.querySelectorAll('button');
    for (const button of buttons) button.addEventListener('click', () => show(button));
    article.querySelector('svg').addEventListener('click', () => show(buttons[buttons.length - 1]));
  }
  $('series').addEventListener('click', () => chooseSeries(undefined));
}
