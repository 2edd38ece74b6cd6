/** Where a module may come from: an address, a response, bytes, or the module itself. */

import { MisuseError } from './errors.js';

const WHAT = 'a URL, a Response, bytes or a WebAssembly.Module';

/** A module out of what needs no waiting. */
export function given(source) {
  const module = known(source);
  if (!module) throw new MisuseError('source', 'bytes or a WebAssembly.Module');
  return module;
}

/** A module out of anything, a promise of it included. */
export async function moduleOf(source) {
  let from = await source;
  if (typeof from === 'string' || tag(from) === 'URL') from = await fetch(from);
  if (typeof from?.arrayBuffer === 'function') {
    if (from.ok === false) throw new MisuseError('source', `a module, not an answer with status ${from.status}`);
    from = await from.arrayBuffer();
  }
  if (ArrayBuffer.isView(from) || tag(from) === 'ArrayBuffer') return WebAssembly.compile(from);
  const module = known(from);
  if (!module) throw new MisuseError('source', WHAT);
  return module;
}

/** For a door that was given no module. */
export function missing() {
  throw new MisuseError('init', 'to be called, and waited for, before anything else');
}

function known(source) {
  if (tag(source) === 'WebAssembly.Module') return source;
  if (ArrayBuffer.isView(source) || tag(source) === 'ArrayBuffer') return new WebAssembly.Module(source);
  return undefined;
}

// Tags, not instanceof: values cross realms.
function tag(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}
