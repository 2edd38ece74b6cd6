/** For tools that do not read `exports`. */
export { default } from '../dist/locales/en.js';
