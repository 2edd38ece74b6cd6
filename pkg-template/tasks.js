/** Tasks and errors of the API, read tolerantly. What an answer means is decided in the module. */

import { MisuseError } from './errors.js';

/** What was read is no task. */
export class NotATask extends Error {
  name = 'NotATask';
  code;

  constructor(code) {
    super('the answer does not describe a task');
    this.code = code;
  }
}

/**
 * @param {object} jobs the loader of the module
 * @param {object} glue its glue
 */
export function parseTask(jobs, glue, json) {
  const task = jobs.call(glue.parse_task, textOf(json));
  if (task[0] !== '{') throw new NotATask(task);
  return JSON.parse(task);
}

export function parseError(jobs, glue, status, body) {
  if (!Number.isInteger(status) || status < 0 || status > 999) throw new MisuseError('status', 'an HTTP status');
  if (typeof body !== 'string') throw new MisuseError('body', 'a string');
  return JSON.parse(jobs.call(glue.parse_error, status, body));
}

/** A value that JSON cannot carry is no answer of the API. */
function textOf(json) {
  try {
    return JSON.stringify(json) ?? '';
  } catch {
    return '';
  }
}
