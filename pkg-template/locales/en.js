/** English, the catalog that is built in: for pages that show labels in more than one language. */

export { default } from '../generated/en.js';
