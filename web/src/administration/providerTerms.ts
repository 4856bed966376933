import type { OidcProvider, OidcProviderTerms, RoleOfGroup } from '../api/oidcProviders';
import type { Role } from '../api/sessions';

/** What stands in the fields of a provider's form. */
export interface ProviderFields {
  name: string;
  issuer: string;
  clientId: string;
  /** Empty for the one it has. */
  clientSecret: string;
  emailClaim: string;
  groupsClaim: string;
  roleMapping: RoleOfGroup[];
  /** Empty where members of no group are refused. */
  defaultRole: Role | '';
  createsUsers: boolean;
  enabled: boolean;
}

/** The claim with the address, unless the provider has another. */
const USUAL_EMAIL_CLAIM = 'email';

export const newFields = (): ProviderFields => ({
  name: '',
  issuer: '',
  clientId: '',
  clientSecret: '',
  emailClaim: USUAL_EMAIL_CLAIM,
  groupsClaim: '',
  roleMapping: [],
  defaultRole: '',
  createsUsers: false,
  enabled: true,
});

export const fieldsOf = (provider: OidcProvider): ProviderFields => ({
  name: provider.name,
  issuer: provider.issuer,
  clientId: provider.clientId,
  clientSecret: '',
  emailClaim: provider.emailClaim,
  groupsClaim: provider.groupsClaim ?? '',
  roleMapping: provider.roleMapping.map((one) => ({ ...one })),
  defaultRole: provider.defaultRole ?? '',
  createsUsers: provider.createsUsers,
  enabled: provider.enabled,
});

/** The provider that the fields say: rows without a group say nothing, and an empty secret leaves the one there is. */
export function termsOf(fields: ProviderFields): OidcProviderTerms {
  const text = (value: string) => value.trim();
  const secret = text(fields.clientSecret);
  return {
    name: text(fields.name),
    issuer: text(fields.issuer),
    clientId: text(fields.clientId),
    ...(secret === '' ? {} : { clientSecret: secret }),
    emailClaim: text(fields.emailClaim) || USUAL_EMAIL_CLAIM,
    groupsClaim: text(fields.groupsClaim) || null,
    roleMapping: fields.roleMapping.map((one) => ({ ...one, group: text(one.group) })).filter((one) => one.group !== ''),
    defaultRole: fields.defaultRole || null,
    createsUsers: fields.createsUsers,
    enabled: fields.enabled,
  };
}

/** Where a provider sends people back to: it must be told this address. */
export const redirectUri = (origin: string): string => `${origin}/api/v1/oidc/callback`;
