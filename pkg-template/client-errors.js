/** The errors of jobs. Each says what happened, whether it cost money and what to go on with. None ever holds a key. */

/** The request is wrong; nothing was sent. */
export class ValidationError extends Error {
  name = 'ValidationError';
  code = 'invalid_request';
  retryable = false;
  billed = 'no';
  report;

  constructor(report) {
    super(report.errors[0]?.message ?? 'the request is not valid');
    this.report = report;
  }
}

/** A job that did not come to its documented end. */
class JobError extends Error {
  /**
   * @param {object} failure what the machine says of it
   * @param {unknown} [cause] the failure itself where nothing else is named
   * @param {object} [more] `record`, which resumes the job, and what goes with this error alone
   */
  constructor(failure, cause = failure, more) {
    super(failure.message, { __proto__: null, cause });
    Object.assign(this, failure, more);
  }
}

/** The caller stopped waiting. What was sent stays sent: `billed` and `record` tell. */
export class AbortError extends JobError {
  name = 'AbortError';
}

/** The watch stopped, the job did not: `reason` says why, `client.resume(error.record)` goes on. */
export class JobPaused extends JobError {
  name = 'JobPaused';
}

/** The submission may or may not have been accepted. Nothing is sent again without the caller's word. */
export class OutcomeUnknown extends JobError {
  name = 'OutcomeUnknown';
}

/** The task is completed, and the API names no video. */
export class CompletedWithoutUrl extends JobError {
  name = 'CompletedWithoutUrl';
}

/** The API said no. */
export class Rejected extends JobError {
  name = 'Rejected';
}

const KINDS = { aborted: AbortError, paused: JobPaused, unknown: OutcomeUnknown, 'completed-without-url': CompletedWithoutUrl };

/** The error of an ending that is one; a task that ended is none. */
export function errorOf({ outcome: { outcome, failure, ...more }, record }, signal) {
  const Kind = KINDS[outcome] ?? Rejected;
  return new Kind(failure, outcome === 'aborted' ? reasonOf(signal) : undefined, { ...more, record });
}

/** Whatever the caller aborted with; a signal of another kind may refuse to tell. */
function reasonOf(signal) {
  try {
    return signal?.reason;
  } catch {
    return undefined;
  }
}
