-- What a campaign is and how it dials; the rest of what may be set is one document.
ALTER TABLE campaigns ADD COLUMN kind TEXT NOT NULL DEFAULT 'singleStep';
ALTER TABLE campaigns ADD COLUMN dialing_mode TEXT NOT NULL DEFAULT 'external';
ALTER TABLE campaigns ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
-- Documents: why the status is what it is ('' where nobody changed it), and what makes a campaign invalid.
ALTER TABLE campaigns ADD COLUMN status_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE campaigns ADD COLUMN errors TEXT NOT NULL DEFAULT '[]';

-- The step a contact is at, by which channel it is reached there, and from when on it is dropped.
ALTER TABLE campaign_contacts ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign_contacts ADD COLUMN channel TEXT NOT NULL DEFAULT 'voice';
ALTER TABLE campaign_contacts ADD COLUMN drop_at BIGINT;
CREATE INDEX campaign_contacts_deadlines ON campaign_contacts (tenant_id, campaign_id, drop_at)
    WHERE drop_at IS NOT NULL;

-- Agents who asked for contacts, and when they did last.
CREATE TABLE campaign_agents (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, agent_id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);

-- What triggers a call in an event-triggered campaign. client_token is '' where the caller gave none.
CREATE TABLE contact_events (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    client_token TEXT NOT NULL,
    channel TEXT NOT NULL,
    deadline BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_events_campaign ON contact_events (tenant_id, campaign_id, id);
CREATE INDEX contact_events_contact ON contact_events (tenant_id, contact_id);
CREATE UNIQUE INDEX contact_events_token ON contact_events (tenant_id, campaign_id, client_token)
    WHERE client_token <> '';
CREATE INDEX contact_events_open ON contact_events (tenant_id, campaign_id, contact_id) WHERE state = 'open';

-- How far the service's own upkeep of a campaign is: the period a recurring one was refilled for, when its filters were
-- asked last, since when new customers are looked for, what was told last.
CREATE TABLE campaign_upkeep (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    refilled_for BIGINT NOT NULL,
    filtered_at BIGINT NOT NULL,
    customers_since BIGINT NOT NULL,
    told_progress TEXT NOT NULL,
    told_stats TEXT NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);

-- applied is what the schedule did last: 'on', 'off', or '' for nothing yet.
CREATE TABLE campaign_schedules (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    applied TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX campaign_schedules_campaign ON campaign_schedules (tenant_id, campaign_id);

CREATE TABLE campaign_sequences (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    campaign_ids TEXT NOT NULL,
    repeats BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    current_campaign INTEGER NOT NULL,
    stop_message TEXT,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX campaign_sequences_name ON campaign_sequences (tenant_id, name);

-- state: for which campaigns the conditions hold, and when the rule fired for each last.
CREATE TABLE campaign_rules (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    document TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT '{}',
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX campaign_rules_name ON campaign_rules (tenant_id, name);

-- Firings outlive their rules: what was done is a record.
CREATE TABLE campaign_rule_firings (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    campaign_rule_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    document TEXT NOT NULL,
    fired_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX campaign_rule_firings_rule ON campaign_rule_firings (tenant_id, campaign_rule_id, id);

-- Whoever evaluates a tenant's campaigns locks its row here, so that servers take turns.
CREATE TABLE campaign_evaluations (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    evaluated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);
