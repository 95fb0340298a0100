import { type ErrorDetail, WechatError } from './errors';

export interface TextRule {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
}

export function paramError(detail: ErrorDetail, internalCode?: string): WechatError {
  const message = `输入源“/${detail.location}${detail.field}”校验失败：${detail.issue}`;
  return new WechatError('PARAM_ERROR', message, { detail, ...(internalCode ? { internalCode } : {}) });
}

/** Reads a request body field by field; fields are named by JSON Pointer, as the error detail names them. */
export class BodyFields {
  readonly root: Readonly<Record<string, unknown>>;

  constructor(text: string) {
    const parsed = parseJson(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw this.#wrong('', text.slice(0, 64), '请求体不是合法的JSON对象');
    this.root = parsed as Record<string, unknown>;
  }

  has(pointer: string): boolean {
    return this.#at(pointer) !== undefined;
  }

  text(pointer: string, rule: TextRule): string {
    const value = this.#at(pointer);
    if (value === undefined || value === null || value === '') throw this.#wrong(pointer, '', '此字段为必填项');
    if (typeof value !== 'string') throw this.#wrong(pointer, value, '此字段需要一个字符串');
    const length = [...value].length;
    if (length < (rule.min ?? 1) || length > rule.max) throw this.#wrong(pointer, value, `长度应为${rule.min ?? 1}到${rule.max}`);
    if (rule.pattern && !rule.pattern.test(value)) throw this.#wrong(pointer, value, '格式不符合要求');
    return value;
  }

  optionalText(pointer: string, rule: TextRule): string | undefined {
    const value = this.#at(pointer);
    return value === undefined || value === null || value === '' ? undefined : this.text(pointer, rule);
  }

  /** A whole amount in fen, at least 1. */
  fen(pointer: string): number {
    const value = this.#at(pointer);
    if (value === undefined || value === null) throw this.#wrong(pointer, '', '此字段为必填项');
    if (!Number.isSafeInteger(value)) throw this.#wrong(pointer, value, '此字段需要一个合法的64位有符号整数');
    if ((value as number) < 1) throw this.#wrong(pointer, value, '最小值为1');
    return value as number;
  }

  fail(pointer: string, issue: string): WechatError {
    return this.#wrong(pointer, this.#at(pointer) ?? '', issue);
  }

  #wrong(field: string, value: unknown, issue: string): WechatError {
    return paramError({ location: 'body', field, value, issue });
  }

  #at(pointer: string): unknown {
    let value: unknown = this.root;
    for (const name of pointer.split('/').slice(1)) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One text for the same parameters in any member order: what "identical parameters" compares. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
