-- What happened between the tenant and a person, across campaigns. '' stands for unknown or for all, so that entries can
-- be compared without a case for NULL. Entries of a lease have its id in theirs and so are made once.
CREATE TABLE contact_ledger (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    phone TEXT NOT NULL,
    person_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    product_family TEXT NOT NULL,
    channel TEXT NOT NULL,
    lease_id TEXT NOT NULL,
    wrap_up_code TEXT NOT NULL,
    note TEXT NOT NULL,
    made_by TEXT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX contact_ledger_phone ON contact_ledger (tenant_id, phone, id);
CREATE INDEX contact_ledger_person ON contact_ledger (tenant_id, person_id, id);

INSERT INTO contact_ledger (tenant_id, id, phone, person_id, contact_id, at, kind, campaign_id, product_family, channel,
        lease_id, wrap_up_code, note, made_by, expires_at)
    SELECT a.tenant_id, a.lease_id || '-attempt', p.phone, p.person_id, a.contact_id, COALESCE(a.started_at, a.recorded_at),
        'attempt', a.campaign_id, c.product_family, 'voice', a.lease_id, a.wrap_up_code, '', '', NULL
    FROM contact_attempts a
    JOIN campaign_contacts p ON p.tenant_id = a.tenant_id AND p.campaign_id = a.campaign_id AND p.contact_id = a.contact_id
    JOIN campaigns c ON c.tenant_id = a.tenant_id AND c.id = a.campaign_id;
INSERT INTO contact_ledger (tenant_id, id, phone, person_id, contact_id, at, kind, campaign_id, product_family, channel,
        lease_id, wrap_up_code, note, made_by, expires_at)
    SELECT a.tenant_id, a.lease_id || '-conversation', p.phone, p.person_id, a.contact_id, a.recorded_at,
        'conversation', a.campaign_id, c.product_family, 'voice', a.lease_id, a.wrap_up_code, '', '', NULL
    FROM contact_attempts a
    JOIN campaign_contacts p ON p.tenant_id = a.tenant_id AND p.campaign_id = a.campaign_id AND p.contact_id = a.contact_id
    JOIN campaigns c ON c.tenant_id = a.tenant_id AND c.id = a.campaign_id
    WHERE a.flags LIKE '%"rightPartyContact"%' OR a.flags LIKE '%"businessSuccess"%' OR a.flags LIKE '%"refusal"%'
        OR a.flags LIKE '%"doNotCall"%';
INSERT INTO contact_ledger (tenant_id, id, phone, person_id, contact_id, at, kind, campaign_id, product_family, channel,
        lease_id, wrap_up_code, note, made_by, expires_at)
    SELECT tenant_id, 'refusal-' || subject_kind || '-' || product_family || '-' || subject,
        CASE WHEN subject_kind = 'phone' THEN subject ELSE '' END, CASE WHEN subject_kind = 'person' THEN subject ELSE '' END,
        '', refused_at, 'refusal', campaign_id, product_family, 'voice', '', '', '', '', NULL
    FROM refusals;
-- The ledger has them now.
DROP TABLE refusals;

CREATE TABLE contact_policies (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    terms TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX contact_policies_name ON contact_policies (tenant_id, name);
CREATE UNIQUE INDEX contact_policies_default ON contact_policies (tenant_id) WHERE is_default;

-- A campaign without a row has the tenant's default policy.
CREATE TABLE campaign_contact_policies (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    contact_policy_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, contact_policy_id) REFERENCES contact_policies (tenant_id, id)
);
CREATE INDEX campaign_contact_policies_policy ON campaign_contact_policies (tenant_id, contact_policy_id);

CREATE TABLE service_tier_overrides (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    person_id TEXT NOT NULL,
    tier TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, person_id)
);

-- An entry ends at expires_at; product_family '' stands for all.
ALTER TABLE dnc_entries ADD COLUMN expires_at BIGINT;
ALTER TABLE dnc_entries ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE dnc_lists ADD COLUMN product_family TEXT NOT NULL DEFAULT '';

-- Single dates and holidays that are called otherwise than their weekday.
ALTER TABLE callable_time_sets ADD COLUMN exceptions TEXT NOT NULL DEFAULT '{}';

