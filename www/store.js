/** One state that every view reads. Knows neither what is in it nor who looks. */

/**
 * @template {object} State
 * @param {State} state
 */
export function createStore(state) {
  const listeners = new Set();
  return {
    get: () => state,
    /** Takes the changed parts; silent when nothing changed. */
    set(/** @type {Partial<State>} */ changes) {
      const before = state;
      if (Object.keys(changes).every((name) => Object.is(before[name], changes[name]))) return;
      state = { ...before, ...changes };
      for (const listener of listeners) listener(state, before);
    },
    /** @returns {() => void} ends the subscription */
    subscribe(/** @type {(now: State, before: State) => void} */ listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
