DROP TABLE runs;
DROP TABLE idempotency_keys;
DROP TABLE sessions;
DROP TABLE api_keys;
DROP TABLE users;
DROP TABLE tenants;
