// The three lists: frames, findings of a frame, its labels and predictions. Each is a listbox with one chosen item.

function listItem(list, index, choose) {
  const item = make('li', {role: 'option', id: `${list.id}-${index}`, 'aria-selected': false});
  item.addEventListener('click', choose);
  list.append(item);
  return item;
}

function nothing(list, text) {
  list.append(make('li', {class: 'none', role: 'option', 'aria-disabled': true}, text));
}

// Marks the chosen item, -1 none, and scrolls the list alone to it, never the page.
function mark(list, index) {
  list.querySelector('[aria-selected="true"]')?.setAttribute('aria-selected', false);
  list.removeAttribute('aria-activedescendant');
  const chosen = document.getElementById(`${list.id}-${index}`);
  if (!chosen) return;
  chosen.setAttribute('aria-selected', true);
  list.setAttribute('aria-activedescendant', chosen.id);
  const item = chosen.getBoundingClientRect(), box = list.getBoundingClientRect();
  if (item.top < box.top) list.scrollTop -= box.top - item.top;
  if (item.bottom > box.bottom) list.scrollTop += item.bottom - box.bottom;
}

function listFrames(shown, choose) {
  const list = $('frames');
  list.replaceChildren();
  shown.forEach(({frame, findings}, index) => {
    const item = listItem(list, index, () => choose(index));
    item.append(make('span', {class: 'name', title: frame.id}, `${index + 1}. ${tail(frame.id, 20)}`));
    const flagged = findings.filter((finding) => finding.flagged).length, more = flagged - (findings[0].flagged ? 1 : 0);
    const line = make('span', {class: 'quiet'});
    line.append(make('span', {class: findings[0].flagged ? 'flag' : ''}, about(findings[0])),
                ` ${words(findings[0].kind)}` + (more > 0 ? `, ${more} more flagged` : ''));
    item.append(line);
  });
  if (shown.length === 0) nothing(list, 'No frame has such a finding.');
}

// What is labeled and what is suggested instead, and by whom it was labeled.
function subjectOf(finding) {
  const {labeled, suggested} = finding;
  const change = suggested && suggested !== labeled ? `${labeled || 'no label'} → ${suggested}` : labeled || '';
  return [change, finding.annotator].filter(Boolean).join(' · ');
}

function listFindings(findings, choose) {
  const list = $('findings');
  list.replaceChildren();
  findings.forEach((finding, index) => {
    const item = listItem(list, index, () => choose(index)), row = make('div', {class: 'row'});
    row.append(make('span', {class: 'kind'}, words(finding.kind)),
               make('span', {class: finding.flagged ? 'flag' : 'quiet', title: ofSuch(finding)},
                    about(finding) + (finding.flagged ? ' flagged' : '')));
    item.append(row, make('span', {class: 'quiet'}, subjectOf(finding)), make('p', {}, finding.evidence));
  });
  list.scrollTop = 0;
}

function listObjects(frame, choose, hover) {
  const list = $('objects');
  list.replaceChildren();
  const objects = objectsOf(frame);
  objects.forEach((object, index) => {
    const item = listItem(list, index, () => choose(index)), row = make('div', {class: 'row'});
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
