/** The emulator with its module inlined: nothing to fetch, nothing to wait for. The doors differ in their first lines alone. */

import * as handler from './emulator-handler.js';
import * as glue from './emulator_bg.js';
import bytes from './emulator_bg.bytes.js';
import { inlined } from './loader.js';

const machine = /* @__PURE__ */ handler.createMachine(glue, /* @__PURE__ */ inlined(bytes));

// What follows is the same in every door.

export { MisuseError } from './errors.js';
export { WasmUnavailable, isSupported } from './loader.js';
export { createVirtualClock } from './emulator-clock.js';

export function createEmulator(options) {
  return handler.createEmulator(machine, options);
}
