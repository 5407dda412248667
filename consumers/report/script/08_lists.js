// The lists of a frame: its findings, its labels and predictions. Each is a listbox with one chosen item.

function listItem(list, number, choose) {
  const item = make('li', {role: 'option', id: `${list.id}-${number}`, 'aria-selected': false});
  item.addEventListener('click', choose);
  list.append(item);
  return item;
}

function nothing(list, text) {
  list.append(make('li', {class: 'none', role: 'option', 'aria-disabled': true, 'aria-selected': false}, text));
}

// Marks the chosen item, -1 none, and scrolls the list alone to it, never the page.
function mark(list, number) {
  list.querySelector('[aria-selected="true"]')?.setAttribute('aria-selected', false);
  list.removeAttribute('aria-activedescendant');
  const chosen = document.getElementById(`${list.id}-${number}`);
  if (!chosen) return;
  chosen.setAttribute('aria-selected', true);
  list.setAttribute('aria-activedescendant', chosen.id);
  const item = chosen.getBoundingClientRect(), box = list.getBoundingClientRect();
  if (item.top < box.top) list.scrollTop -= box.top - item.top;
  if (item.bottom > box.bottom) list.scrollTop += item.bottom - box.bottom;
}

function listFindings(rows, chosen, choose) {
  const list = $('findings');
  list.replaceChildren();
  rows.forEach((row, number) => {
    const item = listItem(list, number, () => choose(row)), line = make('div', {class: 'row'});
    const verdict = verdictOf(row), p = probabilityOf(row);
    line.append(make('span', {class: 'kind'}, words(nameOf('kind', row))),
                make('span', {class: index.flagged[row] ? 'flag' : 'quiet'}, verdict ? decisionWord(row, verdict.verdict) : isQuestion(row) ? '' : percent(p)));
    item.append(line, make('span', {class: 'quiet'}, changeOf(row)));
  });
  mark(list, rows.indexOf(chosen));
}

function listObjects(frame, choose, hover) {
  const list = $('objects');
  list.replaceChildren();
  const objects = objectsOf(frame);
  objects.forEach((object, number) => {
    const item = listItem(list, number, () => choose(number)), row = make('div', {class: 'row'});
    const name = make('span');
    name.append(swatch(object.label === undefined ? undefined : object.class), object.class, ' ',
                make('span', {class: 'quiet'}, object.who));
    row.append(name, make('span', {class: object.alone || object.differs ? 'kind' : 'quiet'}, object.aside));
    item.append(row);
    item.addEventListener('pointerenter', () => hover(object));
    item.addEventListener('pointerleave', () => hover(undefined));
  });
  if (objects.length === 0) nothing(list, 'Neither labels nor predictions.');
  list.scrollTop = 0;
}
