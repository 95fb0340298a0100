import { CODES, type Code } from '@meridian/contracts/codes';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Gateway } from '../gateway';
import { HTTP_STATUS } from '../http/http-status';
import { PROBLEM_SCHEMA } from './problem-schema';
import { both } from './route';
import { type MessageClass, schemasOf } from './schema-of';

const catalogue = (): string =>
  (Object.keys(CODES) as Code[]).map((code) => `| \`${code}\` | ${HTTP_STATUS[code]} | ${CODES[code].zh} | ${CODES[code].en} |`).join('\n');

const introduction = (gateway: Gateway): string => `${both(gateway.title)}

金额一律为整数分；时间一律为 UTC 毫秒。每个响应头 \`traceparent\` 与错误中的 \`traceId\` 可用于追查。
Amounts are whole fen, times are UTC milliseconds. The \`traceparent\` header and a problem's \`traceId\` find the request again.

1. \`POST /oauth/token\` → \`Authorization: Bearer …\`
2. \`POST /v1/sessions\` → \`Meridian-Session: …\`
3. \`GET /v1/bills\` → \`POST /v1/orders\` → \`POST /v1/orders/{orderNo}/settle\` → \`GET /v1/orders/{orderNo}\`

| code | HTTP | 中文 | English |
|---|---|---|---|
${catalogue()}`;

/** The gateway's OpenAPI 3.1 document. Schemas come from the message classes, whatever Nest guessed from them. */
export function describe(app: NestFastifyApplication, gateway: Gateway, models: readonly MessageClass[]): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`Meridian 经络 · ${gateway.name}`)
    .setDescription(introduction(gateway))
    .setVersion('1')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'token')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'Meridian-Session' }, 'session')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller) => controller.replace(/Controller$/, '').replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
  });
  const schemas = { ...schemasOf(models), Problem: PROBLEM_SCHEMA };
  document.components = { ...document.components, schemas: schemas as NonNullable<OpenAPIObject['components']>['schemas'] & object };
  return document;
}
