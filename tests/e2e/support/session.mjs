// The centre under test, its users, and one session for each of them.
import { readFile } from 'node:fs/promises';

/** The centre's address and its users: `{ url, users: [{ username, password, role }] }`. */
export async function centre() {
  const file = process.env.CREWCAST_E2E_SIGN_IN;
  if (!file) throw new Error('CREWCAST_E2E_SIGN_IN names no file; start the tests with "npm run e2e" in web/');
  return JSON.parse(await readFile(file, 'utf8'));
}

export async function userOf(role) {
  const { users } = await centre();
  const user = users.find((one) => one.role === role);
  if (!user) throw new Error(`the demo centre has no user with the role ${role}; it has ${users.map((one) => one.role).join(', ')}`);
  return user;
}

/** Signs in over HTTP, and gives the cookies of the session. */
export async function signedIn({ username, password, role }) {
  const { url } = await centre();
  const answer = await fetch(`${url}/api/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password }) });
  if (!answer.ok) throw new Error(`a ${role} cannot sign in: ${answer.status} ${(await answer.text()).slice(0, 600)}`);
  return answer.headers.getSetCookie().map((one) => {
    const [name, ...value] = one.split(';')[0].split('=');
    return { name, value: value.join('='), url };
  });
}

const sessions = new Map();

/** The cookies of a session that all pages and calls of a role in a file of tests share: whoever ends a session needs one of their own. */
export function sessionOf(role) {
  if (!sessions.has(role)) sessions.set(role, userOf(role).then(signedIn));
  return sessions.get(role);
}
