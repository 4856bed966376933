import type { BusinessUnit, ManagementUnit, Skill, Team } from './organisation';
import { getAll, request } from './request';
import type { Role } from './sessions';

export type NewBusinessUnit = Pick<BusinessUnit, 'name' | 'timeZone' | 'startDayOfWeek' | 'intervalLengthMinutes' | 'region'>;

export const addBusinessUnit = async (body: NewBusinessUnit): Promise<BusinessUnit> => (await request<BusinessUnit>('POST', '/business-units', { body })).body;

export const replaceBusinessUnit = (unit: BusinessUnit, body: NewBusinessUnit): Promise<unknown> =>
  request('PUT', `/business-units/${unit.id}`, { ifMatch: unit.version, body });

export const deleteBusinessUnit = (unit: BusinessUnit): Promise<unknown> => request('DELETE', `/business-units/${unit.id}`);

export const addManagementUnit = (businessUnitId: string, name: string): Promise<unknown> => request('POST', '/management-units', { body: { businessUnitId, name } });

export const renameManagementUnit = ({ id, version, businessUnitId, labourLaw }: ManagementUnit, name: string): Promise<unknown> =>
  request('PUT', `/management-units/${id}`, { ifMatch: version, body: { businessUnitId, name, ...(labourLaw === undefined ? {} : { labourLaw }) } });

export const deleteManagementUnit = (unit: ManagementUnit): Promise<unknown> => request('DELETE', `/management-units/${unit.id}`);

export const addTeam = (managementUnitId: string, name: string): Promise<unknown> => request('POST', '/teams', { body: { managementUnitId, name } });

export const renameTeam = ({ id, version, managementUnitId }: Team, name: string): Promise<unknown> =>
  request('PUT', `/teams/${id}`, { ifMatch: version, body: { managementUnitId, name } });

export const deleteTeam = (team: Team): Promise<unknown> => request('DELETE', `/teams/${team.id}`);

export const addSkill = (name: string): Promise<unknown> => request('POST', '/skills', { body: { name } });

export const renameSkill = (skill: Skill, name: string): Promise<unknown> => request('PUT', `/skills/${skill.id}`, { ifMatch: skill.version, body: { name } });

export const deleteSkill = (skill: Skill): Promise<unknown> => request('DELETE', `/skills/${skill.id}`);

/** A unit that access is limited to. */
export type AccessScope = { businessUnitId: string } | { managementUnitId: string } | { teamId: string };

export interface User {
  id: string;
  username: string;
  displayName: string;
  email: string | null;
  role: Role;
  /** Absent for the whole organisation. */
  scopes?: AccessScope[];
  agentId: string | null;
  locale: string;
  disabledAt: string | null;
  twoStep: boolean;
  hasPassword: boolean;
  version: number;
  createdAt: string;
}

/** What an administrator may change of a user. */
export interface UserChange {
  displayName: string;
  role: Role;
  email?: string;
  agentId?: string;
  locale: string;
  scopes?: AccessScope[];
}

/** A token with which somebody chooses a password, in the answer that makes it, and nowhere else. */
export interface PasswordReset {
  token: string;
  expiresAt: string;
}

export interface NewUser {
  username: string;
  displayName: string;
  password: string;
  role: Role;
  /** Of the role `agent`. */
  agentId?: string;
  locale: string;
}

export const listUsers = (): Promise<User[]> => getAll('/users');

export const addUser = (body: NewUser): Promise<unknown> => request('POST', '/users', { idempotencyKey: null, body });

export const changeUser = (user: User, body: UserChange): Promise<unknown> => request('PUT', `/users/${user.id}`, { ifMatch: user.version, body });

export const switchUser = (user: User, to: 'disable' | 'enable'): Promise<unknown> => request('POST', `/users/${user.id}/${to}`);

export const removeTwoStepOf = (user: User): Promise<unknown> => request('DELETE', `/users/${user.id}/two-step`);

export const resetPassword = async (user: User): Promise<PasswordReset> =>
  (await request<PasswordReset>('POST', `/users/${user.id}/password-reset`, { idempotencyKey: null })).body;

/** A program's credential; its secret is in the answer that makes it, and nowhere else. */
export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  /** Absent for all that the role holds. */
  permissions?: string[];
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export const listApiKeys = (): Promise<ApiKey[]> => getAll('/api-keys');

export interface NewApiKey {
  name: string;
  role: Role;
  permissions?: string[];
  expiresAt?: string;
}

// A secret is in one answer: it is not kept under a key.

export const addApiKey = async (body: NewApiKey): Promise<ApiKey & { secret: string }> =>
  (await request<ApiKey & { secret: string }>('POST', '/api-keys', { idempotencyKey: null, body })).body;

export const rotateApiKey = async (key: ApiKey): Promise<ApiKey & { secret: string }> =>
  (await request<ApiKey & { secret: string }>('POST', `/api-keys/${key.id}/rotate`, { idempotencyKey: null, body: {} })).body;

export const revokeApiKey = (key: ApiKey): Promise<unknown> => request('DELETE', `/api-keys/${key.id}`);
