// The time view, which is drawn already: its buttons, and a click on a drawing, show the findings of a series.

const ofDimension = {
  class: (row, value) => classOfRow(row) === value,
  annotator: (row, value) => nameOf('annotator', row) === value,
  source: (row, value) => sourceOf(row) === value,
  model: (row, value) => nameOf('model', row) === value || nameOf('model', row).startsWith(value + '@'),
};
const ofPairing = ['unmatched_label', 'other_class', 'unmatched_prediction'];  // no kinds of findings

// Whether a finding belongs to the series that was chosen, and its frame to the time.
function inSeries(row) {
  const {dimension, value, kind, from, to} = state.series, at = report.frames.labeled_at[index.frame[row]];
  return (ofPairing.includes(kind) || nameOf('kind', row) === kind) &&
      (!Object.hasOwn(ofDimension, dimension) || ofDimension[dimension](row, value)) &&
      (from === undefined || at >= from) && (to === undefined || at < to);
}

function setSeries(series) {
  state.series = series;
  $('series').hidden = !series;
  $('series').textContent = series ? `${short(series.words, 60)} ×` : '';
  $('series').setAttribute('aria-label', series ? `only ${series.words}; show all findings again` : '');
}

function startRates() {
  const alarms = document.querySelectorAll('#rates .alarmed').length;
  if (alarms > 0) $('show-rates').append(make('span', {class: 'flag'}, ` ${alarms === 1 ? '1 alarm' : alarms + ' alarms'}`));
  $('show-rates').hidden = !$('rates').firstElementChild;
  for (const article of document.querySelectorAll('#rates article')) {
    const {dimension, value, kind} = article.dataset, title = article.querySelector('h3').textContent;
    const show = (button) => {
      const {from, to} = button.dataset;
      setSeries({dimension, value, kind, from: from && Number(from), to: to && Number(to),
                 words: from === undefined ? title : `${title}, ${button.textContent}`});
      state.open = false;
      hidePanels();
      filter();
      $('grid').focus();
    };
    const buttons = article.querySelectorAll('button');
    for (const button of buttons) button.addEventListener('click', () => show(button));
    article.querySelector('svg').addEventListener('click', () => show(buttons[buttons.length - 1]));
  }
  $('series').addEventListener('click', () => { setSeries(undefined); filter(); });
}
