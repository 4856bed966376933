import { apiPath, request } from './request';

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

/** The password was right; a code is still to come. */
export interface Challenge {
  challenge: string;
  expiresAt: string;
}

export const signIn = async (username: string, password: string): Promise<{ user: SessionUser } | Challenge> =>
  (await request<{ user: SessionUser } | Challenge>('POST', '/sessions', { anonymous: true, idempotencyKey: null, body: { username, password } })).body;

export const signInWithCode = async ({ challenge }: Challenge, code: string): Promise<SessionUser> =>
  (await request<{ user: SessionUser }>('POST', '/sessions/second-step', { anonymous: true, idempotencyKey: null, body: { challenge, code } })).body.user;

/** Who says by OpenID Connect who somebody is. */
export interface SignInProvider {
  id: string;
  name: string;
}

export const listSignInProviders = async (tenant: string | null): Promise<SignInProvider[]> =>
  (await request<{ entities: SignInProvider[] }>('GET', '/sign-in-providers', { anonymous: true, query: { tenant: tenant ?? undefined } })).body.entities;

/** Where the browser goes to sign in with a provider. */
export const providerStart = (provider: SignInProvider): string => apiPath(`/oidc/${provider.id}/start`);

/** Chooses a password with the token of a reset. */
export const choosePassword = (token: string, newPassword: string): Promise<unknown> =>
  request('POST', '/password-resets', { anonymous: true, idempotencyKey: null, body: { token, newPassword } });

export const signOut = (): Promise<unknown> => request('DELETE', '/sessions/current', { anonymous: true });

export const whoAmI = async (): Promise<SessionUser> => (await request<SessionUser>('GET', '/me', { anonymous: true })).body;
