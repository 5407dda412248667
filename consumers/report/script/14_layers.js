// What is drawn: labels, the predictions of each model, and from which confidence on.

// Names of what can be switched off: '' for the labels, else models.
const layersOf = (frame) => ['', ...new Set((frame?.predictions || []).map((prediction) => prediction.model || ''))];

// Off where any of them is on, else on.
function switchLayers(layers) {
  const off = layers.some((layer) => !state.off.has(layer));
  for (const layer of layers) {
    if (off) state.off.add(layer); else state.off.delete(layer);
  }
  showLayers();
  showAgain();
}

function showLayers() {
  const buttons = layersOf(state.frame).map((layer) => {
    const button = make('button', {type: 'button', 'aria-pressed': !state.off.has(layer)}, layer ? short(layer, 16) : 'Labels');
    if (layer) button.prepend(swatch());
    button.addEventListener('click', () => switchLayers([layer]));
    return button;
  });
  $('layers').replaceChildren(...buttons);
  $('confidence-label').hidden = $('confidence').hidden = !state.frame?.predictions.length;
}

function startLayers() {
  const slider = $('confidence');
  fill(slider, {min: report.speaks, max: 0.99, step: 0.01, value: report.speaks});
  const say = () => {
    state.confidence = Number(slider.value);
    $('confidence-value').textContent = state.confidence.toFixed(2);
  };
  slider.addEventListener('input', () => { say(); showAgain(); });
  say();
}
