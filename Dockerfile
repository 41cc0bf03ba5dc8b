# Offprint as one image: `start` (the default) or any other command of offprint.
# There is no build step: tsx runs the TypeScript as it stands, so tsx is a runtime dependency.
ARG NODE_IMAGE=node:22-bookworm-slim
FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production

# Everything works without install scripts, so none of them runs; prebuilt binaries come as packages.
# npm keeps TypeScript's compiler because one library names it as an optional peer; nothing here uses it.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/typescript node_modules/@typescript /root/.npm /tmp/*

COPY . .

# By number: no account is needed in the image, and a folder of the host's first user can be mounted as it is.
# A new volume takes over the owner of this folder.
RUN mkdir -p /data && chown 1000:1000 /data
USER 1000:1000
ENV HOME=/tmp OFFPRINT_HOME=/data
VOLUME /data
EXPOSE 4100
STOPSIGNAL SIGTERM

# Alive, not ready: a full disk makes Offprint wait, and starting it again would not help.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OFFPRINT_PORT || 4100}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["node", "cli/offprint.mjs"]
CMD ["start"]
