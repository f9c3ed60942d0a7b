"""
Starts the parts of docker-compose.yml natively, on loopback, with production's settings and throw-away secrets.

    .venv/bin/python -m deploy.native

It needs the programs of redis-server, nginx and openssl (Debian: apt-get install redis-server nginx-light openssl),
and a PostgreSQL: that of DATABASE_URL, in which it makes and drops a database of its own, or the embedded one.
"""
