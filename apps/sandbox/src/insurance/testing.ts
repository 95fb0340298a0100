import { byItemCode } from '../catalogue';
import { shanghaiDigits, shanghaiTime } from '../frame/time';
import { extend, yuan } from '../money';
import { SECRETS, type TestWorld } from '../testing';
import { tifSignature } from './tif';
import { pathByInfno } from './transactions';

type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly infcode: number | undefined;
  readonly errMsg: string | null;
  readonly output: Json;
  readonly body: Json;
}

export interface Sent {
  readonly msgid?: string;
  /** Members that replace those of the envelope. */
  readonly envelope?: Json;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly signal?: AbortSignal;
}

export interface TestPerson {
  readonly psnNo: string;
  readonly patientNo: string;
  readonly name: string;
  readonly insutype: string;
  readonly balanceFen: number;
  readonly deductibleUsedFen: number;
  readonly poolUsedFen: number;
  readonly credentials: {
    readonly eToken: string;
    readonly idNo: string;
    readonly card: { readonly number: string; readonly serial: string };
  };
}

/** A client of the centre that speaks its wire by itself. */
export class CentreClient {
  #sequence = 0;

  constructor(private readonly world: TestWorld) {}

  msgid(): string {
    this.#sequence += 1;
    return `${SECRETS.insurance.institutionCode}${shanghaiDigits(this.now())}${String(this.#sequence).padStart(4, '0')}`;
  }

  now(): number {
    return this.world.sandbox.clock.now();
  }

  async call(infno: string, input: Json, sent: Sent = {}): Promise<Answer> {
    const timestamp = String(Math.floor(this.now() / 1000));
    const { paasId, secretToken, institutionCode, institutionName } = SECRETS.insurance;
    const body = {
      infno,
      msgid: sent.msgid ?? this.msgid(),
      mdtrtarea_admvs: '450200',
      insuplc_admdvs: '450200',
      recer_sys_code: 'FSI',
      infver: 'V1.0',
      opter_type: '3',
      opter: 'MERIDIAN',
      opter_name: '经络',
      inf_time: shanghaiTime(this.now()),
      fixmedins_code: institutionCode,
      fixmedins_name: institutionName,
      sign_no: '',
      input,
      ...sent.envelope,
    };
    const response = await fetch(this.world.url('insurance', pathByInfno.get(infno) ?? `/${infno}`), {
      method: sent.method ?? 'POST',
      headers: {
        'content-type': 'application/json',
        'x-tif-paasid': paasId,
        'x-tif-timestamp': timestamp,
        'x-tif-nonce': 'abcdef0123456789',
        'x-tif-signature': tifSignature(timestamp, secretToken, 'abcdef0123456789'),
        ...sent.headers,
      },
      ...(sent.method === 'GET' ? {} : { body: JSON.stringify(body) }),
      ...(sent.signal ? { signal: sent.signal } : {}),
    });
    const text = await response.text();
    return { status: response.status, text, ...parsed(text) };
  }

  /** An answer that must be infcode 0. */
  async ok(infno: string, input: Json, sent: Sent = {}): Promise<Json> {
    const { infcode, errMsg, output } = await this.call(infno, input, sent);
    if (infcode !== 0) throw new Error(`${infno}: ${errMsg}`);
    return output;
  }

  /** The text of an answer that must be infcode -1. */
  async refusal(infno: string, input: Json, sent: Sent = {}): Promise<string> {
    const { infcode, errMsg } = await this.call(infno, input, sent);
    if (infcode !== -1) throw new Error(`${infno} was not refused`);
    return errMsg ?? '';
  }

  async person(patientNo: string): Promise<TestPerson> {
    const { body } = await this.world.admin<{ persons: TestPerson[] }>('GET', '/insurance/persons');
    const found = body.persons.find((person) => person.patientNo === patientNo);
    if (found === undefined) throw new Error(`no insured ${patientNo}`);
    return found;
  }
}

function parsed(text: string): Pick<Answer, 'infcode' | 'errMsg' | 'output' | 'body'> {
  try {
    const body = JSON.parse(text) as Json;
    return { infcode: body.infcode as number, errMsg: body.err_msg as string | null, output: (body.output ?? {}) as Json, body };
  } catch {
    return { infcode: undefined, errMsg: null, output: {}, body: {} };
  }
}

/** One visit at the centre, from registration on. */
export class TestVisit {
  batchNo = 'B1';
  totals: Json = {};
  totalFen = 0;

  constructor(
    readonly client: CentreClient,
    readonly person: TestPerson,
    readonly mdtrtId: string,
  ) {}

