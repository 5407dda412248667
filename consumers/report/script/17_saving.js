// A page that a server gave sends what is decided there as it is decided. Until the server has it, it is kept in the
// browser, as that of a report is, and sent again.

const unsent = new Map();  // by idOf the finding
const told = new Set();    // idOf findings of which the server has a decision of this page
const kOfOneRequest = 50, kTryAgainMs = 5000;

// What was decided and then taken back is open again for everybody.
function send(row, verdict) {
  const id = idOf(row), said = verdict || verdictFor(row, 'undecided', 'taken back', true);
  said.decided_at_unix_ms = Date.now();
  unsent.set(id, said);
  keep(id, said);
  sendNow();
}

// What an earlier visit could not send.
function sendLater() {
  for (const [id, verdict] of verdicts) unsent.set(id, verdict);
  if (unsent.size > 0) setTimeout(sendNow);
}

async function sendNow() {
  if (sendNow.busy || unsent.size === 0) return;
  sendNow.busy = true;
  clearTimeout(sendNow.timer);
  sendNow.timer = undefined;
  const some = [...unsent].slice(0, kOfOneRequest);
  try {
    const line = (id, verdict) => JSON.stringify(told.has(id) ? {...verdict, changed: true} : verdict) + '\n';
    const body = some.map(([id, verdict]) => line(id, verdict)).join('');
    const answer = await fetch('verdicts', {method: 'POST', headers: {'Content-Type': 'application/x-ndjson'}, body});
    if (!answer.ok) throw new Error((await answer.json()).error);
    for (const [id, verdict] of some) {
      told.add(id);
      if (unsent.get(id) !== verdict) continue;  // decided anew meanwhile
      unsent.delete(id);
      keep(id, undefined);
    }
  } catch (error) {
    tell(`Not saved yet: ${error.message}. It is tried again.`);
    sendNow.timer = setTimeout(sendNow, kTryAgainMs);
  }
  sendNow.busy = false;
  countVerdicts();
  if (unsent.size > 0 && !sendNow.timer) sendNow();
}
