#!/bin/sh
# with-passwords.sh LOGIN COMMAND…: run a command as a login of the warehouse, its password read from
# /run/secrets. Alarms' addresses too, where there are such files.
set -eu
login=$1
shift
# in a URL, @ / ? # : and % of a password are written otherwise
quoted() { python -c 'import sys, urllib.parse as u; print(u.quote(open(sys.argv[1]).read().strip(), safe=""))' "/run/secrets/$1"; }
case $login in
owner) user=pembinaan ;;
*) user=pembinaan_$login ;;
esac
export PEMBINAAN_WAREHOUSE_URL="postgresql://$user:$(quoted "$login")@postgres/pembinaan"
export PEMBINAAN_ASK_URL="postgresql://pembinaan_auditor:$(quoted auditor)@postgres/pembinaan"
export PREFECT_SERVER_DATABASE_CONNECTION_URL="postgresql+asyncpg://prefect:$(quoted prefect)@postgres/prefect"
for name in webhook mail; do
    file=/run/secrets/alarm_$name
    [ ! -f "$file" ] || export "PEMBINAAN_ALARM_$(echo $name | tr a-z A-Z)=$(cat "$file")"
done
exec "$@"
