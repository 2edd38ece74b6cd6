// What users write against the emulator compiles; what cannot be right does not.
import { createEmulator, createVirtualClock, MisuseError } from 'seedance-request/emulator';
import type { Clock, Emulator, Fault, NamedFault, Script, SentWebhook, VirtualClock } from 'seedance-request/emulator';

const clock: VirtualClock = createVirtualClock(0);
const own: Clock = { now: () => Date.now(), sleep: (ms, signal) => new Promise((resolve) => { setTimeout(resolve, ms); void signal; }) };
const fault: Fault = { say: { status: 503, code: 'teapot', shape: 'flat' }, accepts: true, times: 2, delivery: { delay: 5 } };
const script: Script = { submit: ['submit-429', fault], life: { ends: { word: 'cancelled' } }, webhook: { copies: 2 } };
const emulator: Emulator = createEmulator({
  clock, script, tier: 'vip', requireKey: true, clips: '/clips/', webhookSecrets: ['a'],
  check: (body) => (body === '' ? { message: 'empty', status: 422 } : undefined),
  deliver: (request) => fetch(request),
});
const asFetch: typeof fetch = emulator.fetch;
const handler: { fetch(request: Request): Promise<Response> } = emulator;
const faults: readonly NamedFault[] = emulator.faults;
const webhooks: SentWebhook[] = emulator.webhooks();
const charged: number | undefined = emulator.charges()['order 7'];
emulator.inject('status-html', { route: 'status', fault });
createEmulator({ clock: own, script: ['submit-lost'] }).close();
// @ts-expect-error a clock must sleep
createEmulator({ clock: { now: () => 0 } });
// @ts-expect-error a tier that is not there
createEmulator({ tier: 'gold' });
// @ts-expect-error a shape that is not there
createEmulator({ script: { submit: [{ say: { status: 500, shape: 'round' } }] } });
// @ts-expect-error a fault has no such field
emulator.inject({ route: 'submit', fault: { lots: true } });
void [asFetch, handler, faults, webhooks, charged, clock.advance(1), MisuseError];
