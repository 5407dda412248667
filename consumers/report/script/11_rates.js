// The time view, which is drawn already, in the page of a report; a server draws it whenever it is opened. Its buttons,
// and a click on a drawing, show the findings of a series.

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
      (!at || ((from === undefined || at >= from) && (to === undefined || at < to)));  // what says no time is left in
}

function setSeries(series) {
  state.series = series;
  $('series').hidden = !series;
  $('series').textContent = series ? `${short(series.words, 60)} ×` : '';
  $('series').setAttribute('aria-label', series ? `only ${series.words}; show all findings again` : '');
}

function countAlarms(alarms) {
  $('show-rates').querySelector('.flag')?.remove();
  if (alarms > 0) $('show-rates').append(make('span', {class: 'flag'}, ` ${alarms === 1 ? '1 alarm' : alarms + ' alarms'}`));
}

function connectRates() {
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
}

// What was drawn before stays until the new drawings are there. The server has escaped all texts, and nothing runs in a
// document that is only parsed.
async function readRates() {
  try {
    const answer = await fetch('rates.html'), text = await answer.text();
    if (!answer.ok) throw new Error(text.trim());
    $('rates').replaceChildren(...new DOMParser().parseFromString(text, 'text/html').body.childNodes);
    countAlarms($('rates').querySelectorAll('.alarmed').length);
    connectRates();
  } catch (error) {
    $('rates').replaceChildren(make('h2', {}, 'Rates over time'),
                               make('p', {}, `They cannot be shown: ${error.message} Open this view again later.`));
  }
}

function startRates() {
  countAlarms(report.live ? report.rates?.alarmed : $('rates').querySelectorAll('.alarmed').length);
  $('show-rates').hidden = report.live ? !report.rates : !$('rates').firstElementChild;
  connectRates();
  $('series').addEventListener('click', () => { setSeries(undefined); filter(); });
}
