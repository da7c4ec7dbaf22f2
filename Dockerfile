# syntax=docker/dockerfile:1
#
# The image is the command line. There are no accounts yet, and the server therefore listens on loopback only; in a container
# that is of use with the host's network (Linux):
#
#   docker build -t backfunnel .
#   docker run --rm backfunnel                                                      what it can do
#   docker run --rm -v "$PWD:/data:ro" backfunnel COMMAND FILE                      a file of this folder
#   docker run --rm --network host -v backfunnel:/data backfunnel serve             http://127.0.0.1:8000
#
# /data is the working folder and holds the SQLite database, unless DATABASE_URL names another one (compose.yaml: PostgreSQL). A
# folder mounted there to be written must belong to user 10001. Migrations and sample plans are in the image.

FROM node:22-bookworm-slim AS browser
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements-runtime.lock ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-runtime.lock
COPY pyproject.toml LICENSE ./
COPY scripts ./scripts
COPY alembic ./alembic
COPY app ./app
COPY --from=browser /src/node_modules ./node_modules
RUN python scripts/vendor.py \
 && /venv/bin/python scripts/catalogues.py compile \
 && rm -rf node_modules scripts \
 && python -m compileall -q app

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/srv \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/backfunnel.db
RUN useradd --system --uid 10001 --home-dir /data --create-home backfunnel
COPY --from=build /venv /venv
COPY --from=build /src /srv
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/healthz' % os.environ.get('BACKFUNNEL_PORT', '8000'), timeout=2)"]
# -P: a folder named app in /data is somebody's data, not the program.
ENTRYPOINT ["python", "-P", "-m", "app"]
CMD ["--help"]
