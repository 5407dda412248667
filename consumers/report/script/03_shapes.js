// Outlines of shapes as SVG paths: what is filled, and the line around it.

const pathsByShape = new WeakMap();

// The runs go down the columns, background first (COCO): [begin, end) rows of each column, by column.
function columnsOf(mask) {
  const columns = new Map();
  let at = 0, inside = false;
  for (const count of mask.counts) {
    for (let begin = at, end = at + count; inside && begin < end;) {
      const x = Math.floor(begin / mask.height), y = begin % mask.height;
      const length = Math.min(end - begin, mask.height - y);
      if (!columns.has(x)) columns.set(x, []);
      columns.get(x).push(y, y + length);
      begin += length;
    }
    at += count;
    inside = !inside;
  }
  return columns;
}

// Rows in one of two columns but not in both, as begin, end, begin, end, ...: ends that both have cancel out.
function differing(a, b) {
  const ends = [...a, ...b].sort((x, y) => x - y), left = [];
  for (const end of ends) {
    if (left[left.length - 1] === end) left.pop(); else left.push(end);
  }
  return left;
}

function maskPaths(mask) {
  const columns = columnsOf(mask);
  let area = '', line = '';
  for (const [x, ends] of columns) {
    for (let i = 0; i < ends.length; i += 2) {
      area += `M${x} ${ends[i]}h1V${ends[i + 1]}h-1z`;
      line += `M${x} ${ends[i]}h1M${x} ${ends[i + 1]}h1`;
    }
    const left = differing(columns.get(x - 1) || [], ends);
    for (let i = 0; i < left.length; i += 2) line += `M${x} ${left[i]}V${left[i + 1]}`;
    if (columns.has(x + 1)) continue;
    for (let i = 0; i < ends.length; i += 2) line += `M${x + 1} ${ends[i]}V${ends[i + 1]}`;
  }
  return {area, line};
}

function pathsOf(shape) {
  if (pathsByShape.has(shape)) return pathsByShape.get(shape);
  let area = '', line = '';
  if (shape.mask) {
    ({area, line} = maskPaths(shape.mask));
  } else if (shape.rings) {
    for (const ring of shape.rings) {
      for (let i = 0; i + 1 < ring.length; i += 2) area += `${i ? 'L' : 'M'}${ring[i]} ${ring[i + 1]}`;
      area += 'Z';
    }
    line = area;
  } else if (shape.box) {
    const [x0, y0, x1, y1] = shape.box;
    area = line = `M${x0} ${y0}H${x1}V${y1}H${x0}Z`;
  }
  pathsByShape.set(shape, {area, line});
  return {area, line};
}
