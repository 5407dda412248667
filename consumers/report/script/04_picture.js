// The picture of a frame with its labels in the colour of their class and predictions in purple, as outlines: nothing is
// drawn over an object.

const kPrediction = '#c06bff';

// In pixels of the frame; without a size, what all shapes span.
function extent(frame) {
  let {width, height} = frame;
  if (!width || !height) {
    for (const shape of [...frame.labels, ...frame.predictions]) {
      if (!shape.box) continue;
      width = Math.max(width, shape.box[2]);
      height = Math.max(height, shape.box[3]);
    }
  }
  return [Math.max(width, 1), Math.max(height, 1)];
}

// The part of the frame that is shown, {x, y, width, height, grain: pixels of the frame per pixel of the screen}: all of
// it, or where these boxes are, with as much again around them, or what a person chose to see.
function viewOf(frame, boxes, wish) {
  const [width, height] = extent(frame), screen = $('picture').getBoundingClientRect();
  const view = {x: 0, y: 0, width, height};
  if (wish) {
    Object.assign(view, wish);
  } else if (boxes.length > 0) {
    const ends = [0, 1].map((side) => [Math.min(...boxes.map((b) => b[side])), Math.max(...boxes.map((b) => b[side + 2]))]);
    const wanted = Math.max(3 * Math.max((ends[0][1] - ends[0][0]) / width, (ends[1][1] - ends[1][0]) / height), 0.05);
    const part = Math.min(wanted, 1);
    Object.assign(view, {width: part * width, height: part * height});
    view.x = Math.min(Math.max((ends[0][0] + ends[0][1] - view.width) / 2, 0), width - view.width);
    view.y = Math.min(Math.max((ends[1][0] + ends[1][1] - view.height) / 2, 0), height - view.height);
  }
  view.grain = Math.max(view.width / Math.max(screen.width, 1), view.height / Math.max(screen.height, 1));
  return view;
}

function shapeGroup(shape, side, colour) {
  const group = draw('g', {class: side + (shape.region ? ' region' : '')});
  const {line} = pathsOf(shape);
  if (!line) return group;
  const path = draw('path', {d: line, class: 'line'});
  path.style.stroke = colour;
  group.append(draw('path', {d: line, class: 'casing'}), path);
  return group;
}

// The same element while the frame is the same, so that it does not flash where only what stands out changes.
let photographed = {frame: undefined, element: undefined};

function photograph(frame, width, height) {
  if (photographed.frame === frame) return photographed.element;
  const element = draw('image', {href: frame.picture, width, height, preserveAspectRatio: 'none', decoding: 'sync'});
  element.addEventListener('error', () => element.setAttribute('visibility', 'hidden'));
  photographed = {frame, element};
  return element;
}

// The svg; groups of labels and predictions by index, for `emphasise`. `boxes`: what to look at, none: the whole frame.
// `off`: layers that are not shown (14_layers.js).
function drawFrame(frame, off, boxes, wish) {
  const [width, height] = extent(frame), view = viewOf(frame, boxes, wish);
  const svg = draw('svg', {viewBox: `${view.x} ${view.y} ${view.width} ${view.height}`, role: 'img', 'aria-label': `picture of ${frame.id}`});
  svg.append(draw('rect', {width, height, class: 'ground'}));
  if (frame.picture) svg.append(photograph(frame, width, height));
  const drawn = {svg, labels: new Map(), predictions: new Map(), frame, view};
  if (!off.has('')) {
    frame.labels.forEach((label, i) => {
      const group = shapeGroup(label, 'label', colourOf(label.class || ''));
      drawn.labels.set(i, group);
      svg.append(group);
    });
  }
  frame.predictions.forEach((prediction, j) => {
    if (off.has(prediction.model || '')) return;
    const group = shapeGroup(prediction, 'prediction', kPrediction);
    drawn.predictions.set(j, group);
    svg.append(group);
  });
  drawn.tags = draw('g');
  svg.append(drawn.tags);
  return drawn;
}
