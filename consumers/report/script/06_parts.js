// What is read when it is looked at: findings with their sentences and shapes, and frames, so many in one file; of a
// server each frame with its findings, by its key. The index (data.js) has of each finding what filters need; a row is
// its place there, worst first.

const index = report.index, rowCount = index.kind.length;
const arrived = new Map(), asked = new Map();

window.REPORT_PART = (name, number, values) => arrived.set(`${name}-${number}`, values);

function part(name, number) {
  const key = `${name}-${number}`;
  if (!asked.has(key)) {
    asked.set(key, new Promise((resolve) => {
      const script = make('script', {src: `data/${name}-${report.live ? number : String(number).padStart(5, '0')}.js`});
      const done = () => {
        script.remove();
        resolve(arrived.get(key));
      };
      script.addEventListener('load', done);
      script.addEventListener('error', () => {
        asked.delete(key);
        tell(report.live ? 'This frame is no longer kept: load the page again.' : `${script.src.split('/').pop()} of this report is not there`);
        done();
      });
      document.head.append(script);
    }));
  }
  return asked.get(key);
}

const {per} = report, keyOfFrame = (frame) => report.frames.keys[frame];
const inFiles = {
  findingsPart: (row) => ['findings', Math.floor(row / per.findings)], framePart: (frame) => ['frames', Math.floor(frame / per.frames)],
  finding: (values, row) => values[row % per.findings], frame: (values, frame) => values[frame % per.frames],
};
const onServer = {
  findingsPart: (row) => ['frame', keyOfFrame(index.frame[row])], framePart: (frame) => ['frame', keyOfFrame(frame)],
  finding: (values, row) => values.findings[index.place[row]], frame: (values) => values.frame,
};
const home = report.live ? onServer : inFiles;
const arrivedOf = (name) => arrived.get(name.join('-'));

// {line, label, prediction, shapes}; `line` has the fields of a line of findings. Undefined: not read yet.
const detailNow = (row) => arrivedOf(home.findingsPart(row)) && home.finding(arrivedOf(home.findingsPart(row)), row);
const detailOf = (row) => part(...home.findingsPart(row)).then(() => detailNow(row));
const frameNow = (frame) => arrivedOf(home.framePart(frame)) && home.frame(arrivedOf(home.framePart(frame)), frame);
const frameOf = (frame) => part(...home.framePart(frame)).then(() => frameNow(frame));

const rowsOfFrame = (frame) => {
  const rows = [];
  for (let row = index.frame.indexOf(frame); row >= 0; row = index.frame.indexOf(frame, row + 1)) rows.push(row);
  return rows;
};

// The finding and those that are decided with it where a person says so: of the same object of its frame, and of the
// same kind in the other frames of its track.
function rowsTogether(row) {
  const object = index.object[row], track = index.track[row], rows = [row];
  if (!object && !track) return rows;
  for (let other = 0; other < rowCount; ++other) {
    if (other === row) continue;
    const sameObject = object && index.object[other] === object && index.frame[other] === index.frame[row];
    if (sameObject || (track && index.track[other] === track && index.kind[other] === index.kind[row])) rows.push(other);
  }
  return rows;
}

// Ids stand one after the other in one text, which is read many times as fast as a list.
const kIdDigits = 12;
const idOf = (row) => index.ids.slice(kIdDigits * row, kIdDigits * (row + 1));
function rowOf(id) {
  for (let row = 0; id.length === kIdDigits && row < rowCount; ++row) {
    if (index.ids.startsWith(id, kIdDigits * row)) return row;
  }
  return -1;
}

// What a finding has of each filter, as a number into the list of names.
const numberBy = {
  kind: (row) => index.kind[row], class: (row) => index.labeled[row] || index.suggested[row],
  annotator: (row) => index.annotator[row], source: (row) => report.frames.source[index.frame[row]],
  model: (row) => index.model[row],
};
const namesBy = {kind: 'kinds', class: 'classes', annotator: 'annotators', source: 'sources', model: 'models'};
const nameOf = (column, row) => report.names[namesBy[column]][numberBy[column](row)];
// Whether a row is no finding, but the question whether anything is wrong with its frame.
const questionKind = report.names.kinds.indexOf('audit');
const isQuestion = (row) => questionKind > 0 && index.kind[row] === questionKind;
// Of whom it is asked: whoever comes, another reviewer than the first one, an expert.
const isSecondLook = (row) => index.asked?.[row] === 1, isForExperts = (row) => index.asked?.[row] === 2;
const askedWords = (row) => isForExperts(row) ? 'expert' : isSecondLook(row) ? 'second look' : '';
const classOfRow = (row) => nameOf('class', row), sourceOf = (row) => nameOf('source', row);
const frameIdOf = (row) => report.frames.ids[index.frame[row]];
const probabilityOf = (row) => index.probability[row] / 1000;

// What is labeled, and what is suggested instead.
function changeOf(row) {
  const labeled = report.names.classes[index.labeled[row]], suggested = report.names.classes[index.suggested[row]];
  return suggested && suggested !== labeled ? `${labeled || 'no label'} → ${suggested}` : labeled;
}

// A line for a person who does not look at the page's middle.
function tell(text) {
  $('told').textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { $('told').textContent = ''; }, 4000);
}
