ALTER TABLE callable_time_sets DROP COLUMN exceptions;
ALTER TABLE dnc_lists DROP COLUMN product_family;
ALTER TABLE dnc_entries DROP COLUMN reason;
ALTER TABLE dnc_entries DROP COLUMN expires_at;
DROP TABLE service_tier_overrides;
DROP TABLE campaign_contact_policies;
DROP TABLE contact_policies;
CREATE TABLE refusals (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    product_family TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    refused_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, product_family, subject_kind, subject)
);
INSERT INTO refusals (tenant_id, product_family, subject_kind, subject, campaign_id, refused_at)
    SELECT tenant_id, product_family, 'phone', phone, MIN(campaign_id), MIN(at) FROM contact_ledger
    WHERE kind = 'refusal' AND phone <> '' GROUP BY tenant_id, product_family, phone;
INSERT INTO refusals (tenant_id, product_family, subject_kind, subject, campaign_id, refused_at)
    SELECT tenant_id, product_family, 'person', person_id, MIN(campaign_id), MIN(at) FROM contact_ledger
    WHERE kind = 'refusal' AND person_id <> '' GROUP BY tenant_id, product_family, person_id;
DROP TABLE contact_ledger;
