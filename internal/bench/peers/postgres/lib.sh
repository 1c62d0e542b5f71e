# Sourced by up and down.
: "${BENCH_SCRATCH:?}"
PGDATA=$BENCH_SCRATCH/pg
PGBIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
PGBIN=${PGBIN:-$(pg_config --bindir)}
# as COMMAND: PostgreSQL refuses to run as root.
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
