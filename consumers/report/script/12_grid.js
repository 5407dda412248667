// The grid of crops: only the cells in sight exist, so that a hundred thousand findings cost what thirty do. A cell shows
// the label (solid), the suggestion (dashed) and what is around them; of a frame to look over all of it.

const cells = new Map();  // by place in state.rows
const kAround = 2.2;      // sides of a crop, in sides of what it shows

function layout() {
  const width = $('grid').clientWidth - 16, wanted = width < 500 ? 150 : 190;
  const across = Math.max(1, Math.floor(width / wanted));
  return {across, wide: width / across, high: width / across * 0.75 + 70};
}

// Of what a finding speaks about; undefined: of the whole frame.
function boxOfDetail({line, shapes}) {
  const suggested = line.suggested_box, boxes = shapes.filter((shape) => shape && shape.box).map((shape) => shape.box);
  if (suggested) boxes.push([suggested.x_min, suggested.y_min, suggested.x_max, suggested.y_max]);
  if (boxes.length === 0) return undefined;
  return [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(...boxes.map((box) => box[side])));
}

function outline(svg, shape, side, colour) {
  const {line} = pathsOf(shape);
  if (!line) return;
  const group = draw('g', {class: `${side} chosen`}), path = draw('path', {d: line, class: 'line'});
  path.style.stroke = colour;
  group.append(draw('path', {d: line, class: 'casing'}), path);
  svg.append(group);
}

// 4:3, in pixels of the frame.
function cropView(box, width, height) {
  if (!box) return [0, 0, width, height];
  const [x0, y0, x1, y1] = box, wanted = Math.max(kAround * Math.max(x1 - x0, (y1 - y0) * 4 / 3), 24);
  const wide = Math.min(wanted, Math.max(width, height * 4 / 3)), high = wide * 3 / 4;
  const within = (middle, size, most) => size >= most ? (most - size) / 2 : Math.min(Math.max(middle - size / 2, 0), most - size);
  return [within((x0 + x1) / 2, wide, width), within((y0 + y1) / 2, high, height), wide, high];
}

// All labels of a frame.
function outlineAll(svg, frame) {
  for (const label of frame.labels) outline(svg, label, 'label', colourOf(label.class || ''));
  svg.classList.add('whole');
}

function crop(row, detail) {
  const frame = index.frame[row], [labelShape, predictionShape] = detail.shapes, box = boxOfDetail(detail);
  const [width, height] = isQuestion(row) ? extent(frameNow(frame)) :
      [report.frames.width[frame] || (box ? box[2] : 1), report.frames.height[frame] || (box ? box[3] : 1)];
  const svg = draw('svg', {viewBox: cropView(box, width, height).join(' '), 'aria-hidden': true});
  svg.append(draw('rect', {width, height, class: 'ground'}));
  const picture = report.frames.pictures[frame];
  if (picture) {
    const image = draw('image', {href: picture, width, height, preserveAspectRatio: 'none'});
    image.addEventListener('error', () => image.remove());
    svg.append(image);
  }
  if (isQuestion(row)) outlineAll(svg, frameNow(frame));
  if (labelShape) outline(svg, labelShape, 'label', colourOf(report.names.classes[index.labeled[row]]));
  const suggested = detail.line.suggested_box;
  if (suggested) {
    outline(svg, {box: [suggested.x_min, suggested.y_min, suggested.x_max, suggested.y_max]}, 'prediction', kPrediction);
  } else if (predictionShape) {
    outline(svg, predictionShape, 'prediction', kPrediction);
  }
  return svg;
}

function markCell(cell, row) {
  const verdict = verdictOf(row);
  cell.className = verdict ? `cell decided ${verdict.verdict}` : 'cell';
  cell.querySelector('.verdict').textContent = verdict ? decisionWord(row, verdict.verdict) : '';
}

function makeCell(at, row) {
  const cell = make('div', {role: 'option', id: `cell-${at}`, 'aria-selected': at === state.at, 'aria-posinset': at + 1,
                            'aria-setsize': state.rows.length});
  const picture = make('div', {class: 'crop'}), line = make('div', {class: 'row'});
  line.append(make('span', {class: 'kind'}, words(nameOf('kind', row))),
              make('span', {class: index.flagged[row] ? 'flag' : 'quiet'}, isQuestion(row) ? 'look over' : percent(probabilityOf(row))));
  if (askedWords(row)) line.append(make('span', {class: 'quiet'}, askedWords(row)));
  picture.append(make('span', {class: 'verdict'}));
  cell.append(picture, line, make('div', {class: 'name'}, changeOf(row) || frameIdOf(row)),
              make('div', {class: 'name quiet'}, nameOf('annotator', row) || tail(frameIdOf(row), 40)));
  markCell(cell, row);
  cell.addEventListener('click', () => { choose(at); openFinding(); });
  detailOf(row).then((detail) => detail && picture.prepend(crop(row, detail)));
  return cell;
}

function placeCells() {
  const {across, wide, high} = layout(), grid = $('grid'), box = $('cells'), n = state.rows.length;
  box.style.height = `${Math.ceil(n / across) * high}px`;
  const first = Math.max(0, (Math.floor(grid.scrollTop / high) - 1) * across);
  const last = Math.min(n, (Math.ceil((grid.scrollTop + grid.clientHeight) / high) + 1) * across);
  for (const [at, cell] of cells) {
    if (at >= first && at < last) continue;
    cell.remove();
    cells.delete(at);
  }
  for (let at = first; at < last; ++at) {
    let cell = cells.get(at);
    if (!cell) {
      cell = makeCell(at, state.rows[at]);
      cells.set(at, cell);
      box.append(cell);
    }
    Object.assign(cell.style, {width: `${wide - 8}px`, height: `${high - 8}px`,
                               transform: `translate(${(at % across) * wide}px, ${Math.floor(at / across) * high}px)`});
  }
}

function showGrid(toTop) {
  for (const cell of cells.values()) cell.remove();
  cells.clear();
  $('grid').querySelector('.none')?.remove();
  if (state.rows.length === 0) $('grid').append(make('p', {class: 'none'}, rowCount ? 'No finding is like that.' : 'Nothing was found.'));
  if (toTop) $('grid').scrollTop = 0;
  placeCells();
  markChosen();
}

function markChosen() {
  const {across, high} = layout(), grid = $('grid'), top = Math.floor(state.at / across) * high;
  if (top < grid.scrollTop) grid.scrollTop = top;
  if (top + high > grid.scrollTop + grid.clientHeight) grid.scrollTop = top + high - grid.clientHeight;
  placeCells();
  for (const [at, cell] of cells) cell.setAttribute('aria-selected', at === state.at);
  if (cells.has(state.at)) grid.setAttribute('aria-activedescendant', `cell-${state.at}`); else grid.removeAttribute('aria-activedescendant');
}

function choose(at) {
  state.at = Math.min(Math.max(at, 0), Math.max(state.rows.length - 1, 0));
  markChosen();
}
