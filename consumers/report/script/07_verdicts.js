// What the reviewer decides: kept in the browser as it is decided, one entry per finding, and saved as a file for
// `labelwatch replay --verdicts`. A verdict is the finding's line with the decision, the note and the time; where a frame
// was to be looked over, the request's.

const stored = `labelwatch verdict ${location.pathname} `, storedReviewer = 'labelwatch reviewer';
const verdicts = new Map();  // by idOf the finding, also those of findings that are no longer here
const verdictsHere = new Map();  // by row
const undone = [];           // of each decision, the last one last: [row, verdict before or undefined], of each row
const decisions = {accepted: 'real error', rejected: 'fine', undecided: 'unsure'};
const decisionsOfFrame = {accepted: 'something wrong', rejected: 'all fine', undecided: 'unsure'};
const decisionWord = (row, decision) => (isQuestion(row) ? decisionsOfFrame : decisions)[decision];

// The browser may keep nothing (private windows, a full disk): what was decided then lives as long as the page.
function keep(id, verdict) {
  try {
    if (verdict) localStorage.setItem(stored + id, JSON.stringify(verdict)); else localStorage.removeItem(stored + id);
  } catch {
    tell('This browser keeps no more verdicts: save them as a file before you leave.');
  }
}

function readVerdicts() {
  try {
    for (let i = 0; i < localStorage.length; ++i) {
      const key = localStorage.key(i);
      if (!key.startsWith(stored)) continue;
      const verdict = JSON.parse(localStorage.getItem(key));
      if (verdict && typeof verdict.frame_id === 'string' && Object.hasOwn(decisions, verdict.verdict)) verdicts.set(key.slice(stored.length), verdict);
    }
    if (report.saves) sendLater();
    for (let row = 0; verdicts.size > 0 && row < rowCount; ++row) {
      const verdict = verdicts.get(idOf(row));
      if (verdict) verdictsHere.set(row, verdict);
    }
    $('reviewer').value = localStorage.getItem(storedReviewer) || '';
  } catch {
    // Nothing is kept here.
  }
}

const verdictOf = (row) => verdictsHere.get(row);

function setVerdict(row, verdict) {
  const id = idOf(row);
  for (const [map, key] of [[verdicts, id], [verdictsHere, row]]) {
    if (verdict) map.set(key, verdict); else map.delete(key);
  }
  if (report.saves) send(row, verdict); else keep(id, verdict);
  countVerdicts();
}

// `open`: nobody has decided anything, there is a note only or what was decided is taken back.
function verdictFor(row, decision, note, open) {
  const {line} = detailNow(row), {evidence, calibration_version, rough, flagged, ...asked} = line;
  const verdict = {...asked, verdict: decision, decided_at_unix_ms: Date.now()};
  if (note) verdict.note = note;
  if (open) verdict.still_open = true;
  if ($('reviewer').value) verdict.reviewer = $('reviewer').value;
  return verdict;
}

// What has not been read yet nobody has seen: it stays open.
function decideRows(rows, decision) {
  const seen = rows.filter(detailNow);
  undone.push(seen.map((row) => [row, verdictOf(row)]));
  for (const row of seen) setVerdict(row, verdictFor(row, decision, verdictOf(row)?.note));
}

// The row whose decision was taken back; undefined: there is none.
function undoLast() {
  const decided = undone.pop() || [];
  for (const [row, before] of decided) setVerdict(row, before);
  return decided[0]?.[0];
}

// A note alone leaves the question open.
function noteRow(row, note) {
  const before = verdictOf(row);
  if (!detailNow(row) || (before?.note || '') === note) return;
  setVerdict(row, verdictFor(row, before?.verdict || 'undecided', note, !before || before.still_open));
}

function countVerdicts() {
  const count = report.saves ? unsent.size : verdicts.size;
  $('save').disabled = count === 0;
  const nothing = report.saves && verdicts.size > 0 ? 'All saved' : 'Save verdicts';
  $('save').textContent = count ? `Save ${count} verdict${count === 1 ? '' : 's'}` : nothing;
}

const verdictLines = () => [...verdicts.values()].map((verdict) => JSON.stringify(verdict) + '\n').join('');

function saveVerdicts() {
  if (report.saves) return sendNow();
  if (verdicts.size === 0) return tell('Nothing is decided yet.');
  const url = URL.createObjectURL(new Blob([verdictLines()], {type: 'application/x-ndjson'}));
  const link = make('a', {href: url, download: 'verdicts.jsonl'});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  tell('verdicts.jsonl: labelwatch replay --verdicts takes it.');
}
