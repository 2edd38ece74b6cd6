// The cases as the JavaScript tests read them.
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../cases/', import.meta.url);

export const EDITIONS = ['2026-06', '2026-08'];

/** Every case of every file, with its text, and with its value where the object door has it. */
export function cases() {
  return readdirSync(root)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, root), 'utf8')).cases.map((one) => read(file, one)));
}

function read(file, one) {
  const text = one.text ?? one.parts?.map(([part, times]) => part.repeat(times)).join('') ?? JSON.stringify(one.request);
  return { ...one, file, text, ...valueOf(one, text) };
}

function valueOf(one, text) {
  if ('request' in one) return { value: one.request, hasValue: true };
  if (one.textOnly) return { hasValue: false };
  try {
    return { value: JSON.parse(text.replace(/^\ufeff/, '')), hasValue: true };
  } catch {
    return { hasValue: false };
  }
}

/** A report as cases write it. */
export const summary = (report) => report.issues.map((issue) => `${issue.severity} ${issue.code} ${issue.pointer}`);
