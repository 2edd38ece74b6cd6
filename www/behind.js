/** What stands behind the page, and the emulator's controls. A route of the demo's own, which no API has. */

const ROUTE = '/demo/api';

/** @returns {Promise<object | undefined>} nothing where the page is served without an API */
export async function look() {
  return answered(fetch(ROUTE, { cache: 'no-store' }));
}

/** @param {{ fault: string } | { seconds: number }} wish */
export async function change(wish) {
  return answered(fetch(ROUTE, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(wish) }));
}

async function answered(asking) {
  try {
    const response = await asking;
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
