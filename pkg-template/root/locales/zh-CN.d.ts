export { default } from '../dist/locales/zh-CN.js';
