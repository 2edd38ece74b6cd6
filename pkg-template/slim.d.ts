/** The package with its module as a file of its own. */

export * from './index.js';

/** Where the module comes from: an address, an answer, bytes, or the module itself. */
export type ModuleSource = string | URL | Response | ArrayBuffer | ArrayBufferView | WebAssembly.Module;

/** Finds and starts the module: beside this file where nothing else is named. Node needs no call. */
export function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void>;

/** Starts the module out of bytes, or as it is. */
export function initSync(source: ArrayBuffer | ArrayBufferView | WebAssembly.Module): void;
