/**
 * A Chromium of its own, over its debugging pipe: tabs that are really hidden and really frozen. A driver that lets every
 * page believe that it has the focus, as Playwright does, keeps a page from both.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function openTabs(executable) {
  const profile = mkdtempSync(join(tmpdir(), 'seedance-tabs-'));
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [to, from] = child.stdio.slice(3);
  const waiting = new Map();
  let calls = 0;
  let rest = '';
  from.on('data', (bytes) => {
    const messages = `${rest}${bytes}`.split('\0');
    rest = messages.pop();
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message);
      waiting.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
      waiting.delete(id);
    }
  });
  const call = (method, params, sessionId) => new Promise((settle) => {
    waiting.set(++calls, settle);
    to.write(`${JSON.stringify({ id: calls, method, params, sessionId })}\0`);
  });
  return {
    /** A new tab, in front of the others. */
    async open(url) {
      const { targetId } = await call('Target.createTarget', { url });
      const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
      const send = (method, params) => call(method, params, sessionId);
      return {
        send,
        toFront: () => call('Target.activateTarget', { targetId }),
        /** What an expression gives, as JSON. */
        async evaluate(expression) {
          const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
          return result.value;
        },
      };
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      // Its helpers end a little later, and may write meanwhile what was not listed.
      for (let tries = 0; ; tries++) {
        try {
          return rmSync(profile, { recursive: true, force: true });
        } catch (error) {
          if (tries === 50) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    },
  };
}
