/** The emulator for Edge runtimes, which compile no bytes: the module comes as an import. */

import * as handler from './emulator-handler.js';
import * as glue from './emulator_bg.js';
import wasm from './emulator_bg.wasm?module';

const machine = /* @__PURE__ */ handler.createMachine(glue, () => wasm);

// What follows is the same in every door.

export { MisuseError } from './errors.js';
export { WasmUnavailable, isSupported } from './loader.js';
export { createVirtualClock } from './emulator-clock.js';

export function createEmulator(options) {
  return handler.createEmulator(machine, options);
}
