// What stands out in a drawn frame: the object that is looked at, with its partner and their names. And which object lies
// under the pointer.

const kTagSize = 13;
const ruler = document.createElement('canvas').getContext('2d');
ruler.font = `600 ${kTagSize}px system-ui, "DejaVu Sans", sans-serif`;

// Above the shape, or below it for predictions; as far as the shape is in view. `taken`: rectangles of
// other tags; undefined where it would lie on one of them.
function tag(shape, text, colour, view, below, taken) {
  const [x0, y0, x1, y1] = shape.box, {grain} = view;
  if (x1 < view.x || x0 > view.x + view.width || y1 < view.y || y0 > view.y + view.height) return undefined;
  const size = kTagSize * grain, wide = (ruler.measureText(text).width + 10) * grain, high = 1.45 * size;
  const x = Math.min(Math.max(x0, view.x), Math.max(view.x + view.width - wide, view.x));
  const wanted = below ? y1 + 3 * grain : y0 - high - 3 * grain;
  const y = Math.min(Math.max(wanted, view.y), Math.max(view.y + view.height - high, view.y));
  if (taken.some((t) => x < t.x + t.wide && t.x < x + wide && y < t.y + t.high && t.y < y + high)) return undefined;
  taken.push({x, y, wide, high});
  const group = draw('g', {class: 'tag'}), bar = draw('rect', {x, y, width: 3 * grain, height: high, class: 'bar'});
  bar.style.fill = colour;
  group.append(draw('rect', {x, y, width: wide, height: high}), bar,
               draw('text', {x: x + 6 * grain, y: y + 1.05 * size, 'font-size': size}, text));
  return group;
}

// `chosen`: {label, twin, predictions, ghost: a box that a finding suggests}. All else is a dim outline. Where `all` labels
// are looked at none stands out, and each has its name as far as there is room.
function emphasise(drawn, chosen) {
  const {frame, view} = drawn, taken = [], tags = [];
  const isLabel = (i) => i === chosen.label || i === chosen.twin, isPrediction = (j) => chosen.predictions.includes(j);
  const addTag = (shape, text, colour, below) => {
    const added = shape.box && tag(shape, short(text), colour, view, below, taken);
    if (added) tags.push(added);
  };
  const stress = (group, stressed) => {
    group.classList.toggle('chosen', stressed);
    if (stressed) drawn.svg.insertBefore(group, drawn.tags);
  };
  for (const [i, group] of drawn.labels) stress(group, isLabel(i));
  for (const [j, group] of drawn.predictions) {
    stress(group, isPrediction(j));
    // Weak ones are seen only where they are looked at.
    group.style.display = isPrediction(j) || frame.predictions[j].score >= state.confidence ? '' : 'none';
  }
  if (chosen.ghost) {
    const ghost = shapeGroup({box: chosen.ghost.box}, 'prediction', kPrediction);
    ghost.classList.add('chosen', 'ghost');
    tags.push(ghost);
    addTag({box: chosen.ghost.box}, chosen.ghost.text, kPrediction, true);
  }
  for (const [i] of drawn.labels) {
    if (isLabel(i) || chosen.all) addTag(frame.labels[i], frame.labels[i].class || 'label', colourOf(frame.labels[i].class || ''), false);
  }
  for (const [j] of drawn.predictions) {
    const prediction = frame.predictions[j];
    if (isPrediction(j)) addTag(prediction, `${prediction.class || ''} ${prediction.score.toFixed(2)}`, kPrediction, true);
  }
  drawn.tags.replaceChildren(...tags);
}

// The smallest object under a place of the screen; undefined: none.
function objectAt(drawn, x, y) {
  const box = drawn.svg.getBoundingClientRect(), {view} = drawn;
  const px = view.x + view.width / 2 + (x - box.left - box.width / 2) * view.grain;
  const py = view.y + view.height / 2 + (y - box.top - box.height / 2) * view.grain;
  let best, least = Infinity;
  const look = (object, shape) => {
    if (!shape.box) return;
    const [x0, y0, x1, y1] = shape.box, area = (x1 - x0) * (y1 - y0);
    if (px < x0 || px > x1 || py < y0 || py > y1 || area >= least) return;
    best = object;
    least = area;
  };
  for (const object of objectsOf(drawn.frame)) {
    if (object.label !== undefined && drawn.labels.size) look(object, drawn.frame.labels[object.label]);
    if (drawn.predictions.size) object.predictions.forEach((j) => look(object, drawn.frame.predictions[j]));
  }
  return best;
}
