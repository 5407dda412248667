// The wheel, two fingers and dragging: state.view is the part of the frame that a person chose to see.

const pointers = new Map();  // on the picture, by id: [x, y]

function zoomAbout(x, y, factor) {
  const {view} = drawn, box = drawn.svg.getBoundingClientRect(), [width, height] = extent(drawn.frame);
  const part = Math.min(Math.max(view.width * factor, 8), 2 * width) / view.width;
  const px = view.x + view.width / 2 + (x - box.left - box.width / 2) * view.grain;
  const py = view.y + view.height / 2 + (y - box.top - box.height / 2) * view.grain;
  moveTo({x: px - (px - view.x) * part, y: py - (py - view.y) * part, width: view.width * part, height: view.height * part}, width, height);
}

function moveTo(view, width, height) {
  view.x = Math.min(Math.max(view.x, -view.width / 2), width - view.width / 2);
  view.y = Math.min(Math.max(view.y, -view.height / 2), height - view.height / 2);
  state.view = view;
  showAgain();
}

function panBy(dx, dy) {
  const {view} = drawn, [width, height] = extent(drawn.frame);
  moveTo({...view, x: view.x - dx * view.grain, y: view.y - dy * view.grain}, width, height);
}

function startZoom() {
  const picture = $('picture'), spread = () => {
    const [a, b] = [...pointers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  };
  picture.addEventListener('wheel', (event) => {
    if (!drawn) return;
    event.preventDefault();
    zoomAbout(event.clientX, event.clientY, Math.exp(event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
  }, {passive: false});
  picture.addEventListener('pointerdown', (event) => pointers.set(event.pointerId, [event.clientX, event.clientY]));
  picture.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!drawn) return;
    if (!before) return hover(objectAt(drawn, event.clientX, event.clientY));
    const apart = pointers.size === 2 ? spread() : 0;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()];
      zoomAbout((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, apart / Math.max(spread(), 1));
    } else if (Math.hypot(event.clientX - before[0], event.clientY - before[1]) > 0) {
      panBy(event.clientX - before[0], event.clientY - before[1]);
    }
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
    picture.addEventListener(end, (event) => {
      pointers.delete(event.pointerId);
      if (end === 'pointerleave' && drawn) hover(undefined);
    });
  }
}
