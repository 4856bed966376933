-- How far a tenant trusts where contacts come from: a document, the most trusted first.
CREATE TABLE contact_sources (
    tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (id),
    document TEXT NOT NULL,
    version INTEGER NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at BIGINT NOT NULL
);
-- Which source set which value of the contact, and when, in a few numbers; '' where no source was named.
ALTER TABLE contacts ADD COLUMN field_sources TEXT NOT NULL DEFAULT '';

-- New values of contacts that were on the list before an import: kept with it until all of its file is read.
CREATE TABLE contact_import_updates (
    tenant_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    new_values TEXT NOT NULL,
    PRIMARY KEY (tenant_id, import_id, contact_id),
    FOREIGN KEY (tenant_id, import_id) REFERENCES contact_imports (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_import_updates_contact ON contact_import_updates (tenant_id, contact_id);
