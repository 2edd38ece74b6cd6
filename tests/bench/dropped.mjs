/**
 * One submission is accepted and charged, and its answer is lost: how often is it sent, how many tasks are paid, and how does
 * the call end? Part of `cargo xtask bench`, or by itself
 *
 *   SEEDANCE_TARBALL=<npm pack's file> node tests/bench/dropped.mjs [--quick]
 *
 * --quick  the broken connection alone; writes nothing
 *
 * Every SDK gets a server of its own on the loopback for each call, on a real socket, and waits in real time. One and the same
 * code counts for all of them and loses the answers. It fails if ours is charged more than once, whatever the fault; of
 * the others it reports what it saw.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { OURS } from './names.mjs';
import { refresh } from './results.mjs';
import { BLIND, ours, PEERS } from './submitters.mjs';
import { here, makeWorkshop, unpack } from './workshop.mjs';

/** How long the others wait for an answer that never comes; by themselves it is a minute and more. */
const LIMIT_MS = 2_000;

const PAGE = '<!doctype html><title>Gateway</title><h1>Something is in the way</h1>';
const plain = (status, type, body, headers = {}) => ({ outgoing }) => outgoing.writeHead(status, { 'content-type': type, ...headers }).end(body);
const error = (status, code) => plain(status, 'application/json', JSON.stringify({ error: { code, message: code } }));
const page = (status, headers) => plain(status, 'text/html', PAGE, headers);

/** What becomes of the answer to a task that was accepted. */
const FAULTS = [
  { name: 'the connection breaks', lose: ({ outgoing }) => outgoing.socket.destroy() },
  { name: 'no answer ever comes', lose: () => {}, limit: LIMIT_MS },
  { name: '500', lose: error(500, 'internal_error') },
  { name: '502 with a page', lose: page(502) },
  { name: '503', lose: error(503, 'service_unavailable') },
  { name: '504 with a page', lose: page(504) },
  { name: '408', lose: error(408, 'request_timeout') },
  { name: '409', lose: error(409, 'conflict') },
  { name: '200, JSON cut in half', lose: ({ outgoing, answer }) => outgoing.writeHead(answer.status, answer.headers).end(answer.body.slice(0, answer.body.length / 2)) },
  { name: '200 with a page', lose: page(200) },
  { name: '302 to a page', lose: page(302, { location: '/sign-in' }) },
];
const [BROKEN] = FAULTS;

