import { createHash } from 'node:crypto';
import type { AnsweredSettlement, InsurerVendor, MoneyOperation } from '@meridian/insurer-kit/conformance';
import type { FixtureReply } from '@meridian/plugin-kit/conformance/fixtures';
import type { ReceivedRequest, ScriptedAnswer } from '@meridian/plugin-kit/conformance/scripted-server';
import { inputFaults, inventedMembers } from './field-table';
import { configAt, NOW, SIGN_NO } from './setting';

interface Envelope {
  readonly infno: string;
  readonly msgid: string;
  readonly input: Record<string, unknown> & { readonly data?: { readonly medfee_sumamt?: number } };
}

const envelopeOf = ({ body }: ReceivedRequest): Envelope => JSON.parse(body) as Envelope;

const answered = (output: unknown): FixtureReply => ({ status: 200, body: { infcode: 0, err_msg: '', output } });

/** A centre played by the field tables, in the default profile. */
export const centre: InsurerVendor = {
  seal: ({ status, headers = {}, body }, received) => {
    if (typeof body === 'string') return { status, headers, body };
    const { output } = body as { output?: unknown };
    if (typeof output === 'object' && output !== null)
      expect(inventedMembers(envelopeOf(received).infno, output as object as Record<string, unknown>)).toEqual([]);
    return { status, headers, body: JSON.stringify(body) };
  },

  check: (received) => {
    const { paasId, secretToken } = configAt('http://127.0.0.1:9');
    const {
      'x-tif-paasid': paas,
      'x-tif-timestamp': time = '',
      'x-tif-nonce': nonce = '',
      'x-tif-signature': signature,
    } = received.headers;
    expect([paas, time]).toEqual([paasId, String(NOW / 1000)]);
    expect(signature).toBe(
      createHash('sha256')
        .update(time + secretToken + nonce + time)
        .digest('hex'),
    );
    expect(nonce).toMatch(/^.{6,32}$/);
    const { infno, msgid, input } = envelopeOf(received);
    expect(msgid).toMatch(/^H4502000000120261122100000\d{4}$/);
    expect(inputFaults(infno, input)).toEqual([]);
  },

  /** The sign-in the plug-in makes on its own account, known by the number kept for it. */
  aside: (received): ScriptedAnswer | undefined => {
    const { infno, msgid } = envelopeOf(received);
    if (infno !== '9001' || !msgid.endsWith('9999')) return undefined;
    return { status: 200, body: JSON.stringify(answered({ signinoutb: { sign_time: '2026-11-22 10:00:00', sign_no: SIGN_NO } }).body) };
  },

  unknownCode: { status: 200, body: { infcode: 7, err_msg: '', output: {} } },

  answer: (operation, about) => answered(ANSWERS[operation](about)),

  totalFenOf: (received) => Math.round((envelopeOf(received).input.data?.medfee_sumamt ?? Number.NaN) * 100),
};

const yuan = (fen: number): number => Number((fen / 100).toFixed(2));

function setlinfo({ split, feeTotals, deductibleFen, visit, messageNo }: AnsweredSettlement, sign: 1 | -1 = 1): Record<string, unknown> {
  const figure = (fen: number) => yuan(sign * fen);
  return {
    mdtrt_id: visit.visitId,
    psn_no: visit.personNo,
    setl_time: '2026-11-22 10:00:01',
    medfee_sumamt: figure(split.totalFen),
    fulamt_ownpay_amt: figure(feeTotals.fullySelfPaidFen),
    overlmt_selfpay: figure(feeTotals.overLimitFen),
    preselfpay_amt: figure(feeTotals.firstSelfPaidFen),
    inscp_scp_amt: figure(feeTotals.inScopeFen),
    act_pay_dedc: figure(deductibleFen),
    fund_pay_sumamt: figure(split.fundFen),
    psn_part_amt: figure(split.accountFen + split.mutualAidFen + split.cashFen),
    acct_pay: figure(split.accountFen),
    psn_cash_pay: figure(split.cashFen),
    hosp_part_amt: figure(split.hospitalFen),
    acct_mulaid_pay: figure(split.mutualAidFen),
    medins_setl_id: messageNo,
    clr_type: '11',
  };
}

const renamed = (node: Record<string, unknown>, names: Readonly<Record<string, string | null>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(node).flatMap(([name, value]) => (names[name] === null ? [] : [[names[name] ?? name, value]])));

function queried(about: AnsweredSettlement): unknown {
  const names = { psn_part_amt: 'psn_pay', psn_cash_pay: 'cash_payamt', hosp_part_amt: null };
  const row = { ...renamed(setlinfo(about), names), setl_id: 'SETL1', refd_setl_flag: '0' };
  const borne = { fund_pay_type: '999996', fund_payamt: yuan(about.split.hospitalFen) };
  if (!about.reversed) return { setlinfo: row, setldetail: [borne] };
  return { setlinfo: { ...row, refd_setl_flag: '1' }, setldetail: borne };
}

const ANSWERS: Readonly<Record<MoneyOperation, (about: AnsweredSettlement) => unknown>> = {
  quote: (about) => ({ setlinfo: setlinfo(about) }),
  settle: (about) => ({ setlinfo: { ...setlinfo(about), setl_id: 'SETL1' } }),
  reverse: (about) => ({
    setlinfo: { ...renamed(setlinfo(about, -1), { psn_cash_pay: 'pdn_cash_pay', psn_no: null, clr_type: null }), setl_id: 'SETL1' },
  }),
  findSettlement: queried,
};
