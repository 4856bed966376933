// The centre's API, as a user of a role: for what a test needs before it opens the page.
import { centre, sessionOf } from './session.mjs';

/** Calls as a user of this role: `call` gives the answer's body and throws for everything but a success. */
export async function apiOf(role) {
  const { url } = await centre();
  const cookie = (await sessionOf(role)).map(({ name, value }) => `${name}=${value}`).join('; ');

  async function call(method, path, body, { ifMatch, type = 'application/json' } = {}) {
    const headers = { Cookie: cookie };
    if (body !== undefined) headers['Content-Type'] = type;
    if (ifMatch !== undefined) headers['If-Match'] = `"${ifMatch}"`;
    const answer = await fetch(`${url}/api/v1${path}`, { method, headers, body: type === 'application/json' ? JSON.stringify(body) : body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 600)}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  return { call, list: async (path) => (await call('GET', `${path}${path.includes('?') ? '&' : '?'}pageSize=1000`)).entities };
}

/** Where a schedule lies in the API. */
export const pathOf = (schedule) => `/business-units/${schedule.businessUnitId}/weeks/${schedule.weekDate}/schedules/${schedule.id}`;

/** A draft of its own: a copy of the schedule that the demo published, in its weeks or in others. */
export async function draftOfDemo(api, { weekDate, description }) {
  const [unit] = await api.list('/business-units');
  const forecasts = await api.list(`/business-units/${unit.id}/weeks/recent/short-term-forecasts`);
  const schedules = await api.list(`/business-units/${unit.id}/weeks/${forecasts.at(-1).weekDate}/schedules`);
  const source = schedules.find((one) => one.runId !== null);
  return api.call('POST', `${pathOf(source)}/copy`, { weekDate, description });
}
