import type { SessionUser } from '../api/sessions';
import type { Screen } from '../state/route.svelte';

const OWN: Screen[] = ['my-shifts', 'my-time-off', 'my-trades'];
const OF_EVERYBODY: Screen[] = ['account'];
const STAFF: Screen[] = ['forecast', 'intraday', 'today', 'outlook', 'coverage', 'what-if', 'roster-run', 'schedule', 'adherence', 'requests', 'performance', 'campaigns', 'contact-lists', 'persons', 'do-not-call', 'imports', 'special-days', 'findings', 'capacity', 'administration'];

/** The screens whose data the role may read; the service holds the same table and decides. */
export function screensOf(user: Pick<SessionUser, 'role' | 'agentId'>): Screen[] {
  const own = user.agentId === null ? [] : OWN;
  switch (user.role) {
    case 'admin':
    case 'planner':
      return ['start', ...STAFF, ...own, ...OF_EVERYBODY];
    case 'supervisor':
      return [...STAFF, ...own, ...OF_EVERYBODY];
    case 'agent':
      return [...OWN, ...OF_EVERYBODY];
    case 'dialer':
      return ['campaigns', 'do-not-call', ...OF_EVERYBODY];
  }
}
