-- What a campaign's attempts have taught. document is what people read of it, model the weights and the segments' hours.
CREATE TABLE response_models (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    model TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX response_models_version ON response_models (tenant_id, campaign_id, version);

-- Small campaigns proposed of a list.
CREATE TABLE segment_proposals (
    tenant_id TEXT NOT NULL,
    id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    document TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX segment_proposals_campaign ON segment_proposals (tenant_id, campaign_id);

-- What came of a campaign's attempts by hour since 1970, once the hour is over: a dialer asks for the share of abandoned calls
-- every second, and the attempts of its window may be a million.
CREATE TABLE answer_tallies (
    tenant_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    hour BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    abandoned BIGINT NOT NULL,
    handled BIGINT NOT NULL,
    handle_seconds BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, hour),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns (tenant_id, id) ON DELETE CASCADE
);
