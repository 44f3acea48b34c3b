-- The roles and the database of Biaogan; safe to run at every start.
-- Run by psql as the superuser, with the variable owner_attributes.

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['biaogan_owner', 'biaogan_app', 'biaogan_public']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE biaogan_owner NOSUPERUSER NOCREATEROLE :owner_attributes;
ALTER ROLE biaogan_app NOSUPERUSER NOCREATEROLE NOCREATEDB;
ALTER ROLE biaogan_public NOSUPERUSER NOCREATEROLE NOCREATEDB CONNECTION LIMIT 20;
ALTER ROLE biaogan_public SET statement_timeout = '10s';
GRANT pg_read_all_stats TO biaogan_owner;

SELECT 'CREATE DATABASE biaogan OWNER biaogan_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'biaogan')
\gexec

REVOKE ALL ON DATABASE biaogan FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE biaogan TO biaogan_app;
GRANT CONNECT ON DATABASE biaogan TO biaogan_public;

\connect biaogan
-- Not a trusted extension: only a superuser may create it. The trusted ones come with the migrations.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
