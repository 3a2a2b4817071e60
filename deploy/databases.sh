#!/bin/sh
# Run once by a new PostgreSQL, as its superuser: the roles of the warehouse and their passwords, and
# a database for Prefect's server. By hand on a server of your own: docs/runbook.md.
set -eu
password() { sed "s/'/''/g" "/run/secrets/$1"; }
# read before anything is made: one that cannot be read ends this, and makes no role without
loader=$(password loader)
auditor=$(password auditor)
prefect=$(password prefect)
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
CREATE ROLE pembinaan_loader LOGIN PASSWORD '$loader';
CREATE ROLE pembinaan_auditor LOGIN PASSWORD '$auditor';
ALTER ROLE pembinaan_auditor SET default_transaction_read_only = on;
CREATE ROLE pembinaan_reader LOGIN;
ALTER ROLE pembinaan_reader SET default_transaction_read_only = on;
GRANT pembinaan_auditor TO pembinaan;
CREATE ROLE prefect LOGIN PASSWORD '$prefect';
CREATE DATABASE prefect OWNER prefect;
SQL
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d prefect -c 'CREATE EXTENSION IF NOT EXISTS pg_trgm'
