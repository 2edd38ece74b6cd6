// A page without a browser, for libraries that draw forms. Import it before them: they look for a page as they load.
import { Window } from 'happy-dom';

const window = new Window({ url: 'http://127.0.0.1/' });
const names = ['document', 'navigator', 'Element', 'HTMLElement', 'SVGElement', 'Node', 'Event', 'Text', 'Comment', 'ShadowRoot', 'MathMLElement'];
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
define('window', window);
for (const name of names) define(name, window[name]);
define('IS_REACT_ACT_ENVIRONMENT', true);

export const root = () => window.document.body.appendChild(window.document.createElement('div'));

/** Types into a control, or chooses in it, as a person does. */
export function enter(control, value) {
  // Past React's own setter, which would take the value for known.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value').set.call(control, value);
  for (const type of ['input', 'change']) control.dispatchEvent(new window.Event(type, { bubbles: true }));
}

export const submit = (form) => form.dispatchEvent(new window.Event('submit', { bubbles: true, cancelable: true }));

/** Comes back once it holds; fails where it never does. */
export async function until(holds, what) {
  for (let turn = 0; turn < 500; turn++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${what} never came`);
}
