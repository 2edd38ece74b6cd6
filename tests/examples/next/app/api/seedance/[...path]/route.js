// The proxy as a route handler of Next: app/api/seedance/[...path]/route.js.
import { createProxy } from 'seedance-request/proxy';
import { authorize, owns, settled } from '../../../../../session.mjs';

const proxy = createProxy({
  upstream: process.env.SEEDANCE_UPSTREAM, apiKey: process.env.TOAPIS_API_KEY, authorize, owns, settled, basePath: '/api/seedance',
});

export const GET = (request) => proxy(request);
export const POST = (request) => proxy(request);
