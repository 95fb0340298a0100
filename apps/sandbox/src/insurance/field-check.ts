import { decimal } from '../money';
import { inDictionary } from './dictionaries';
import type { Field, Nodes } from './field-tables';
import { Refusal } from './refusal';

/** One checked object of a request. */
export type Row = Readonly<Record<string, unknown>>;

const EXTENSIONS = new Set(['exp_content', 'expContent']);
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Checks `input` against its field tables: nodes, mandatory fields, types, lengths, small dictionaries. @throws Refusal */
export function checkInput(input: Row, nodes: Nodes): void {
  const names = Object.keys(nodes).map((name) => name.replace('[]', ''));
  const stranger = Object.keys(input).find((name) => !names.includes(name));
  if (stranger !== undefined) throw new Refusal(`输入节点 ${stranger} 不存在`);
  for (const [name, fields] of Object.entries(nodes)) {
    const list = name.endsWith('[]');
    const node = input[name.replace('[]', '')];
    if (list !== Array.isArray(node) || (list && (node as unknown[]).length === 0)) throw new Refusal(`输入节点 ${name} 缺失或结构不正确`);
    for (const row of list ? (node as unknown[]) : [node]) checkRow(name, row, fields);
  }
}

function checkRow(node: string, row: unknown, fields: readonly Field[]): void {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new Refusal(`输入节点 ${node} 缺失或结构不正确`);
  const values = row as Row;
  const stranger = Object.keys(values).find((name) => !EXTENSIONS.has(name) && !fields.some(({ f }) => f === name));
  if (stranger !== undefined) throw new Refusal(`${node} 中的字段 ${stranger} 不存在`);
  for (const field of fields) checkField(field, values[field.f]);
}

function checkField(field: Field, value: unknown): void {
  const title = `${field.f}(${field.cn})`;
  if (value === undefined || value === null || value === '') {
    if (field.req) throw new Refusal(`${title} 不能为空`);
    return;
  }
  if (field.t === 'N') {
    if (!isNumber(value, field.len)) throw new Refusal(`${title} 不是 N(${field.len}) 的数值`);
    return;
  }
  if (typeof value !== 'string') throw new Refusal(`${title} 应为字符型`);
  if (field.t === 'D' && !isDate(value, DATE)) throw new Refusal(`${title} 应为 yyyy-MM-dd`);
  if (field.t === 'DT' && !isDate(value, DATE_TIME)) throw new Refusal(`${title} 应为 yyyy-MM-dd HH:mm:ss`);
  if (field.len !== '' && value.length > Number(field.len)) throw new Refusal(`${title} 超过长度 ${field.len}`);
  if (!inDictionary(field.f, value)) throw new Refusal(`${title} 的值 ${value} 不在字典中`);
}

/** N(digits, decimals): so many digits in all, of them so many decimals. */
function isNumber(value: unknown, length: string): boolean {
  const [digits = 16, decimals = 0] = length.split(',').map(Number);
  const units = decimal(value, decimals);
  return units !== null && String(units).replace('-', '').length <= digits;
}

/** Whether the text has the form and names a day that exists: Date.parse alone takes the 30th of February for the 2nd of March. */
export function isDate(text: string, form: RegExp = DATE_TIME): boolean {
  if (!form.test(text)) return false;
  const at = Date.parse(`${text.slice(0, 10)}T${text.slice(11) || '00:00:00'}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 10));
}

/** A text field of a checked row; empty when it was left out. */
export const textOf = (row: Row, field: string): string => {
  const value = row[field];
  return typeof value === 'string' ? value : '';
};