  static async open(client: CentreClient, patientNo: string): Promise<TestVisit> {
    const person = await client.person(patientNo);
    const { data } = (await client.ok('2201', { data: registration(person, client.now()) })) as { data: { mdtrt_id: string } };
    const visit = new TestVisit(client, person, data.mdtrt_id);
    await client.ok('2203A', description(visit, client.now()));
    return visit;
  }

  ids(): Json {
    return { mdtrt_id: this.mdtrtId, psn_no: this.person.psnNo };
  }

  /** 2204; keeps the four totals for 2207. */
  async upload(items: readonly (readonly [itemCode: string, quantity: number])[], batchNo = this.batchNo): Promise<readonly Json[]> {
    this.batchNo = batchNo;
    const rows = items.map(([itemCode, quantity], index) => feeRow(this, itemCode, quantity, `${batchNo}-${index}`));
    const { result } = (await this.client.ok('2204', { feedetail: rows })) as { result: Json[] };
    const total = (name: string): number => Math.round(result.reduce((sum, row) => sum + Number(row[name]) * 100, 0)) / 100;
    this.totals = {
      fulamt_ownpay_amt: total('fulamt_ownpay_amt'),
      overlmt_selfpay: total('overlmt_amt'),
      preselfpay_amt: total('preselfpay_amt'),
      inscp_scp_amt: total('inscp_scp_amt'),
    };
    this.totalFen = Math.round(total('det_item_fee_sumamt') * 100);
    return result;
  }

  quoteInput(more: Json = {}): Json {
    return {
      data: {
        ...this.ids(),
        mdtrt_cert_type: '02',
        mdtrt_cert_no: this.person.credentials.idNo,
        med_type: '11',
        medfee_sumamt: yuan(this.totalFen),
        psn_setlway: '01',
        chrg_bchno: this.batchNo,
        acct_used_flag: '1',
        insutype: this.person.insutype,
        ...more,
      },
    };
  }

  settleInput(more: Json = {}): Json {
    return this.quoteInput({ ...this.totals, ...more });
  }

  async quote(more: Json = {}): Promise<Json> {
    return (await this.client.ok('2206', this.quoteInput(more))).setlinfo as Json;
  }

  async settle(sent: Sent = {}): Promise<Json> {
    return (await this.client.ok('2207', this.settleInput(), sent)).setlinfo as Json;
  }

  async reverse(setlId: unknown, sent: Sent = {}): Promise<Json> {
    return (await this.client.ok('2208', { data: { ...this.ids(), setl_id: setlId } }, sent)).setlinfo as Json;
  }

  async rows(): Promise<readonly Json[]> {
    return (await this.client.ok('5203', { data: this.ids() })).setlinfo as Json[];
  }
}

export const registration = (person: TestPerson, at: number): Json => ({
  psn_no: person.psnNo,
  insutype: person.insutype,
  begntime: shanghaiTime(at),
  mdtrt_cert_type: '02',
  mdtrt_cert_no: person.credentials.idNo,
  ipt_otp_no: 'V1',
  atddr_no: 'D1',
  dr_name: '陶静',
  dept_code: 'MZNK',
  dept_name: '门诊内科',
  caty: 'A03',
});

export const description = (visit: TestVisit, at: number, diagnosis: Json = {}): Json => ({
  mdtrtinfo: { ...visit.ids(), med_type: '11', begntime: shanghaiTime(at) },
  diseinfo: [
    {
      psn_no: visit.person.psnNo,
      diag_type: '1',
      maindiag_flag: '1',
      diag_srt_no: 1,
      diag_code: 'J06.900',
      diag_name: '急性上呼吸道感染',
      diag_dept: 'MZNK',
      dise_dor_no: 'D1',
      dise_dor_name: '陶静',
      diag_time: shanghaiTime(at),
      vali_flag: '1',
      ...diagnosis,
    },
  ],
});

export function feeRow(visit: TestVisit, itemCode: string, quantity: number, lineNo: string): Json {
  const item = byItemCode.get(itemCode);
  if (item === undefined) throw new Error(itemCode);
  return {
    ...visit.ids(),
    feedetl_sn: lineNo,
    chrg_bchno: visit.batchNo,
    rx_circ_flag: '0',
    fee_ocur_time: shanghaiTime(visit.client.now()),
    med_list_codg: item.code,
    medins_list_codg: itemCode,
    det_item_fee_sumamt: yuan(extend(quantity, item.unitPrice) ?? 0),
    cnt: quantity,
    pric: Number(item.unitPrice),
    bilg_dept_codg: 'MZNK',
    bilg_dept_name: '门诊内科',
    bilg_dr_codg: 'D1',
    bilg_dr_name: '陶静',
    hosp_appr_flag: '0',
  };
}

/** The rows of the worked example G.3 E1. */
export const E1 = [
  ['D0001', 2],
  ['D0002', 1],
  ['E0001', 1],
  ['D0003', 1],
] as const;
