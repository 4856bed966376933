import { expect, test } from 'vitest';
import type { OidcProvider } from '../api/oidcProviders';
import { fieldsOf, newFields, redirectUri, termsOf } from './providerTerms';

const provider: OidcProvider = {
  id: 'p',
  name: 'Bank',
  issuer: 'https://id.bank.example',
  clientId: 'crewcast',
  emailClaim: 'mail',
  groupsClaim: 'groups',
  roleMapping: [{ group: 'wfm', role: 'planner' }],
  defaultRole: null,
  createsUsers: true,
  enabled: true,
  version: 3,
  createdAt: '2026-11-01T00:00:00Z',
  modifiedAt: '2026-11-01T00:00:00Z',
};

test('a provider that is opened and kept is what it was, and keeps its secret', () => {
  const terms = termsOf(fieldsOf(provider));
  expect(provider).toMatchObject(terms);
  expect(Object.keys(terms)).not.toContain('clientSecret');
});

test('what is left empty is left out, and a row without a group says nothing', () => {
  const terms = termsOf({ ...newFields(), name: ' Bank ', emailClaim: '', clientSecret: ' s ', roleMapping: [{ group: ' ', role: 'admin' }] });
  expect(terms).toMatchObject({ name: 'Bank', clientSecret: 's', emailClaim: 'email', groupsClaim: null, defaultRole: null, roleMapping: [] });
});

test('a form does not change the provider it was opened from', () => {
  for (const mapping of fieldsOf(provider).roleMapping) mapping.role = 'admin';
  expect(provider.roleMapping[0]?.role).toBe('planner');
});

test('the provider is told one address', () => {
  expect(redirectUri('https://crewcast.bank.example')).toBe('https://crewcast.bank.example/api/v1/oidc/callback');
});
