import { Arrivals } from '../arrivals';
import type { InsuranceSecrets } from '../config';
import type { Fault } from '../frame/faults';
import type { BookRow, Party, PartyDeps, PartyReply, PartyRequest } from '../frame/party';
import { rawText } from '../frame/serve-faulted';
import { shanghaiDay } from '../frame/time';
import { societyOf, type VisitDesk } from '../society';
import { Centre, type Settlement } from './centre';
import { answer, gatewayFailure, type Message, readMessage } from './envelope';
import { checkInput, type Row, textOf } from './field-check';
import { tableOf } from './field-tables';
import { insuranceAdmin } from './insurance.admin';
import { Refusal, TEXT } from './refusal';
import { demandSignIn } from './sign-ins';
import { tifProblem } from './tif';
import { INFNOS, infnoByPath, transactionByInfno } from './transactions';

const NAME = 'insurance';

/**
 * credential-expired  refused because the e-voucher token is no longer valid
 * output-as-string    executed; `output` comes as JSON text
 * null-numbers        executed; amounts of zero come as null
 */
const FAULT_KINDS = ['credential-expired', 'output-as-string', 'null-numbers'] as const;

const SIGNATURE_REFUSED = 400_001;
const SYSTEM_ERROR = 500_000;

/** The insurance centre behind its gateway. Operations are transaction numbers. */
export function insuranceParty({ clock, faults, numbers, secrets }: PartyDeps<InsuranceSecrets>): Party {
  const society = societyOf(clock, numbers);
  const arrivals = new Arrivals(clock);
  const open = (): Centre => new Centre(society.people, numbers, { code: secrets.institutionCode, name: secrets.institutionName });
  let centre = open();

  const reply = (request: PartyRequest, result: Parameters<typeof answer>[1]): PartyReply => {
    const respondedAt = clock.now();
    return answer({ reference: centre.number(respondedAt), receivedAt: arrivals.of(request), respondedAt }, result);
  };

  const run = (infno: string, request: PartyRequest): unknown => {
    const message = readMessage(request.text, infno, secrets.institutionCode, clock.now());
    checkInput(message.input, tableOf(infno).input);
    demandSender(centre, message);
    if (faults.take(NAME, infno, rawText(request), ['credential-expired'])) throw new Refusal(TEXT.credentialExpired);
    const output = transactionByInfno.get(infno)?.(centre, message);
    return disfigure(faults.take(NAME, infno, rawText(request), ['output-as-string', 'null-numbers']), output);
  };

  society.desk = windowDesk(() => centre, clock.now.bind(clock));
  return {
    name: NAME,
    operations: INFNOS,
    faultKinds: FAULT_KINDS,
    operationOf: (request) => {
      arrivals.note(request);
      return infnoByPath.get(request.path) ?? null;
    },
    execute: (request) => {
      const infno = infnoByPath.get(request.path);
      if (infno === undefined) return { ...gatewayFailure(404, 'service not found'), status: 404 };
      if (request.method !== 'POST') return { ...gatewayFailure(405, 'method not allowed'), status: 405 };
      const problem = tifProblem(request.headers, secrets, arrivals.of(request));
      if (problem !== null) return gatewayFailure(SIGNATURE_REFUSED, problem);
      try {
        return reply(request, { output: run(infno, request) });
      } catch (error) {
        if (error instanceof Refusal) return reply(request, { refusal: error.message });
        throw error;
      }
    },
    refuse: (request, fault) => reply(request, { refusal: fault.text ?? '业务处理失败' }),
    failure: () => gatewayFailure(SYSTEM_ERROR, 'system error'),
    books: () => [...centre.settlements.values()].map(bookRow),
    reset: () => {
      centre = open();
    },
    adminRoutes: insuranceAdmin(() => centre, clock),
  };
}

/** Who sends, and whether this message came before. The first sight of a msgid uses it up, whatever its transaction says. @throws Refusal */
function demandSender(centre: Centre, message: Message): void {
  if (message.infno !== '9001' && centre.switches.signInRequired) demandSignIn(centre, message);
  if (centre.messages.has(message.msgid) && centre.switches.repeatedMessage === 'refuse') throw new Refusal(TEXT.messageRepeated);
  centre.messages.add(message.msgid);
  const personNo = personNoIn(message.input);
  if (personNo === '') return;
  const insured = centre.person(personNo);
  if (message.insuredArea !== insured.cover.insuredArea) throw new Refusal('insuplc_admdvs(参保地医保区划) 缺失或与人员不符');
}

/** The first psn_no anywhere in the input: with one, the envelope must name the area of insurance. */
function personNoIn(input: Row): string {
  const rows = Object.values(input).flatMap((node) => (Array.isArray(node) ? node : [node])) as readonly Row[];
  return rows.map((row) => textOf(row, 'psn_no')).find((personNo) => personNo !== '') ?? '';
}

function disfigure(fault: Fault | null, output: unknown): unknown {
  if (fault === null) return output;
  if (fault.kind === 'output-as-string') return JSON.stringify(output);
  return JSON.parse(JSON.stringify(output, (_name, value: unknown) => (value === 0 ? null : value)));
}

const windowDesk = (centre: () => Centre, now: () => number): VisitDesk => ({
  registerAtWindow: (personNo, hospitalVisitNo, medicalType) => {
    const { cover } = centre().person(personNo);
    const visit = centre().openVisit({ personNo, insuranceType: cover.insuranceType, hospitalVisitNo }, now());
    visit.medicalType = medicalType;
    visit.described = true;
    return visit.id;
  },
});

/** Amounts positive; a settlement that was reversed since says so, and its mirror is a row of its own. */
function bookRow({ id, messageNo, liability, at, sign, of, reversedBy }: Settlement): BookRow {
  const { fees, fundFen, accountFen, cashFen, hospitalFen } = liability;
  return {
    party: NAME,
    kind: sign === 1 ? 'settlement' : 'reversal',
    number: messageNo,
    reference: id,
    ...(of === undefined ? {} : { of: of.messageNo }),
    amountFen: fees.totalFen,
    parts: { fundFen, accountFen, cashFen, hospitalFen },
    at,
    day: shanghaiDay(at),
    state: sign === -1 || reversedBy !== null ? 'REVERSED' : 'SETTLED',
  };
}
