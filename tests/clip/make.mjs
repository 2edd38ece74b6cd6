/**
 * Makes the emulator's clip: node tests/clip/make.mjs
 *
 * Chromium (named in CHROMIUM) draws it and encodes the frames as VP8; the WebM around them is written here, with a
 * duration, which a recorder leaves out. Writes pkg-template/emulator-clip.js.
 */

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const [width, height, rate, seconds] = [320, 180, 12, 2];

const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'));
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const frames = await page.evaluate(async ({ width, height, rate, seconds }) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  // Night falls on a sea and a moon rises.
  const draw = (part) => {
    context.fillStyle = `rgb(${70 - 40 * part}, ${110 - 60 * part}, ${170 - 70 * part})`;
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#f5efd6';
    context.beginPath();
    context.arc(60 + 200 * part, 120 - 70 * Math.sin(Math.PI * part), 22, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = '#14263f';
    context.fillRect(0, 130, width, 50);
  };
  const chunks = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      chunks.push({ key: chunk.type === 'key', bytes: [...bytes] });
    },
    error: (error) => { throw error; },
  });
  encoder.configure({ codec: 'vp8', width, height, bitrate: 60_000, framerate: rate });
  const count = rate * seconds;
  for (let at = 0; at < count; at++) {
    draw(at / (count - 1));
    const frame = new VideoFrame(canvas, { timestamp: (at * 1e6) / rate, duration: 1e6 / rate });
    encoder.encode(frame, { keyFrame: at % rate === 0 });
    frame.close();
  }
  await encoder.flush();
  return chunks;
}, { width, height, rate, seconds });
await browser.close();
server.close();

// Matroska: each element is an id, a size and a payload.
const bytesOf = (number, length) => Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex');
const size = (length) => bytesOf(0x10000000 + length, 4);
const element = (id, ...parts) => {
  const payload = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id, 'hex'), size(payload.length), payload]);
};
const integer = (id, number) => element(id, bytesOf(number, number > 0xffff ? 4 : number > 0xff ? 2 : 1));
const text = (id, words) => element(id, Buffer.from(words));
const float = (id, number) => {
  const payload = Buffer.alloc(8);
  payload.writeDoubleBE(number);
  return element(id, payload);
};

const header = element('1a45dfa3', integer('4286', 1), integer('42f7', 1), integer('42f2', 4), integer('42f3', 8), text('4282', 'webm'), integer('4287', 2), integer('4285', 2));
const info = element('1549a966', integer('2ad7b1', 1_000_000), float('4489', seconds * 1000), text('4d80', 'seedance-request'), text('5741', 'seedance-request'));
const video = element('e0', integer('b0', width), integer('ba', height));
const tracks = element('1654ae6b', element('ae', integer('d7', 1), integer('73c5', 1), integer('83', 1), text('86', 'V_VP8'), integer('23e383', Math.round(1e9 / rate)), video));
const milliseconds = (at) => Math.round((at * 1000) / rate);
const starts = frames.flatMap(({ key }, at) => (key ? [at] : []));
// A cluster begins with each key frame, so that a player can jump to it.
const clusters = starts.map((start, index) => {
  const end = starts[index + 1] ?? frames.length;
  const blocks = frames.slice(start, end).map(({ key, bytes }, at) =>
    element('a3', Buffer.from([0x81]), bytesOf(milliseconds(start + at) - milliseconds(start), 2), Buffer.from([key ? 0x80 : 0]), Buffer.from(bytes)));
  return element('1f43b675', integer('e7', milliseconds(start)), ...blocks);
});
const cuesAt = (offset) => {
  const points = starts.map((start, index) => {
    const place = offset + clusters.slice(0, index).reduce((sum, cluster) => sum + cluster.length, 0);
    return element('bb', integer('b3', milliseconds(start)), element('b7', integer('f7', 1), element('f1', bytesOf(place, 4))));
  });
  return element('1c53bb6b', ...points);
};
const before = info.length + tracks.length;
const cues = cuesAt(before + cuesAt(0).length);
const film = Buffer.concat([header, element('18538067', info, tracks, cues, ...clusters)]);
const note = `/** The clip that stands for every result: ${seconds} s, ${width} x ${height}, VP8 in WebM, as base64. Made by tests/clip/make.mjs. */`;
writeFileSync(new URL('../../pkg-template/emulator-clip.js', import.meta.url), `${note}\nexport default '${film.toString('base64')}';\n`);
console.log(`${film.length} bytes, ${frames.length} frames, ${starts.length} of them key frames`);
