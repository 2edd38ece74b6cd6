/** What a reload must not lose, for this tab alone. A text that may hold a key is not kept. */

const NAME = 'seedance-request';
const KEPT = ['text', 'edition', 'language', 'view', 'job'];

/** Whether a text looks as if it held an API key. */
export function mayHoldKey(text) {
  return /\bsk-[\w-]{8}/.test(text) || /\bBearer\s+(?![<$]|YOUR_)\S{8}/i.test(text);
}

/** What was kept: an object of strings, perhaps empty. */
export function recall() {
  try {
    const kept = Object(JSON.parse(sessionStorage.getItem(NAME) ?? '{}'));
    return Object.fromEntries(KEPT.filter((name) => typeof kept[name] === 'string').map((name) => [name, kept[name]]));
  } catch {
    return {};
  }
}

/** Keeps the state from now on: a moment after each change, and when the page goes away. */
export function keep(store) {
  let timer;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const state = store.get();
    const names = mayHoldKey(state.text) ? KEPT.filter((name) => name !== 'text') : KEPT;
    try {
      sessionStorage.setItem(NAME, JSON.stringify(Object.fromEntries(names.map((name) => [name, state[name]]))));
    } catch {
      // Storage may be full or forbidden: what is there may be of another time, so it goes.
      try { sessionStorage.removeItem(NAME); } catch { /* forbidden */ }
    }
  };
  store.subscribe(() => { timer ??= setTimeout(write, 300); });
  addEventListener('pagehide', () => { if (timer !== undefined) write(); });
}
