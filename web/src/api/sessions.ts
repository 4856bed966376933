import { request } from './request';

export const ROLES = ['admin', 'planner', 'supervisor', 'agent', 'dialer'] as const;
export type Role = (typeof ROLES)[number];

/** Who signed in. */
export interface SessionUser {
  id: string | null;
  displayName: string;
  role: Role;
  agentId: string | null;
  locale: string;
}

export const signIn = async (username: string, password: string): Promise<SessionUser> =>
  (await request<{ user: SessionUser }>('POST', '/sessions', { anonymous: true, body: { username, password } })).body.user;

export const signOut = (): Promise<unknown> => request('DELETE', '/sessions/current', { anonymous: true });

export const whoAmI = async (): Promise<SessionUser> => (await request<SessionUser>('GET', '/me', { anonymous: true })).body;
