// The objects of a frame as people read them: a label with the predictions that it is paired with, or a prediction
// alone. `aside`: the right-hand side of its line; `alone`: nobody agrees with it.

const objectsByFrame = new WeakMap();

// Of a label and one model: `match` is [prediction, IoU], [] where it is alone, null where it was not compared.
function withModel(frame, label, match) {
  if (match === null) return 'not compared';
  if (match.length === 0) return 'no prediction';
  const prediction = frame.predictions[match[0]];
  const other = prediction && prediction.class !== label.class ? `≠ ${prediction.class} ` : 'IoU ';
  return other + match[1].toFixed(2);
}

function objectOfLabel(frame, label, index) {
  const matches = label.matches || [];
  const paired = matches.filter((match) => match && match.length > 0);
  const predictions = paired.map((match) => match[0]).filter((j) => j >= 0);
  const compared = matches.some((match) => match !== null);
  const differs = predictions.some((j) => frame.predictions[j].class !== label.class);
  const asides = matches.map((match) => withModel(frame, label, match));
  const alike = asides.every((aside) => aside === asides[0]);
  const aside = alike ? asides[0] || '' : asides.map((text, m) => `${short(frame.models[m], 12)} ${text}`).join(', ');
  return {
    label: index, predictions, class: label.class || '', alone: compared && paired.length === 0, differs,
    who: [label.annotator, label.track && `track ${label.track}`].filter(Boolean).join(', '),
    aside: label.region || aside, fit: Math.min(1, ...paired.map((match) => match[1])),
  };
}

function objectOfPrediction(prediction, index) {
  const explained = prediction.lone === 'explained';
  return {
    predictions: [index], class: prediction.class || '', alone: !explained, differs: false,
    who: `${prediction.model} ${prediction.score.toFixed(2)}`, aside: explained ? 'explained' : 'no label', fit: 1,
  };
}

// Where people and models differ comes first, then what fits least.
function objectsOf(frame) {
  if (objectsByFrame.has(frame)) return objectsByFrame.get(frame);
  const objects = frame.labels.map((label, index) => objectOfLabel(frame, label, index));
  frame.predictions.forEach((prediction, index) => {
    if (prediction.lone) objects.push(objectOfPrediction(prediction, index));
  });
  const rank = (object) => object.alone || object.differs ? 0 : 1;
  objects.sort((a, b) => rank(a) - rank(b) || a.fit - b.fit);
  objectsByFrame.set(frame, objects);
  return objects;
}

function sentenceOf(frame, object) {
  const partners = object.predictions.map((j) => frame.predictions[j]);
  if (object.label === undefined) {
    const why = object.alone ? 'no label is paired with it' : 'a region explains it, or nobody had to label its class';
    return `${partners[0].model} sees ${object.class} ${partners[0].score.toFixed(2)}: ${why}`;
  }
  const who = object.who ? ` (${object.who})` : '';
  if (object.alone) return `label ${object.class}${who}: no prediction is paired with it`;
  if (partners.length === 0) return `label ${object.class}${who}: ${object.aside || 'no model was asked'}`;
  const pairs = partners.map((p) => {
    const match = frame.labels[object.label].matches.find((m) => m && frame.predictions[m[0]] === p);
    return `${p.model} ${p.class} ${p.score.toFixed(2)}, IoU ${match[1].toFixed(2)}`;
  });
  return `label ${object.class}${who}: paired with ${pairs.join(' and ')}`;
}
