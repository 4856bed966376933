-- What was done, one chain a tenant: hash covers all columns but details and salt, of which it covers details_hash, so that
-- details that tell of an erased person can go while the chain holds.
CREATE TABLE audit_entries (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    operation TEXT NOT NULL,
    entity_type TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    details TEXT,
    salt TEXT,
    details_hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);
CREATE INDEX audit_entries_at ON audit_entries (tenant_id, at);
CREATE INDEX audit_entries_entity ON audit_entries (tenant_id, entity_id, sequence);
CREATE INDEX audit_entries_actor ON audit_entries (tenant_id, actor, sequence);

-- Where each chain ends, and behind which entry it begins once older ones were forgotten.
CREATE TABLE audit_heads (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    anchor_sequence BIGINT NOT NULL,
    anchor_hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- How long a tenant keeps what tells of persons.
CREATE TABLE retention_settings (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- When a tenant's old rows were last removed by the service itself.
CREATE TABLE retention_runs (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    started_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
);

CREATE FUNCTION audit_entries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sequence <> coalesce((SELECT h.sequence FROM audit_heads h WHERE h.tenant_id = NEW.tenant_id), 0) + 1 THEN
            RAISE EXCEPTION 'audit_entries: an entry follows the one at the head of its chain';
        END IF;
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' THEN
        IF NEW.details IS NOT NULL OR NEW.salt IS NOT NULL
            OR (NEW.tenant_id, NEW.sequence, NEW.at, NEW.actor, NEW.role, NEW.address, NEW.action, NEW.operation,
                NEW.entity_type, NEW.entity_id, NEW.request_id, NEW.details_hash, NEW.previous_hash, NEW.hash)
            IS DISTINCT FROM
               (OLD.tenant_id, OLD.sequence, OLD.at, OLD.actor, OLD.role, OLD.address, OLD.action, OLD.operation,
                OLD.entity_type, OLD.entity_id, OLD.request_id, OLD.details_hash, OLD.previous_hash, OLD.hash) THEN
            RAISE EXCEPTION 'audit_entries: entries stay as they are; only details may be taken away';
        END IF;
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        IF OLD.sequence > coalesce((SELECT h.anchor_sequence FROM audit_heads h WHERE h.tenant_id = OLD.tenant_id), 0) THEN
            RAISE EXCEPTION 'audit_entries: entries go by retention only, behind the anchor';
        END IF;
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'audit_entries: % is refused', TG_OP;
END
$$;
CREATE TRIGGER audit_entries_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_guard();
CREATE TRIGGER audit_entries_whole BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_guard();

CREATE FUNCTION audit_heads_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.tenant_id <> OLD.tenant_id OR NEW.sequence < OLD.sequence OR NEW.anchor_sequence < OLD.anchor_sequence
            OR NEW.anchor_sequence > NEW.sequence THEN
            RAISE EXCEPTION 'audit_heads: a chain does not go back';
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit_heads: a chain has a head for ever';
END
$$;
CREATE TRIGGER audit_heads_guard BEFORE UPDATE OR DELETE ON audit_heads
    FOR EACH ROW EXECUTE FUNCTION audit_heads_guard();
CREATE TRIGGER audit_heads_whole BEFORE TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION audit_heads_guard();

-- What a transaction that asks for it changes, for the audit log: captured_rows is a temporary table of its session, and the
-- triggers that call this are made by the service after its migrations, one a table. Of the first 200 rows of a
-- transaction the values are told, the others are counted.
CREATE FUNCTION crewcast_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted BIGINT := coalesce(nullif(current_setting('crewcast.captured_rows', true), ''), '0')::BIGINT + 1;
    before_row JSONB;
    after_row JSONB;
    tenant TEXT;
BEGIN
    PERFORM set_config('crewcast.captured_rows', counted::TEXT, true);
    IF TG_OP <> 'INSERT' THEN
        before_row := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after_row := to_jsonb(NEW);
    END IF;
    tenant := coalesce(coalesce(after_row, before_row) ->> 'tenant_id',
        CASE WHEN TG_TABLE_NAME = 'tenants' THEN coalesce(after_row, before_row) ->> 'id' END, '');
    INSERT INTO captured_rows (number, tenant_id, table_name, kind, before_row, after_row)
    VALUES (counted, tenant, TG_TABLE_NAME, lower(TG_OP),
        CASE WHEN counted <= 200 THEN before_row::TEXT END, CASE WHEN counted <= 200 THEN after_row::TEXT END);
    RETURN NULL;
END
$$;
