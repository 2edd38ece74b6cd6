/**
 * Starts a wasm module on its first use and replaces an instance that trapped.
 *
 * How the module is found differs from door to door and is not known here.
 */

/** Whether there is a WebAssembly to run on; a page's policy can still forbid it. */
export function isSupported() {
  return typeof WebAssembly === 'object';
}

/** There is no WebAssembly here, or the page's policy forbids it. */
export class WasmUnavailable extends Error {
  name = 'WasmUnavailable';
  code = 'WASM_UNAVAILABLE';
}

/**
 * The bytes of a text of printable ASCII without `"$'<\``: the first two of its characters announce a byte of two.
 *
 * @param {string} text
 * @returns {Uint8Array}
 */
export function fromText(text) {
  const places = new Uint8Array(128);
  for (let code = 32, place = 0; code < 127; code++) if (!'"$\'<\\`'.includes(String.fromCharCode(code))) places[code] = place++;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let above = 0;
  for (let i = 0; i < text.length; i++) {
    const place = places[text.charCodeAt(i)];
    if (place < 2) {
      above = 87 * (place + 1);
    } else {
      bytes[length++] = above + place - 2;
      above = 0;
    }
  }
  return bytes.subarray(0, length);
}

/** In place of a part: the module has it all. */
export const WHOLE = undefined;

/**
 * A part of a module: functions that run on the memory, the table and the stack of the rest.
 *
 * @param {() => WebAssembly.Module} compile
 * @param {object} [needs] the part that has to be there first
 */
export function createPart(compile, needs) {
  let module;
  return { module: () => module ??= compiled(compile), needs };
}

function compiled(compile) {
  if (!isSupported()) throw new WasmUnavailable('WebAssembly is not available here');
  try {
    return compile();
  } catch (cause) {
    if (cause?.name !== 'CompileError') throw cause;
    throw new WasmUnavailable('WebAssembly is not allowed here', { cause });
  }
}

/** What compiles an inlined module. */
export function inlined(text) {
  return () => new WebAssembly.Module(fromText(text));
}

// After these the instance's stack and locks are in an unknown state. Names, not instanceof: errors cross realms.
const FATAL = ['RuntimeError', 'RangeError', 'InternalError'];

/**
 * @param {object} glue the namespace of a `*_bg.js`
 * @param {() => WebAssembly.Module} compile finds the module; asked until it once succeeds
 */
export function createLoader(glue, compile) {
  /** @type {WebAssembly.Module | undefined} */
  let module;
  // One object for the module and its parts: what looked a function up finds those of a part that came later.
  let exports;
  const parts = [];
  let generation = 0;

  /** Starts an instance of the given module, or of the one that is known. */
  function link(given) {
    if (given) drop();
    const whole = given ?? module ?? compiled(compile);
    const started = start(whole);
    glue.__wbg_set_wasm(started);
    started.__wbindgen_start?.();
    exports = { __proto__: null, ...started };
    try {
      parts.forEach(attach);
    } catch (error) {
      // Half of it is no instance: the next call begins anew.
      drop();
      throw error;
    }
    module = whole;
    generation++;
    return exports;
  }

  function start(module) {
    const imports = {};
    for (const { module: from } of WebAssembly.Module.imports(module)) imports[from] = from === 'base' ? exports : glue;
    return new WebAssembly.Instance(module, imports).exports;
  }

  function attach(part) {
    Object.assign(exports, start(part.module()));
  }

  /** Adds a part to this instance and to those that come after it. */
  function join(part) {
    if (part === WHOLE || parts.includes(part)) return;
    join(part.needs);
    if (exports) attach(part);
    parts.push(part);
  }

  /** Gives the instance up: the next call starts a fresh one from the same module. */
  function drop() {
    exports = undefined;
    glue.__reset();
  }

  return {
    link,
    drop,
    join,
    /** The running instance's exports; starts one if there is none. */
    exports: () => exports ?? link(),
    /** How many instances were started. What was kept from an earlier one, a pointer or a handle, is void. */
    generation: () => generation,
    /**
     * Calls a function of the glue; arguments are passed on so that the caller needs no closure.
     * @template R
     * @param {(a?: any, b?: any, c?: any, d?: any) => R} fn
     * @returns {R}
     */
    call(fn, a, b, c, d) {
      if (!exports) link();
      try {
        return fn(a, b, c, d);
      } catch (error) {
        if (FATAL.includes(error?.name)) drop();
        throw error;
      }
    },
  };
}
