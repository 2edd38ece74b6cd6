export { default } from '../dist/locales/en.js';
