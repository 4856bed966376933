DROP TABLE segment_values;
DROP TABLE campaign_buckets;
DROP INDEX campaign_contacts_callbacks;
DROP INDEX campaign_contacts_holds;
DROP INDEX campaign_contacts_pool;
ALTER TABLE campaign_contacts DROP COLUMN callback_agent_id;
ALTER TABLE campaign_contacts DROP COLUMN callback_at;
ALTER TABLE campaign_contacts DROP COLUMN hold_reason;
ALTER TABLE campaign_contacts DROP COLUMN held;
ALTER TABLE campaign_contacts DROP COLUMN permitted_hours;
ALTER TABLE campaign_contacts DROP COLUMN segment;
-- Leases that are out lose their id here and end by themselves.
ALTER TABLE campaign_contacts ADD COLUMN lease_id TEXT;
CREATE INDEX campaign_contacts_pool ON campaign_contacts (tenant_id, campaign_id, finished, available_at, contact_id);
ALTER TABLE campaigns DROP COLUMN agent_callback_minutes;
ALTER TABLE campaigns DROP COLUMN exploration_share;
ALTER TABLE contacts DROP COLUMN permitted_hours;
ALTER TABLE contacts DROP COLUMN segment;
