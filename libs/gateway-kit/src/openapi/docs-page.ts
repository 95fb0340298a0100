import { readFile } from 'node:fs/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';

const PAGE = (title: string): string => `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

// The validator badge would ask a server of the outside.
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#page', validatorUrl: null, docExpansion: 'list', defaultModelsExpandDepth: 0 });
`;

const ASSETS = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript' } as const;

/**
 * `/openapi.json` for machines, `/docs` for people. Every file of the page is served from here: a hospital's network has no CDN.
 * Not by SwaggerModule.setup, whose page has inline scripts and wants a static file server.
 */
export function serveDocs(server: FastifyInstance, document: OpenAPIObject): void {
  const json = JSON.stringify(document);
  server.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(json));
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE(document.info.title)));
  server.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  for (const [file, mediaType] of Object.entries(ASSETS)) {
    const path = require.resolve(`swagger-ui-dist/${file}`);
    server.get(`/docs/${file}`, async (_request, reply) => reply.type(`${mediaType}; charset=utf-8`).send(await readFile(path)));
  }
}
