import type { SessionUser } from '../api/sessions';
import type { Screen } from '../state/route.svelte';

const OWN: Screen[] = ['my-shifts'];
const STAFF: Screen[] = ['forecast', 'intraday', 'today', 'outlook', 'coverage', 'what-if', 'roster-run', 'schedule', 'adherence', 'performance', 'campaigns', 'contact-lists', 'persons', 'do-not-call', 'imports', 'special-days', 'findings', 'capacity', 'administration'];

/** The screens whose data the role may read; the service holds the same table and decides. */
export function screensOf(user: Pick<SessionUser, 'role' | 'agentId'>): Screen[] {
  const own = user.agentId === null ? [] : OWN;
  switch (user.role) {
    case 'admin':
    case 'planner':
      return ['start', ...STAFF, ...own];
    case 'supervisor':
      return [...STAFF, ...own];
    case 'agent':
      return OWN;
    case 'dialer':
      return ['campaigns', 'do-not-call'];
  }
}
