import type { Instant } from '../frame/clock';
import type { PartyReply } from '../frame/party';
import { shanghaiDigits } from '../frame/time';
import { isDate, type Row } from './field-check';
import { Refusal } from './refusal';

/** A request whose envelope is in order. */
export interface Message {
  readonly infno: string;
  readonly msgid: string;
  /** insuplc_admdvs; empty when left out. */
  readonly insuredArea: string;
  readonly operator: string;
  readonly operatorName: string;
  readonly signNo: string;
  readonly input: Row;
  readonly at: Instant;
}

type EnvelopeField = readonly [name: string, length: number, required: boolean];

/** The members of the envelope beside `input` (facts/insurance.md A.2). */
const FIELDS: readonly EnvelopeField[] = [
  ['infno', 6, true],
  ['msgid', 30, true],
  ['mdtrtarea_admvs', 6, true],
  ['insuplc_admdvs', 6, false],
  ['recer_sys_code', 10, true],
  ['dev_no', 100, false],
  ['dev_safe_info', 2000, false],
  ['cainfo', 1024, false],
  ['signtype', 10, false],
  ['infver', 6, true],
  ['opter_type', 3, true],
  ['opter', 30, true],
  ['opter_name', 50, true],
  ['inf_time', 19, true],
  ['fixmedins_code', 30, true],
  ['fixmedins_name', 200, true],
  ['sign_no', 30, false],
];

/** Reads the envelope of a request that came in on the path of `infno`. @throws Refusal naming the first member that is wrong */
export function readMessage(text: string, infno: string, institutionCode: string, at: Instant): Message {
  const body = parse(text);
  const member = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  for (const [name, length, required] of FIELDS) {
    const value = body[name] ?? '';
    if (typeof value !== 'string') throw new Refusal(`${name} 应为字符型`);
    if (required && value === '') throw new Refusal(`${name} 不能为空`);
    if (value.length > length) throw new Refusal(`${name} 超过长度 ${length}`);
  }
  if (member('infno') !== infno) throw new Refusal(`交易编号 ${member('infno')} 与服务地址不符`);
  if (member('fixmedins_code') !== institutionCode) throw new Refusal('定点医药机构不存在');
  if (member('msgid').length !== 30 || !/^\d{18}$/.test(member('msgid').slice(12)) || !member('msgid').startsWith(institutionCode)) {
    throw new Refusal('msgid 应为定点医药机构编号(12)+时间(14)+顺序号(4)');
  }
  if (!/^\d{6}$/.test(member('mdtrtarea_admvs'))) throw new Refusal('mdtrtarea_admvs 应为六位医保区划');
  if (!/^V\d\.\d$/.test(member('infver'))) throw new Refusal('infver 不支持');
  if (!/^[123]$/.test(member('opter_type'))) throw new Refusal('opter_type 不在字典中');
  if (!isDate(member('inf_time'))) throw new Refusal('inf_time 应为 yyyy-MM-dd HH:mm:ss');
  return {
    infno,
    msgid: member('msgid'),
    insuredArea: member('insuplc_admdvs'),
    operator: member('opter'),
    operatorName: member('opter_name'),
    signNo: member('sign_no'),
    input: inputOf(body.input),
    at,
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch {
    // Said below: both kinds of bad text get the same answer.
  }
  throw new Refusal('报文格式错误');
}

function inputOf(value: unknown): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('input 不能为空');
  return value as Row;
}

/** What the centre puts into an answer beside its output. */
export interface AnswerParts {
  /** Area (6) + time (14) + sequence (10). */
  readonly reference: string;
  readonly receivedAt: Instant;
  readonly respondedAt: Instant;
}

const millis = (at: Instant): string => shanghaiDigits(at) + String(at % 1000).padStart(3, '0');

/** The answer envelope (facts/insurance.md A.3): an output, or the text of a refusal. */
export function answer(parts: AnswerParts, result: { readonly output: unknown } | { readonly refusal: string }): PartyReply {
  const refused = 'refusal' in result;
  const body = {
    infcode: refused ? -1 : 0,
    inf_refmsgid: parts.reference,
    refmsg_time: millis(parts.receivedAt),
    respond_time: millis(parts.respondedAt),
    enctype: null,
    signtype: null,
    warn_msg: null,
    err_msg: refused ? result.refusal.slice(0, 200) : null,
    output: refused ? null : result.output,
  };
  return { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: JSON.stringify(body) };
}

/** The gateway's own failure, before any transaction: HTTP 500 (facts/insurance.md C.1). */
export const gatewayFailure = (code: number, message: string): PartyReply => ({
  status: 500,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify({ code, message }),
});
