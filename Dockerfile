# The API alone, for a Neo4j server of its own (see docker-compose.yml); the embedded Neo4j is not used here.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/synergy
COPY requirements.lock .
RUN /opt/synergy/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY synergy synergy
COPY seed seed
COPY graph_schema graph_schema
# The build backend is in the lock, so nothing unlocked is fetched.
RUN /opt/synergy/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
COPY --from=build /opt/synergy /opt/synergy
ENV PATH=/opt/synergy/bin:$PATH \
    SYNERGY_DATA_DIR=/var/lib/synergy \
    SYNERGY_HOST=0.0.0.0
RUN useradd --system synergy && install --directory --owner synergy /var/lib/synergy
USER synergy
VOLUME /var/lib/synergy
EXPOSE 8000
CMD ["synergy", "serve"]
