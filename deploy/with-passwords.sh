#!/bin/sh
# with-passwords.sh LOGIN COMMAND…: run a command as a login of the warehouse, its password read from
# /run/secrets. Alarms' addresses too, where there are such files.
set -eu
login=$1
shift
# in a URL, @ / ? # : and % of a password are written otherwise
quoted() { python -c 'import sys, urllib.parse as u; print(u.quote(open(sys.argv[1]).read().strip(), safe=""))' "/run/secrets/$1"; }
# read before anything is run: one that cannot be read ends this
own=$(quoted "$login")
auditor=$(quoted auditor)
prefect=$(quoted prefect)
case $login in
owner) user=pembinaan ;;
*) user=pembinaan_$login ;;
esac
export PEMBINAAN_WAREHOUSE_URL="postgresql://$user:$own@postgres/pembinaan"
export PEMBINAAN_ASK_URL="postgresql://pembinaan_auditor:$auditor@postgres/pembinaan"
export PREFECT_SERVER_DATABASE_CONNECTION_URL="postgresql+asyncpg://prefect:$prefect@postgres/prefect"
for name in webhook mail; do
    file=/run/secrets/alarm_$name
    [ ! -f "$file" ] || export "PEMBINAAN_ALARM_$(echo $name | tr a-z A-Z)=$(cat "$file")"
done
exec "$@"
