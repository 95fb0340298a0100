import { defineHis, type HisOperations, type HisPlugin, type HisRefundRequest } from '@meridian/his-kit/port';
import type { Arm } from '@meridian/kernel/arm';
import { beijingRfc3339 } from '@meridian/kernel/clock';
import type { CallContext } from '@meridian/plugin-kit/wire';
import { exchange, type HisRequest, type Reading } from './client';
import { checkConfig, type HisRestConfig } from './config';
import { type JsonNode, Unreadable } from './json-node';
import { billIn, confirmationIn, confirmStateIn, NUMBER, splitNode } from './mapping';

export type { HisRestConfig };

type Send = <T>(context: CallContext, request: HisRequest, read: Reading<T>) => Promise<Arm<T>>;

const PATIENT_NO = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,32}$/;

/**
 * A HIS that speaks Meridian's own protocol his/rest, version 1 (docs/his-rest).
 * @throws RangeError when the configuration is unsound
 */
export function hisRest(config: HisRestConfig): HisPlugin {
  const checked = checkConfig(config);
  const send: Send = (context, request, read) => exchange(checked, context, request, read);
  return defineHis({
    his: checked.his,
    can: ['findPatient', 'unpaidBills', 'lock', 'unlock', 'confirm', 'queryConfirm', 'cancel', 'release', 'hold', 'bookRefund'],
    sensitive: ['name', 'idNo', 'credential', 'personNo', 'diagnoses', 'detail'],
    operations: { ...bills(send), ...confirms(send), ...refunds(send) },
  });
}

const nothing = (): Record<string, never> => ({});

const bills = (send: Send): Pick<HisOperations, 'findPatient' | 'unpaidBills' | 'lock' | 'unlock'> => ({
  findPatient: ({ name, idNo }, context) =>
    send(context, { path: '/v1/patients/find', body: { name, idNo }, secrets: [name, idNo] }, (answer) => {
      // Another person's record would open another person's bills.
      if (answer.text('idNo').toUpperCase() !== idNo.toUpperCase()) throw new Unreadable('the patient found has another ID number');
      return { patientNo: answer.text('patientNo', PATIENT_NO), name: answer.text('name'), idNo: answer.text('idNo') };
    }),

  unpaidBills: async ({ patientNo }, context) =>
    send(context, { path: `/v1/patients/${segment(patientNo)}/unpaid-bills` }, (answer) => ({ bills: answer.nodes('bills').map(billIn) })),

  lock: ({ key, orderNo, visitNo, sheetNos, billHash, until }, context) => {
    const body = { key, orderNo, visitNo, sheetNos, billHash, until: beijingRfc3339(until) };
    return send(context, { path: '/v1/locks', body }, (answer) => ({ lockedUntil: answer.time('lockedUntil') }));
  },

  unlock: ({ key, orderNo }, context) => send(context, { path: '/v1/unlocks', body: { key, orderNo } }, nothing),
});

const confirms = (send: Send): Pick<HisOperations, 'confirm' | 'queryConfirm' | 'cancel'> => ({
  confirm: (request, context) => {
    const { key, orderNo, generation, visitNo, sheetNos, billHash, settlementId } = request;
    const body = {
      key,
      orderNo,
      generation,
      visitNo,
      sheetNos,
      billHash,
      split: splitNode(request.split),
      paidAt: beijingRfc3339(request.paidAt),
      ...(settlementId === undefined ? {} : { settlementId }),
      payments: request.payments.map(({ channel, outTradeNo, transactionId, amountFen }) => ({
        channel,
        outTradeNo,
        transactionId,
        amountFen,
      })),
    };
    return send(context, { path: '/v1/confirms', body }, confirmationIn);
  },

  queryConfirm: async ({ orderNo, generation }, context) =>
    send(context, { path: `/v1/confirms/${segment(orderNo)}/${generation}` }, confirmStateIn),

  cancel: ({ key, orderNo, generation }, context) => send(context, { path: '/v1/cancels', body: { key, orderNo, generation } }, nothing),
});

const refunds = (send: Send): Pick<HisOperations, 'release' | 'hold' | 'bookRefund'> => ({
  release: (request, context) => send(context, { path: '/v1/releases', body: refundNode(request) }, nothing),

  hold: (request, context) => send(context, { path: '/v1/holds', body: refundNode(request) }, nothing),

  bookRefund: (request, context) => {
    const body = { ...refundNode(request), split: splitNode(request.split) };
    return send(context, { path: '/v1/refunds', body }, (answer: JsonNode) => ({
      hisRefundNo: answer.text('hisRefundNo', NUMBER),
      bookedAt: answer.time('bookedAt'),
    }));
  },
});

const refundNode = ({ key, orderNo, refundNo, sheetNos, reason }: HisRefundRequest) => ({ key, orderNo, refundNo, sheetNos, reason });

/** A number inside a path. @throws RangeError when it could lead elsewhere: a mistake of the caller, and nothing has left yet */
function segment(number: string): string {
  if (!PATIENT_NO.test(number)) throw new RangeError('a number in a path has other characters than the protocol allows');
  return number;
}
