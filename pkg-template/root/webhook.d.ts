export * from './dist/webhook.js';
