import { getAll, get, request } from './request';

/** A session of the own that is open. */
export interface OpenSession {
  id: string;
  createdAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
  current: boolean;
}

export interface TwoStepState {
  enabledSince: string | null;
  recoveryCodesLeft: number;
}

/** A secret for an authenticator app, in the answer that makes it, and nowhere else. */
export interface TwoStepEnrolment {
  secret: string;
  otpauthUri: string;
}

export const listOwnSessions = (): Promise<OpenSession[]> => getAll('/me/sessions');

export const endOwnSession = (session: OpenSession): Promise<unknown> => request('DELETE', `/me/sessions/${session.id}`);

// Passwords, secrets and codes are asked for once each: no answer to them is kept under a key.

export const changePassword = (currentPassword: string, newPassword: string): Promise<unknown> =>
  request('POST', '/me/password', { idempotencyKey: null, body: { currentPassword, newPassword } });

export const twoStepState = (): Promise<TwoStepState> => get('/me/two-step');

export const enrolTwoStep = async (password: string): Promise<TwoStepEnrolment> =>
  (await request<TwoStepEnrolment>('POST', '/me/two-step', { idempotencyKey: null, body: { password } })).body;

export const confirmTwoStep = async (code: string): Promise<string[]> =>
  (await request<{ recoveryCodes: string[] }>('POST', '/me/two-step/confirm', { idempotencyKey: null, body: { code } })).body.recoveryCodes;

export const removeTwoStep = (password: string, code: string): Promise<unknown> =>
  request('POST', '/me/two-step/remove', { idempotencyKey: null, body: { password, code } });
