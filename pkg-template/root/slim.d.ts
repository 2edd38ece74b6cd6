export * from './dist/slim.js';
