import { Arrivals } from '../arrivals';
import type { HisSecrets } from '../config';
import type { BookRow, Party, PartyDeps, PartyReply, PartyRequest } from '../frame/party';
import { shanghaiDay } from '../frame/time';
import { societyOf } from '../society';
import { hisAdmin } from './his.admin';
import { HIS_STATUS, type HisCode, HisRefusal, isHisCode } from './his-refusal';
import { Doorkeeper } from './hmac';
import { Hospital } from './hospital';
import type { Split } from './requests';
import { type Desks, OPERATIONS, openDesks, routeOf, runRoute } from './routes';
import { sheetsOf } from './templates';

const NAME = 'his';

/** The hospital information system, speaking docs/his-rest. Operations are the protocol's own names. */
export function hisParty({ clock, numbers, secrets }: PartyDeps<HisSecrets>): Party {
  const society = societyOf(clock, numbers);
  const arrivals = new Arrivals(clock);
  const open = (): Desks => {
    const hospital = new Hospital(society.people, numbers, () => society.desk);
    for (const person of society.people) {
      hospital.open(person, sheetsOf(person.template, numbers), clock.now(), person.registration === 'window');
    }
    return openDesks(hospital);
  };
  let desks = open();
  let doorkeeper = new Doorkeeper(secrets);

  const reply = (request: PartyRequest, status: number, body: unknown): PartyReply => {
    const text = JSON.stringify(body);
    const type = status === 200 ? 'application/json' : 'application/problem+json';
    return { status, headers: { 'content-type': `${type}; charset=utf-8`, ...doorkeeper.sign(request, status, text) }, body: text };
  };
  const refuse = (request: PartyRequest, code: HisCode, detail: string): PartyReply =>
    reply(request, HIS_STATUS[code], { code, title: TITLES[code], detail });
  const admitted = (request: PartyRequest, answer: () => PartyReply): PartyReply => {
    try {
      doorkeeper.admit(request, arrivals.of(request));
      return answer();
    } catch (error) {
      if (error instanceof HisRefusal) return refuse(request, error.code, error.message);
      throw error;
    }
  };

  return {
    name: NAME,
    operations: OPERATIONS,
    faultKinds: [],
    operationOf: (request) => {
      arrivals.note(request);
      return routeOf(request)?.operation ?? null;
    },
    execute: (request) => {
      const route = routeOf(request);
      // Neither says anything about an operation, so neither has a code: the client takes it as no answer.
      if (route === undefined) return reply(request, 404, { title: 'no such path or method', detail: '' });
      return admitted(request, () => reply(request, 200, runRoute(route, request, desks, clock.now())));
    },
    // Signed like any other refusal: unsigned it would be no answer.
    refuse: (request, { code = 'HIS_REFUSED', text = 'refused' }) =>
      admitted(request, () => refuse(request, isHisCode(code) ? code : 'HIS_REFUSED', text)),
    failure: (request) => reply(request, 500, { title: 'system error', detail: '' }),
    books: () => bookRows(desks),
    reset: () => {
      desks = open();
      doorkeeper = new Doorkeeper(secrets);
    },
    adminRoutes: hisAdmin(() => desks, clock),
  };
}

const TITLES: Readonly<Record<HisCode, string>> = {
  HIS_NOT_AUTHORISED: 'not authorised',
  PATIENT_UNKNOWN: 'no such patient',
  ORDER_UNKNOWN: 'no confirm of the order stands',
  BILL_CHANGED: 'the bill has changed',
  BILL_PAID: 'the bill is paid',
  CONFIRM_CANCELLED: 'cancelled before',
  ITEM_DELIVERED: 'already delivered',
  KEY_REUSED: 'the key belongs to another request',
  HIS_REFUSED: 'refused',
  BILL_LOCKED: 'another order holds the bill',
};

const partsOf = ({ totalFen: _total, ...parts }: Split): Readonly<Record<string, number>> => parts;

/** Confirms and refunds of orders; what the window took in cash is in no counterparty's list. */
function bookRows({ charges, refunds }: Desks): readonly BookRow[] {
  const confirms = [...charges.confirms.values()].map(
    ({ orderNo, receiptNo, at, split, state }): BookRow => ({
      party: NAME,
      kind: 'confirm',
      number: orderNo,
      reference: receiptNo,
      amountFen: split.totalFen,
      parts: partsOf(split),
      at,
      day: shanghaiDay(at),
      state,
    }),
  );
  const booked = [...refunds.refunds.values()].map(
    ({ refundNo, orderNo, hisRefundNo, at, split }): BookRow => ({
      party: NAME,
      kind: 'his-refund',
      number: refundNo,
      reference: hisRefundNo,
      of: orderNo,
      amountFen: split.totalFen,
      parts: partsOf(split),
      at,
      day: shanghaiDay(at),
      state: 'BOOKED',
    }),
  );
  return [...confirms, ...booked].sort((a, b) => a.at - b.at);
}
