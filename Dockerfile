# Offprint as one image: `start` (the default) or any other command of offprint.
# There is no build step: tsx runs the TypeScript as it stands, so tsx is a runtime dependency.
ARG NODE_IMAGE=node:22-bookworm-slim

# The packages, in a stage of their own: npm's cache and logs stay behind.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Everything works without install scripts, so none of them runs; prebuilt binaries come as packages.
# npm keeps TypeScript's compiler because one library names it as an optional peer; nothing here uses it.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/typescript node_modules/@typescript

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production
COPY --from=packages /app/node_modules ./node_modules
COPY . .

# By number: no account is needed in the image, and a folder of the host's first user can be mounted as it is.
# A new volume takes over the owner of this folder.
RUN mkdir -p /data && chown 1000:1000 /data
USER 1000:1000
ENV HOME=/tmp OFFPRINT_HOME=/data
VOLUME /data
EXPOSE 4100
STOPSIGNAL SIGTERM

# Of `start` whether it is ready, of a worker whether it is at work. Nothing is restarted for it by itself:
# a full disk makes Offprint wait, and starting it again would not help.
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
  CMD ["node", "cli/offprint.mjs", "health", "--quiet"]

# Children are reaped, and signals handed on, by an init: docker run --init, or `init: true` in compose.
ENTRYPOINT ["node", "cli/offprint.mjs"]
CMD ["start"]
