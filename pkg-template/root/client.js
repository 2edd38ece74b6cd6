/** For tools that do not read `exports`. */
export * from './dist/client.js';
