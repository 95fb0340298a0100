import { CODES } from '@meridian/contracts/codes';
import type { JsonSchema } from './schema-of';

const text = { type: 'string' } as const;
const bilingual: JsonSchema = { type: 'object', properties: { zh: text, en: text }, required: ['zh', 'en'] };

/** RFC 9457 with our members; `code` lists every refusal there is. */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: '以 code 判断错误，勿依赖文字 · Branch on `code` only, never on texts.',
  properties: {
    type: { ...text, format: 'uri-reference' },
    title: { ...text, description: '按 Accept-Language · by Accept-Language' },
    status: { type: 'integer' },
    code: { ...text, enum: Object.keys(CODES) },
    message: bilingual,
    detail: text,
    fields: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { ...text, description: 'JSON Pointer' }, code: text, message: bilingual },
        required: ['field', 'code', 'message'],
      },
    },
    traceId: { ...text, pattern: '^[0-9a-f]{32}$' },
    instance: { ...text, format: 'uri-reference' },
  },
  required: ['type', 'title', 'status', 'code', 'message', 'traceId', 'instance'],
};
