-- scopes: the units that access is limited to, as JSON; NULL is the whole tenant. totp_secret is encrypted.
ALTER TABLE users ADD COLUMN email TEXT;
ALTER TABLE users ADD COLUMN scopes TEXT;
ALTER TABLE users ADD COLUMN disabled_at BIGINT;
ALTER TABLE users ADD COLUMN totp_secret TEXT;
ALTER TABLE users ADD COLUMN totp_confirmed_at BIGINT;
ALTER TABLE users ADD COLUMN totp_last_step BIGINT;
CREATE UNIQUE INDEX users_email ON users (tenant_id, email);

-- permissions: patterns of operations, as JSON; NULL is whatever the role holds. The previous secret lives on for a while
-- after a rotation.
ALTER TABLE api_keys ADD COLUMN permissions TEXT;
ALTER TABLE api_keys ADD COLUMN scopes TEXT;
ALTER TABLE api_keys ADD COLUMN expires_at BIGINT;
ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT;
ALTER TABLE api_keys ADD COLUMN previous_secret_hash TEXT;
ALTER TABLE api_keys ADD COLUMN previous_secret_until BIGINT;
CREATE UNIQUE INDEX api_keys_previous_secret_hash ON api_keys (previous_secret_hash);

ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN user_agent TEXT;
CREATE INDEX sessions_user ON sessions (tenant_id, user_id);

CREATE TABLE recovery_codes (
    tenant_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, user_id, code_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

-- A password was right, the second step is still to come.
CREATE TABLE sign_in_challenges (
    tenant_id TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    user_id TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, secret_hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sign_in_challenges_secret_hash ON sign_in_challenges (secret_hash);

CREATE TABLE password_resets (
    tenant_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX password_resets_token_hash ON password_resets (token_hash);

-- Whoever tries to sign in belongs to no tenant yet: subject is the hash of a user name or of an address.
CREATE TABLE sign_in_throttles (
    subject TEXT NOT NULL PRIMARY KEY,
    attempts INTEGER NOT NULL,
    last_attempt_at BIGINT NOT NULL,
    locked_until BIGINT
);
CREATE INDEX sign_in_throttles_last_attempt_at ON sign_in_throttles (last_attempt_at);

-- client_secret is encrypted; role_mapping is JSON.
CREATE TABLE oidc_providers (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    client_secret TEXT NOT NULL,
    email_claim TEXT NOT NULL,
    groups_claim TEXT,
    role_mapping TEXT NOT NULL,
    default_role TEXT,
    creates_users BOOLEAN NOT NULL,
    enabled BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX oidc_providers_id ON oidc_providers (id);

-- Sign-ins under way at a provider; a row goes with the one answer it is for.
CREATE TABLE oidc_sign_ins (
    tenant_id TEXT NOT NULL,
    state_hash TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    nonce TEXT NOT NULL,
    code_verifier TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, state_hash),
    FOREIGN KEY (tenant_id, provider_id) REFERENCES oidc_providers (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX oidc_sign_ins_state_hash ON oidc_sign_ins (state_hash);

-- Whom a provider knows under which subject, from the first sign-in on: an address that changes hands changes nothing.
CREATE TABLE oidc_identities (
    tenant_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, provider_id, subject),
    FOREIGN KEY (tenant_id, provider_id) REFERENCES oidc_providers (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
