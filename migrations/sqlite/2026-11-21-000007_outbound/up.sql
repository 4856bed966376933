CREATE TABLE contact_lists (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    default_time_zone TEXT NOT NULL,
    default_region TEXT NOT NULL,
    time_zones TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX contact_lists_name ON contact_lists (tenant_id, name);

-- person_id and time_zone are '' where unknown, so that they can be compared without a case for NULL.
CREATE TABLE contacts (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    contact_list_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    person_id TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    external_id TEXT,
    name TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_list_id) REFERENCES contact_lists (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX contacts_phone ON contacts (tenant_id, contact_list_id, phone);
CREATE INDEX contacts_list ON contacts (tenant_id, contact_list_id, id);

CREATE TABLE dnc_lists (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    tenant_wide BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX dnc_lists_name ON dnc_lists (tenant_id, name);

CREATE TABLE dnc_entries (
    tenant_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    dnc_list_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, phone, dnc_list_id),
    FOREIGN KEY (tenant_id, dnc_list_id) REFERENCES dnc_lists (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX dnc_entries_list ON dnc_entries (tenant_id, dnc_list_id);

CREATE TABLE callable_time_sets (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    callable_times TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX callable_time_sets_name ON callable_time_sets (tenant_id, name);

CREATE TABLE campaigns (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    campaign_status TEXT NOT NULL,
    contact_list_id TEXT NOT NULL,
    callable_time_set_id TEXT NOT NULL,
    product_family TEXT NOT NULL,
    priority INTEGER NOT NULL,
    max_attempts_per_contact INTEGER NOT NULL,
    minutes_between_attempts INTEGER NOT NULL,
    wrap_up_code_mapping TEXT NOT NULL,
    allocation_terms TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_list_id) REFERENCES contact_lists (tenant_id, id),
    FOREIGN KEY (tenant_id, callable_time_set_id) REFERENCES callable_time_sets (tenant_id, id)
);
CREATE UNIQUE INDEX campaigns_name ON campaigns (tenant_id, name);
CREATE INDEX campaigns_list ON campaigns (tenant_id, contact_list_id);
CREATE INDEX campaigns_time_set ON campaigns (tenant_id, callable_time_set_id);

CREATE TABLE campaign_dnc_lists (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    dnc_list_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, dnc_list_id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, dnc_list_id) REFERENCES dnc_lists (tenant_id, id)
);
CREATE INDEX campaign_dnc_lists_list ON campaign_dnc_lists (tenant_id, dnc_list_id);

-- The one row that decides who may dial a contact for a campaign. A lease is held by pushing available_at to its end,
-- so that an expired one is back in the pool without anybody's doing.
CREATE TABLE campaign_contacts (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    person_id TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    finished BOOLEAN NOT NULL,
    attempts INTEGER NOT NULL,
    available_at BIGINT NOT NULL,
    lease_id TEXT,
    lease_token BIGINT NOT NULL,
    lease_expires_at BIGINT,
    started_at BIGINT,
    last_wrap_up_code TEXT,
    PRIMARY KEY (tenant_id, campaign_id, contact_id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX campaign_contacts_pool ON campaign_contacts (tenant_id, campaign_id, finished, available_at, contact_id);
CREATE INDEX campaign_contacts_contact ON campaign_contacts (tenant_id, contact_id);

CREATE TABLE leases (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    token BIGINT NOT NULL,
    dialer_id TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id, contact_id)
        REFERENCES campaign_contacts (tenant_id, campaign_id, contact_id) ON DELETE CASCADE
);
CREATE INDEX leases_contact ON leases (tenant_id, campaign_id, contact_id);

CREATE TABLE contact_attempts (
    tenant_id TEXT NOT NULL,
    lease_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    token BIGINT NOT NULL,
    started_at BIGINT,
    recorded_at BIGINT NOT NULL,
    wrap_up_code TEXT NOT NULL,
    flags TEXT NOT NULL,
    handle_seconds INTEGER,
    attempt INTEGER NOT NULL,
    finished BOOLEAN NOT NULL,
    next_attempt_at BIGINT,
    PRIMARY KEY (tenant_id, lease_id),
    FOREIGN KEY (tenant_id, campaign_id, contact_id)
        REFERENCES campaign_contacts (tenant_id, campaign_id, contact_id)
);
CREATE INDEX contact_attempts_contact ON contact_attempts (tenant_id, campaign_id, contact_id);

-- Who refused which products. subject_kind is 'phone' or 'person'.
CREATE TABLE refusals (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    product_family TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    refused_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, product_family, subject_kind, subject)
);

CREATE TABLE allocations (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    business_unit_id TEXT NOT NULL,
    schedule_id TEXT NOT NULL,
    result TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
