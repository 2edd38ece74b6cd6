/** The panel that sends: what can be done now, and how far a job is. What comes from the API is shown as text alone. */

import { change, look } from './behind.js';
import { byId, el, setText } from './dom.js';
import { mayHoldKey } from './keep.js';
import { createSender, followable, idOf } from './send.js';

const LONGEST = 400;

/** Somebody else's text: of any type, as long as anything. */
function shown(text, most = LONGEST) {
  const whole = typeof text === 'string' ? text : String(text ?? '');
  return whole.length > most ? `${whole.slice(0, most)}…` : whole;
}

/**
 * @param {{ current: () => string, remember: (id: string) => void }} tab the job that this tab was at, over a reload
 */
export async function createSendPanel(tab) {
  const silent = { draw() {} };
  let behind = await look();
  if (!behind) return silent;
  const emulated = behind.behind === 'emulator';
  let view;
  let asked;
  let counted = 0;
  let playing;
  const sender = createSender({ emulated, changed });

  function changed() {
    const { job, busy } = sender;
    if (busy && job.id && job.id !== tab.current()) tab.remember(job.id);
    if (!busy && tab.current()) tab.remember('');
    // Counted anew whenever something was answered.
    const answers = job?.notes.filter(({ kind }) => kind !== 'asked').length ?? 0;
    if (emulated && (answers !== counted || !busy)) {
      counted = answers;
      count();
    }
    draw();
  }

  async function count() {
    behind = await look() ?? behind;
    setText(byId('emulator-count'), view.words.counted(behind));
  }

  // What the reader does.

  /** Asks before it acts, in the page itself. */
  function ask(question, yes, act) {
    asked = { question, yes, act };
    draw();
    byId('confirm-text').focus();
  }

  function answer(act) {
    asked = undefined;
    act?.();
    draw();
    byId(act ? 'job-status' : 'send-button').focus();
  }

  /** Does something with the job. The button that said so is gone then, so the keyboard goes on at the job. */
  function withJob(act) {
    act();
    byId('job-status').focus();
  }

  function send() {
    if (reason()) return;
    const { words, built: { request }, edition } = view;
    const id = request.client_business_id ?? request.metadata?.client_business_id;
    const act = () => sender.send(request, edition);
    if (sender.wasAccepted(id)) return ask(() => view.words.confirmTwice(shown(id, 80)), () => sendWord(view.words), act);
    if (!emulated) return ask(() => view.words.confirmPaid(behind.host), () => sendWord(words), act);
    act();
  }

  const sendWord = (words) => (emulated ? words.send : words.sendPaid);

  byId('send-button').addEventListener('click', send);
  byId('confirm-yes').addEventListener('click', () => answer(asked?.act));
  byId('confirm-no').addEventListener('click', () => answer());
  byId('job-stop').addEventListener('click', () => withJob(() => sender.stop()));
  byId('job-go-on').addEventListener('click', () => withJob(() => sender.resume(sender.job.end.record, view.edition)));
  byId('job-look').addEventListener('click', () => withJob(() => {
    const { end } = sender.job;
    if (end.unknown) sender.settle({ again: false });
    else sender.resume(end.record, view.edition);
  }));
  byId('job-again').addEventListener('click', () =>
    ask(() => view.words.confirmAgain, () => sendWord(view.words), () => sender.settle({ again: true })));
  byId('strike').addEventListener('click', async () => {
    const { value } = byId('fault');
    const now = value && await change({ fault: value });
    if (now) setText(byId('strike-said'), view.words.struck(value));
  });
  byId('job-length').addEventListener('change', async () => {
    behind = await change({ seconds: Number(byId('job-length').value) }) ?? behind;
  });
  // Other tabs have jobs too.
  addEventListener('storage', () => view && sender.refresh(view.edition));

  // What there is to see.

  /** Why nothing can be sent now, if so. */
  function reason() {
    const { words, built, text } = view;
    if (sender.busy) return words.sendBusy;
    if (mayHoldKey(text)) return words.sendKey;
    return built?.ok ? undefined : words.sendInvalid;
  }

  function draw() {
    if (!view) return;
    const { words } = view;
    setText(byId('send-behind'), emulated ? words.behindEmulator : words.behindApi(behind.host));
    const why = reason();
    byId('send-button').setAttribute('aria-disabled', String(Boolean(why)));
    setText(byId('send-button'), sendWord(words));
    setText(byId('send-reason'), why ?? words.sendReady);
    byId('confirm').hidden = !asked;
    setText(byId('confirm-text'), asked?.question() ?? '');
    setText(byId('confirm-yes'), asked?.yes() ?? '');
    byId('job').hidden = !sender.job;
    if (sender.job) drawJob(sender.job, words);
    drawPending(words);
  }

  function drawJob({ id, stage, task, progress, notes, end }, words) {
    const kind = end?.kind;
    byId('send').dataset.state = kind ?? stage;
    setText(byId('job-status'), [kind ? words.ends[kind] : words.stages[stage], !kind && stage === 'watching' && statusOf(task, words)].filter(Boolean).join(' '));
    byId('job-progress').value = progress;
    setText(byId('job-percent'), words.percent(progress));
    facts('job-facts', [[words.businessId, shown(id, 120)], [words.taskId, shown(task?.id ?? end?.failure?.taskId, 120)]]);
    drawFailure(end, words);
    byId('job-stop').hidden = Boolean(end);
    byId('job-go-on').hidden = !(end?.record && ['stopped', 'paused', 'without-url', 'broken'].includes(kind));
    byId('job-look').hidden = kind !== 'unknown';
    byId('job-again').hidden = !end?.unknown;
    drawClip(kind === 'completed' ? end.task : undefined, words);
    drawNotes(notes, words);
  }

  function statusOf(task, words) {
    if (!task) return '';
    return Object.hasOwn(words.statuses, task.status) ? words.statuses[task.status] : words.otherStatus(shown(task.raw_status, 60));
  }

  function facts(id, rows) {
    const said = rows.filter(([, value]) => value);
    const list = byId(id);
    if (list.textContent === said.flat().join('')) return;
    list.replaceChildren(...said.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, el('code', {}, value))]));
  }

  function drawFailure(end, words) {
    const failure = end?.kind === 'failed' ? end.task.error : end?.failure;
    byId('job-failure').hidden = !failure;
    // The words of the API and of the client are in no language of the page's choosing.
    setText(byId('job-message'), failure ? shown(failure.message) : '');
    setText(byId('job-code'), failure ? shown(failure.code ?? failure.name, 80) : '');
    setText(byId('job-billed'), words.billed[failure?.billed] ?? '');
  }

  function drawClip(task, words) {
    const place = byId('job-clip');
    const url = task?.videos?.[0]?.url;
    place.hidden = !task;
    const drawn = `${document.documentElement.lang} ${task?.id} ${url}`;
    // A clip that plays is left alone.
    if (drawn === playing) return;
    playing = drawn;
    const src = followable(url);
    if (!task) place.replaceChildren();
    else if (!src) place.replaceChildren(el('p', {}, words.notFollowed), el('p', {}, el('code', {}, shown(url))));
    else {
      const said = el('p', { role: 'status' });
      place.replaceChildren(
        el('video', { controls: true, preload: 'metadata', playsInline: true, src, 'aria-label': words.clip, onerror: () => setText(said, words.noPlay) }),
        said,
        el('p', {}, el('a', { href: src, target: '_blank', rel: 'noopener noreferrer' }, words.openClip)));
    }
  }

  function drawNotes(notes, words) {
    const list = byId('job-notes');
    const items = notes.map((note) => {
      const time = note.at.toLocaleTimeString(document.documentElement.lang);
      return el('li', {}, el('time', {}, time), ' ', words.notes[note.kind](note));
    });
    list.replaceChildren(...items);
  }

  function drawPending(words) {
    const { pending, busy } = sender;
    byId('pending').hidden = !pending.length;
    byId('pending-list').replaceChildren(...pending.map((record) => {
      const id = shown(idOf(record), 80);
      const time = new Date(record.saved_at_ms).toLocaleString(document.documentElement.lang);
      return el('li', {},
        el('span', {}, words.pendingOne(id, time)),
        el('button', { type: 'button', class: 'quiet', disabled: busy, 'aria-label': `${words.goOn}${words.colon}${id}`, onclick: () => withJob(() => sender.resume(record, view.edition)) }, words.goOn));
    }));
  }

  /** What hangs on the language alone. */
  function drawEmulator(words) {
    byId('emulator').hidden = !emulated;
    if (!emulated) return;
    const option = (value, label, props) => el('option', { value, ...props }, label);
    byId('job-length').replaceChildren(...behind.lengths.map((n) => option(String(n), words.lengthSeconds(n))));
    byId('job-length').value = String(behind.seconds);
    const chosen = byId('fault').value;
    byId('fault').replaceChildren(option('', words.faultNone), ...Object.entries(words.faultRoutes).map(([route, label]) =>
      el('optgroup', { label }, ...behind.faults.filter((fault) => fault.route === route)
        .map(({ name, description }) => option(name, `${name}: ${description}`, { lang: 'en' })))));
    byId('fault').value = chosen;
    setText(byId('strike-said'), '');
    setText(byId('emulator-count'), words.counted(behind));
  }

  let begun = false;
  return {
    draw(next) {
      const spoken = view?.words;
      // A question was about the request as it stood.
      if (view && view.text !== next.text) asked = undefined;
      view = next;
      byId('send').hidden = false;
      if (spoken !== next.words) drawEmulator(next.words);
      draw();
      if (begun) return;
      begun = true;
      const before = tab.current();
      sender.refresh(view.edition).then(() => {
        const record = before && sender.pending.find((one) => idOf(one) === before);
        if (record) sender.resume(record, view.edition);
      });
    },
  };
}
