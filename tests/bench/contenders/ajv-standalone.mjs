/** Ajv's code, generated ahead, and a function for the rules that join fields. The generated check comes from outside. */

import { cross } from './cross.mjs';
import { toIssue } from './schema.mjs';
import { say } from './words.mjs';

export const around = (check) =>
  function validate(request) {
    const issues = [];
    if (!check(request)) {
      for (const error of check.errors) {
        const issue = toIssue(error, request);
        if (issue) issues.push(issue);
      }
    }
    cross(request, (code, path, actual) => {
      issues.push({ code, path, message: say(code, actual) });
    });
    return issues;
  };
