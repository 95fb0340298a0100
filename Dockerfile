# One image for every process of Meridian; docker-compose.yml says which one a container runs.
FROM node:20-bookworm-slim AS build
WORKDIR /srv/meridian
COPY . .
# Install scripts only matter for tools the image does not use: the embedded PostgreSQL, the test runner.
RUN npm ci --no-fund --no-audit --ignore-scripts \
 && npm run build \
 && npm prune --omit=dev --no-fund --no-audit --ignore-scripts

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /srv/meridian
COPY --from=build /srv/meridian ./
# The volume of secrets takes its owner from this folder.
RUN install -d -o node -g node -m 0700 /run/meridian
USER node
