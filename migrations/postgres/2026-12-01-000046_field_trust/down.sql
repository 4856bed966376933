DROP TABLE contact_import_updates;
ALTER TABLE contacts DROP COLUMN field_sources;
DROP TABLE contact_sources;
