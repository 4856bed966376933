import { getAll, request } from './request';
import type { Role } from './sessions';

/** The role that members of a provider's group have. */
export interface RoleOfGroup {
  group: string;
  role: Role;
}

/** Who says by OpenID Connect who somebody is; its secret is never shown. */
export interface OidcProvider {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  emailClaim: string;
  groupsClaim: string | null;
  /** The first group that a user is in counts. */
  roleMapping: RoleOfGroup[];
  /** Of users it makes who are in none of the groups; null where they are refused. */
  defaultRole: Role | null;
  createsUsers: boolean;
  enabled: boolean;
  version: number;
  createdAt: string;
  modifiedAt: string;
}

/** A provider as it is to be; without a secret it keeps the one it has. */
export type OidcProviderTerms = Omit<OidcProvider, 'id' | 'version' | 'createdAt' | 'modifiedAt'> & { clientSecret?: string };

export const listOidcProviders = (): Promise<OidcProvider[]> => getAll('/oidc-providers');

// The secret is sent in the body: it is not kept under a key.
export const addOidcProvider = (body: OidcProviderTerms): Promise<unknown> => request('POST', '/oidc-providers', { idempotencyKey: null, body });

export const replaceOidcProvider = (provider: OidcProvider, body: OidcProviderTerms): Promise<unknown> =>
  request('PUT', `/oidc-providers/${provider.id}`, { ifMatch: provider.version, body });

export const deleteOidcProvider = (provider: OidcProvider): Promise<unknown> => request('DELETE', `/oidc-providers/${provider.id}`);
