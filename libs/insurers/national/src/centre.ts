import { type Arm, rejected, silent } from '@meridian/kernel/arm';
import { beijingTime } from '@meridian/kernel/clock';
import type { CallContext, WireAnswer } from '@meridian/plugin-kit/wire';
import { AnswerNode, parseExact, Unreadable } from './answer-node';
import { refusalOf } from './codes';
import type { CheckedConfig } from './config';
import { type Infno, urlOf } from './paths';
import { tifHeaders } from './signature';

/** One request to the centre. */
export interface Message {
  readonly infno: Infno;
  readonly messageNo: string;
  /** `insuplc_admdvs`, mandatory as soon as the input names a person. */
  readonly insuredArea?: string;
  readonly signNo?: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Values of the input that identify the person: hidden in every reason. */
  readonly secrets?: readonly string[];
}

/** What an operation makes of an answer. Both may throw Unreadable: then nothing of the answer is believed. */
export interface Reading<T> {
  /** `infcode 0`. */
  readonly succeeded: (output: AnswerNode, sent: Message) => Arm<T>;
  /** `infcode -1`; undefined leaves the text to the table of codes. */
  readonly refused?: (text: string) => Arm<T> | undefined;
}

/** Sends one message and reads the answer (facts/insurance.md A.2, A.3). @throws NoAnswer from the wire */
export async function exchange<T>(config: CheckedConfig, context: CallContext, message: Message, reading: Reading<T>): Promise<Arm<T>> {
  const at = context.now();
  const answer = await context.wire.send({
    method: 'POST',
    url: urlOf(config, message.infno),
    headers: { 'content-type': 'application/json; charset=utf-8', ...tifHeaders(config, at, context.nonce()) },
    body: JSON.stringify(envelope(config, message, beijingTime(at))),
  });
  try {
    return understood(answer, message, reading);
  } catch (error) {
    if (error instanceof Unreadable) return silent(`${message.infno}: ${error.message}`);
    throw error;
  }
}

function envelope(config: CheckedConfig, message: Message, time: string): Record<string, unknown> {
  const { institution, operator, profile } = config;
  return {
    infno: message.infno,
    msgid: message.messageNo,
    mdtrtarea_admvs: config.area,
    insuplc_admdvs: message.insuredArea ?? '',
    recer_sys_code: config.receiver,
    dev_no: '',
    dev_safe_info: '',
    cainfo: '',
    signtype: '',
    infver: profile.interfaceVersion,
    opter_type: profile.operatorType,
    opter: operator.code,
    opter_name: operator.name,
    inf_time: time,
    fixmedins_code: institution.code,
    fixmedins_name: institution.name,
    sign_no: message.signNo ?? '',
    input: message.input,
  };
}

function understood<T>(answer: WireAnswer, message: Message, reading: Reading<T>): Arm<T> {
  const { infno, secrets = [] } = message;
  const body = AnswerNode.of(parseExact(answer.body), 'answer');
  if (isGatewayRefusal(answer, body)) return rejected('INSURER_NOT_AUTHORISED', `${infno}: gateway 400001`);
  if (answer.status !== 200) return silent(`${infno}: HTTP ${answer.status}`);
  const infcode = body.text('infcode');
  if (infcode === '0') return reading.succeeded(outputOf(body), message);
  if (infcode !== '-1') return silent(`${infno}: unknown infcode`);
  const text = body.textOr('err_msg', '');
  return reading.refused?.(text) ?? refusalOf(infno, text, secrets);
}

/** The x-tif filter stands before the centre: what it refuses never reached a service (facts/insurance.md A.4, C.1). */
const isGatewayRefusal = (answer: WireAnswer, body: AnswerNode): boolean =>
  answer.status === 500 && !body.has('infcode') && body.textOr('code', '') === '400001';

/** `output` is an object, or the same object as a JSON text; absent, null and empty all mean that there are no nodes. */
function outputOf(body: AnswerNode): AnswerNode {
  if (!body.has('output')) return AnswerNode.of({}, 'output');
  return body.isText('output') ? AnswerNode.of(parseExact(body.text('output')), 'output') : body.node('output');
}