/** The vendor's side of a call: accepts every submission, counts, charges, and lets the fault have the first `times` answers. */
async function vendor(contender, fault, times, emulator, deaf) {
  const seen = { posts: 0, lost: 0, keys: new Map(), tasks: [] };
  const server = createServer((incoming, outgoing) => {
    outgoing.shouldKeepAlive = false;
    answerOne(incoming, outgoing).catch((problem) => {
      seen.problem ??= problem;
      incoming.socket.destroy();
    });
  });

  async function answerOne(incoming, outgoing) {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const { method, url, headers } = incoming;
    if (method !== 'POST' || url !== contender.route) return look(incoming, outgoing);
    seen.posts += 1;
    const answer = await accept(Buffer.concat(parts), headers);
    if (seen.lost < times) {
      seen.lost += 1;
      fault.lose({ outgoing, answer });
    } else outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async function accept(body, headers) {
    if (emulator) {
      const response = await emulator.fetch(`http://emulator.test${contender.route}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const text = await response.text();
      seen.tasks.push(JSON.parse(text).id);
      return { status: response.status, headers: { 'content-type': 'application/json' }, body: text };
    }
    // Who says that two submissions are one is believed, as a vendor with idempotency keys would.
    const key = headers['idempotency-key'];
    const number = seen.keys.get(key) ?? seen.tasks.length + 1;
    if (key !== undefined) seen.keys.set(key, number);
    const answer = contender.accept(number);
    if (number > seen.tasks.length) seen.tasks.push(contender.idOf(JSON.parse(answer.body)));
    return answer;
  }

  async function look({ method, url }, outgoing) {
    if (url === '/sign-in') page(200)({ outgoing });
    else if (deaf) outgoing.socket.destroy();
    else if (!emulator || method !== 'GET') outgoing.writeHead(404).end();
    else {
      const response = await emulator.fetch(`http://emulator.test${url}`);
      outgoing.writeHead(response.status, [...response.headers].flat()).end(await response.text());
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen,
    url: `http://127.0.0.1:${server.address().port}`,
    paid: () => (emulator ? Object.values(emulator.charges()).reduce((sum, count) => sum + count, 0) : seen.tasks.length),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      emulator?.close();
    },
  };
}

/** One call, with the fault on the first `times` answers; `deaf` breaks every other connection too. */
async function call(contender, fault, times, createEmulator, deaf = false) {
  const side = await vendor(contender, fault, times, createEmulator?.(), deaf);
  const begin = performance.now();
  try {
    const end = await contender.submit(side.url, fault.limit).then((value) => ({ value }), (thrown) => ({ thrown }));
    const { seen } = side;
    if (seen.problem) throw seen.problem;
    const task = seen.tasks.indexOf(contender.idOf(end.value)) + 1;
    return { posts: seen.posts, paid: side.paid(), lost: seen.lost, keys: seen.keys.size, end: { ...end, task }, took: performance.now() - begin };
  } finally {
    await side.close();
  }
}

const sayEnd = ({ end, paid }) => {
  if (end.thrown) return `throws \`${end.thrown.constructor.name}\``;
  if (end.task > 0) return paid === 1 ? 'gives the task' : `gives task ${end.task} of ${paid}`;
  return end.value?.outcome === 'unknown' ? 'outcome `unknown`' : 'gives no task, throws nothing';
};

/** @returns what each contender did: its calls with one answer lost and with every answer lost, by fault */
export async function measureDropped(packageFolder, { quick = false } = {}) {
  // As the user of an installed package finds it.
  const door = join(packageFolder, '../../dropped-door.mjs');
  writeFileSync(door, "export { createClient } from 'seedance-request/client';\nexport { createEmulator } from 'seedance-request/emulator';\n");
  const { createClient, createEmulator } = await import(pathToFileURL(door));
  const us = ours(OURS, { createClient });
  const faults = quick ? [BROKEN] : FAULTS;
  const emulatorOf = (contender) => (contender === us ? createEmulator : undefined);

  // Unless the counting counts, and everybody is content with an answer that arrives, nothing below means anything.
  const blind = await call(BLIND, BROKEN, Infinity);
  assert.deepEqual([blind.posts, blind.paid, blind.end.thrown instanceof TypeError], [3, 3, true], 'three blind tries are three tasks');
  const contenders = [...PEERS, us];
  // Nobody can tell any more: ours has to say so.
  const cutOff = quick ? undefined : call(us, BROKEN, Infinity, createEmulator, true);
  const results = await Promise.all(contenders.map(async (contender) => {
    const whole = await call(contender, BROKEN, 0, emulatorOf(contender));
    assert.deepEqual([whole.posts, whole.paid, whole.end.task, whole.end.thrown], [1, 1, 1, undefined], `${contender.name} with nothing lost`);
    const calls = await Promise.all(faults.map(async (fault) => {
      const [first, every] = await Promise.all([call(contender, fault, 1, emulatorOf(contender)), call(contender, fault, Infinity, emulatorOf(contender))]);
      for (const { lost, posts } of [first, every]) assert.ok(lost > 0 && posts >= lost, `${contender.name}: ${fault.name} did not strike`);
      return { fault: fault.name, first, every };
    }));
    return { name: contender.name, limitedBy: contender.limitedBy, calls };
  }));

  const mine = results.at(-1);
  for (const { fault, first, every } of mine.calls) {
    for (const { posts, paid, end } of [first, every]) {
      assert.deepEqual([posts, paid], [1, 1], `${OURS} is charged once: ${fault}`);
      assert.equal(end.thrown, undefined, `${OURS} ends with an outcome: ${fault}`);
    }
  }
  mine.cutOff = await cutOff;
  if (mine.cutOff) assert.deepEqual([mine.cutOff.posts, mine.cutOff.paid, mine.cutOff.end.value?.outcome], [1, 1, 'unknown'], `${OURS} with every connection broken`);
  return results;
}

const table = (head, rows) => [`| ${head.join(' | ')} |`, `|${head.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
const duplicated = ({ calls }) => calls.filter(({ first, every }) => Math.max(first.paid, every.paid) > 1).length;
const byDamage = (results) => [...results].sort((a, b) => b.calls[0].every.paid - a.calls[0].every.paid || duplicated(b) - duplicated(a));

/** The section of RESULTS.md. */
export function reportDropped(results, versions) {
  const all = results.flatMap(({ calls }) => calls.flatMap(({ first, every }) => [first, every]));
  const keys = all.reduce((sum, { keys }) => sum + keys, 0);
  const ordered = byDamage(results);
  const { cutOff, calls: mine } = results.find(({ name }) => name === OURS);
  const hung = mine.find(({ fault }) => FAULTS.some(({ name, limit }) => limit && name === fault))?.first.took;
  const limited = ordered.filter(({ limitedBy }) => limitedBy);
  return [
    '## A submission whose answer is lost',
    '',
    'Generated by `cargo xtask bench` and, by itself, by `node tests/bench/dropped.mjs`; do not edit.',
    '',
    'One call submits one job. The server accepts and charges it, then the answer is lost: the first one alone, or every one. Each SDK',
    'has its default settings and a server of its own on the loopback that speaks its vendor\'s create endpoint; ours has the emulator',
    'behind the same server. Sockets and waits are real.',
    '',
    `- Versions: ${ordered.map(({ name }) => `${name} ${versions[name]}`).join(', ')}; undici ${versions.undici}, Node ${process.versions.node}`,
    keys === 0 ? '- No call carried an `Idempotency-Key`; the servers would have honoured it.' : `- ${keys} idempotency keys were sent, and honoured.`,
    '- A number above 1 is a second task that is paid and that nobody asked for.',
    `- ${OURS} gives the task because it asks for it by the business id that it sent; such questions were answered.`,
    '- The vendors\' real services may recognise a repetition by means that are not in the request; this counts what is sent to them.',
    '',
    '### The connection breaks after the job was accepted',
    '',
    `| SDK | POSTs, one answer lost | paid | the call | POSTs, every answer lost | paid | the call |`,
    '|---|---:|---:|---|---:|---:|---|',
    ...ordered.map(({ name, calls: [{ first, every }] }) => `| ${[name, first.posts, first.paid, sayEnd(first), every.posts, every.paid, sayEnd(every)].join(' | ')} |`),
    '',
    '### By fault: tasks paid for one job',
    '',
    'One answer lost / every answer lost; where both are the same, one number.',
    '',
    table(
      ['after the job was accepted', ...ordered.map(({ name }) => name)],
      [
        ...ordered[0].calls.map(({ fault }, at) => [fault, ...ordered.map(({ calls }) => {
          const { first, every } = calls[at];
          return first.paid === every.paid ? first.paid : `${first.paid} / ${every.paid}`;
        })]),
        [`**faults with a second charge, of ${ordered[0].calls.length}**`, ...ordered.map((result) => `**${duplicated(result)}**`)],
      ],
    ),
    '',
    ...(hung === undefined ? [] : [`Where no answer ever comes, what ends the wait by default was cut from a minute or more to ${LIMIT_MS / 1000} s: ${limited.map(({ name, limitedBy }) => `${limitedBy} (${name})`).join(', ')}. ${OURS} waited ${Math.round(hung / 1000)} s, as it does by itself.`, '']),
    ...(cutOff ? [`Where every question about the job fails as well, ${OURS} sent ${cutOff.posts} POST, ${cutOff.paid} task was paid, and after ${Math.round(cutOff.took / 1000)} s the call ended as outcome \`${cutOff.end.value.outcome}\`.`, ''] : []),
  ].join('\n');
}

