/** Ajv, compiled at run time; the rules that join fields are a keyword of the root. */

import { Ajv } from 'ajv';
import { cross } from './cross.mjs';
import { options, schema, toIssue } from './schema.mjs';
import { say } from './words.mjs';

const ajv = new Ajv(options);

function joined(_, request) {
  let errors;
  cross(request, (code, path, actual) => {
    (errors ??= []).push({ keyword: 'joined', instancePath: '', params: { code, path }, message: say(code, actual) });
  });
  joined.errors = errors;
  return errors === undefined;
}

ajv.addKeyword({ keyword: 'joined', type: 'object', errors: 'full', validate: joined });
const check = ajv.compile({ ...schema, joined: true });

export function validate(request) {
  if (check(request)) return [];
  const issues = [];
  for (const error of check.errors) {
    const { keyword, params, message } = error;
    const issue = keyword === 'joined' ? { code: params.code, path: params.path, message } : toIssue(error, request);
    if (issue) issues.push(issue);
  }
  return issues;
}
