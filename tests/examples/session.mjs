// Stands for your own sessions: who is behind a request, and whose tasks are whose. A database goes here.

const users = new Map([['ann-token', 'ann'], ['bob-token', 'bob']]);
const owners = new Map();

/** Gives the name of who asks, or nothing. */
export function authorize(request) {
  const token = /(?:^|;\s*)session=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  return users.get(token);
}

/** A business id belongs to whoever submits it first; nobody looks at what is not theirs. */
export function owns({ subject, id, route }) {
  if (route === 'submit' && !owners.has(id)) owners.set(id, subject);
  return owners.get(id) === subject;
}

/** The task has an id of its own from here on. */
export function settled({ subject, taskId }) {
  if (taskId !== undefined) owners.set(taskId, subject);
}