/** The short form, for the README. */
function summary(results, versions) {
  return [
    `| SDK | one answer lost | every answer lost | faults with a second charge, of ${results[0].calls.length} |`,
    '|---|---|---|---:|',
    ...byDamage(results).map((result) => {
      const cell = (call) => `${call.paid} paid, ${sayEnd(call)}`;
      const [{ first, every }] = result.calls;
      return `| ${[`${result.name} ${versions[result.name]}`, cell(first), cell(every), duplicated(result)].join(' | ')} |`;
    }),
  ].join('\n');
}

/** Writes both. */
export function writeDropped(results, versions) {
  refresh(join(here, 'RESULTS.md'), 'dropped', reportDropped(results, versions), { heading: 'Benchmark' });
  refresh(join(here, '../../README.md'), 'dropped', summary(results, versions), { word: 'measured' });
}

/** The versions of everybody here. */
export function versionsOf(packageFolder) {
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const { devDependencies } = read(join(here, 'package.json'));
  return { [OURS]: read(join(packageFolder, 'package.json')).version, ...Object.fromEntries([...PEERS.map(({ name }) => name), 'undici'].map((name) => [name, devDependencies[name]])) };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const quick = process.argv.includes('--quick');
  const unknown = process.argv.slice(2).filter((arg) => arg !== '--quick');
  const tarball = process.env.SEEDANCE_TARBALL;
  if (unknown.length > 0 || !tarball) {
    console.error(tarball ? `error: unknown option: ${unknown.join(' ')}` : 'error: SEEDANCE_TARBALL names no package');
    process.exit(2);
  }
  const packageFolder = unpack(resolve(tarball), join(makeWorkshop(), 'node_modules/seedance-request'));
  const versions = versionsOf(packageFolder);
  const results = await measureDropped(packageFolder, { quick });
  console.log(reportDropped(results, versions));
  if (quick) console.error('RESULTS.md and README.md left as they are');
  else writeDropped(results, versions);
}
