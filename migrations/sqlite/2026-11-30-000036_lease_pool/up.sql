-- segment is '' where nothing tells contacts apart. permitted_hours is a document of local hours, NULL for the campaign's.
ALTER TABLE contacts ADD COLUMN segment TEXT NOT NULL DEFAULT '';
ALTER TABLE contacts ADD COLUMN permitted_hours TEXT;

ALTER TABLE campaigns ADD COLUMN exploration_share DOUBLE PRECISION NOT NULL DEFAULT 0.05;
ALTER TABLE campaigns ADD COLUMN agent_callback_minutes INTEGER NOT NULL DEFAULT 60;

-- The token, which rises with every lease, says which lease holds a contact, as long as lease_expires_at stands.
ALTER TABLE campaign_contacts DROP COLUMN lease_id;
ALTER TABLE campaign_contacts ADD COLUMN segment TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign_contacts ADD COLUMN permitted_hours TEXT;
-- A held contact is in no bucket: until something reopens it, or because it waits for the call it was promised.
ALTER TABLE campaign_contacts ADD COLUMN held BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE campaign_contacts ADD COLUMN hold_reason TEXT;
ALTER TABLE campaign_contacts ADD COLUMN callback_at BIGINT;
ALTER TABLE campaign_contacts ADD COLUMN callback_agent_id TEXT;
DROP INDEX campaign_contacts_pool;
-- Whoever is finished or held leaves the index, so that a lease reads no row that cannot be called. Queries that look
-- for rows by id must not say both, or SQLite, which has no statistics, walks this index instead of the key.
CREATE INDEX campaign_contacts_pool ON campaign_contacts
    (tenant_id, campaign_id, segment, time_zone, available_at, contact_id) WHERE NOT finished AND NOT held;
CREATE INDEX campaign_contacts_holds ON campaign_contacts (tenant_id, campaign_id, hold_reason)
    WHERE hold_reason IS NOT NULL;
CREATE INDEX campaign_contacts_callbacks ON campaign_contacts (tenant_id, campaign_id, available_at, contact_id)
    WHERE callback_at IS NOT NULL;

-- The pairs of segment and time zone that a campaign has contacts of, so that a lease need not look for them.
CREATE TABLE campaign_buckets (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    segment TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, segment, time_zone),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
INSERT INTO campaign_buckets (tenant_id, campaign_id, segment, time_zone)
    SELECT DISTINCT tenant_id, campaign_id, segment, time_zone FROM campaign_contacts;

-- What an attempt is worth by segment and hour of the callee's week, 0 = Monday 00:00; NULL for hours without a row.
CREATE TABLE segment_values (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    segment TEXT NOT NULL,
    hour_of_week INTEGER,
    expected_value DOUBLE PRECISION NOT NULL,
    exploration_share DOUBLE PRECISION NOT NULL,
    trained_at BIGINT NOT NULL,
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX segment_values_hour ON segment_values (tenant_id, campaign_id, hour_of_week, segment)
    WHERE hour_of_week IS NOT NULL;
CREATE UNIQUE INDEX segment_values_other ON segment_values (tenant_id, campaign_id, segment)
    WHERE hour_of_week IS NULL;

-- Every keyed POST forgets its tenant's old keys. By the instant alone SQLite walked all keys of the tenant for it, which
-- at a thousand leases a second is millions.
DROP INDEX idempotency_keys_created_at;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (tenant_id, created_at);
