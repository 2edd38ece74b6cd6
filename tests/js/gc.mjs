/** A collection of garbage, now. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** What nobody holds is gone after this, and what waits for that was told. Nothing goes in the turn that looked at it. */
export async function collected() {
  for (let turn = 0; turn < 2; turn++) {
    await new Promise((done) => setTimeout(done, 1));
    collect();
  }
  await new Promise((done) => setTimeout(done, 1));
}
