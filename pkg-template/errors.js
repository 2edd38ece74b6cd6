/** The error of a wrong call. A wrong request is never an error: it gets a report. */

/** A function was called with something that it does not take; `argument` names it, as in `options.edition`. */
export class MisuseError extends TypeError {
  name = 'MisuseError';
  code = 'misuse';
  retryable = false;
  billed = 'no';
  argument;

  /**
   * @param {string} argument
   * @param {string} expected what would have been right
   * @param {unknown} [cause]
   */
  constructor(argument, expected, cause) {
    super(`${argument}: expected ${expected}`, cause === undefined ? undefined : { __proto__: null, cause });
    this.argument = argument;
  }
}
