/**
 * What needs a Node process of its own. Started by run.mjs:
 *
 *   first <module> <request as JSON>     milliseconds from before the import to the verdict
 *   heap <rows module> <contender> <n>   bytes per call (needs --expose-gc and a large young generation)
 *   live <rows module> <n>               heap and external megabytes at each tenth of n validations
 */

const [, , task, module, ...rest] = process.argv;

async function first(request) {
  const value = JSON.parse(request);
  const start = performance.now();
  const { validate } = await import(module);
  const verdict = validate(value);
  const took = performance.now() - start;
  if ((verdict.issues ?? verdict).length !== 0) throw new Error('the request should be valid');
  return took;
}

async function heap(name, calls) {
  const { heapOf } = await import(module);
  return heapOf(name, { collect: globalThis.gc, used: () => process.memoryUsage().heapUsed, calls: Number(calls) });
}

async function live(calls) {
  const { live } = await import(module);
  const looks = [];
  live(Number(calls), () => {
    globalThis.gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    looks.push((heapUsed + external + arrayBuffers) / 1e6);
  });
  return looks;
}

console.log(JSON.stringify(await { first, heap, live }[task](...rest)));
