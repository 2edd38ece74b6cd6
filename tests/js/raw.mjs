// HTTP as bytes on a socket, for what no client would send.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a server may be silent. Nothing is timed by it; it tells a hang from an answer. */
const PATIENCE_MS = 20_000;

/**
 * @param {number} port
 * @param {(string | Buffer | number)[]} pieces what to write; numbers are pauses in ms
 * @returns {Promise<{ status: number, text: string }>} status 0 where the server hung up without a word
 */
export function raw(port, pieces) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks = [];
    let gone = false;
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('the server neither answered nor hung up'));
    }, PATIENCE_MS);
    const end = () => {
      gone = true;
      clearTimeout(timer);
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
      socket.destroy();
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('latin1');
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      const head = text.indexOf('\r\n\r\n');
      if (head > 0 && length !== undefined && text.length >= head + 4 + Number(length)) end();
    });
    socket.on('close', end);
    socket.on('error', () => {});
    socket.on('connect', async () => {
      for (const piece of pieces) {
        if (gone) return;
        if (typeof piece === 'number') await sleep(piece);
        else socket.write(piece);
      }
    });
  });
}
