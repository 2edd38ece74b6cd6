// The proxy on Node's own server.
import { createServer } from 'node:http';
import { createProxy, toNodeListener } from 'seedance-request/proxy';
import { authorize, owns, settled } from './session.mjs';

const proxy = createProxy({ upstream: process.env.SEEDANCE_UPSTREAM, apiKey: process.env.TOAPIS_API_KEY, authorize, owns, settled });

export const server = createServer(toNodeListener(proxy));
