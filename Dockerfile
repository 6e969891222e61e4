# The bot alone, from the lock file. docker build -t liaison . && docker run --env-file .env -v liaison:/data liaison
FROM python:3.11-slim AS packages
WORKDIR /build
COPY requirements.lock .
RUN python -m venv --without-pip /opt/liaison \
    && pip --python /opt/liaison/bin/python install --no-cache-dir --no-compile --only-binary :all: \
        --require-hashes -r requirements.lock \
    && pip --python /opt/liaison/bin/python uninstall --yes setuptools

FROM python:3.11-slim
RUN pip uninstall --yes --root-user-action=ignore pip setuptools wheel \
    && useradd --system --uid 10001 --no-create-home liaison \
    && install -d -o liaison -g liaison /data
COPY --from=packages /opt/liaison /opt/liaison
WORKDIR /app
COPY bot bot
COPY handlers handlers
COPY desk desk
COPY storage storage
ENV PATH=/opt/liaison/bin:$PATH PYTHONUNBUFFERED=1 \
    LIAISON_ENV_FILE= DATABASE_URL=sqlite:////data/liaison.db HOST=0.0.0.0 PORT=3000
RUN python -m compileall -q /app /opt/liaison
USER liaison
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
