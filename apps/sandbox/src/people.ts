// size: mostly the named demo patients, which are data
import type { Numbers } from './frame/numbers';
import type { Fen } from './money';

/** One person's insurance as the centre keeps it at the start of a run. */
export interface Cover {
  /** psn_no */
  readonly personNo: string;
  /** insutype: 310 employees, 390 residents. */
  readonly insuranceType: '310' | '390';
  readonly retired: boolean;
  /** insuplc_admdvs */
  readonly insuredArea: string;
  readonly employer: string;
  readonly balanceFen: Fen;
  /** False: psn_insu_stas 2, suspended. */
  readonly active: boolean;
  /** False: 2001 answers that the person may not draw. */
  readonly entitled: boolean;
  readonly card: { readonly number: string; readonly serial: string };
  readonly eToken: string;
}

/** Somebody who is a patient of the hospital and, mostly, insured at the centre. All names and numbers are invented. */
export interface Person {
  readonly patientNo: string;
  readonly name: string;
  /** 18 digits with a valid check digit. */
  readonly idNo: string;
  /** 1 man, 2 woman */
  readonly gender: '1' | '2';
  /** `1990-03-07` */
  readonly birthday: string;
  /** What a demonstration or a test takes this patient for. */
  readonly purpose: string;
  /** Absent: not insured. */
  readonly cover?: Cover;
  /** Who registers his visits at the centre: the hospital's window, or the platform. */
  readonly registration: 'window' | 'platform' | 'none';
  /** The credential on his bills: 01 e-voucher token, 02 ID card. */
  readonly credentialType: '01' | '02';
  /** The template of the visit he has when a run starts. */
  readonly template: string;
}

const AREA = '450200';
const ID_PREFIX = '450202';
const SURNAMES = '韦覃莫黄梁蓝卢廖陆罗谢邓潘龙石吴陈李周唐';
const GIVEN_NAMES = '秀兰 国强 小宁 志远 美玲 建华 雨桐 德明 春燕 思源 桂芳 文博 丽萍 海涛 子涵 永红'.split(' ');

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check digit of GB 11643 over the first 17 digits. */
export function idCheckDigit(digits: string): string {
  const total = ID_WEIGHTS.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
  return '10X98765432'[total % 11] ?? '';
}

interface Sketch {
  readonly name: string;
  readonly birthday: string;
  /** Three digits; odd for a man. */
  readonly order: string;
  readonly purpose: string;
  readonly insured: '310' | '390' | 'none';
  readonly retired?: boolean;
  readonly balanceFen?: Fen;
  readonly active?: boolean;
  readonly entitled?: boolean;
  readonly registration: Person['registration'];
  readonly credentialType?: Person['credentialType'];
  readonly template: string;
}

/** The patients of the demonstration: the same for every seed, in this order from P0000001. */
const NAMED: readonly Sketch[] = [
  {
    name: '韦小舟',
    birthday: '1990-03-07',
    order: '231',
    purpose: 'fund 20.60 + account 300.00 + cash 125.60 of 446.20; visit registered by the window',
    insured: '310',
    balanceFen: 30_000,
    registration: 'window',
    credentialType: '01',
    template: 'mixed',
  },
  {
    name: '覃秀英',
    birthday: '1952-11-18',
    order: '042',
    purpose: 'fund 22.66 + account 423.54, cash 0; retired; visit registered by the window',
    insured: '310',
    retired: true,
    balanceFen: 8_800_000,
    registration: 'window',
    template: 'mixed',
  },
  {
    name: '莫大勇',
    birthday: '1986-06-25',
    order: '117',
    purpose: 'below the deductible and no balance: fund 0, account 0, cash 86.40; visit registered by the window',
    insured: '310',
    registration: 'window',
    template: 'small',
  },
  {
    name: '卢国强',
    birthday: '1979-01-30',
    order: '155',
    purpose: 'not insured: self-paid',
    insured: 'none',
    registration: 'none',
    template: 'mixed',
  },
  {
    name: '何丽',
    birthday: '1988-09-12',
    order: '268',
    purpose: 'fund 20.60 + account 120.00 + cash 305.60; the platform registers the visit',
    insured: '310',
    balanceFen: 12_000,
    registration: 'platform',
    template: 'mixed',
  },
  {
    name: '黄桂芳',
    birthday: '1961-04-03',
    order: '084',
    purpose: 'resident insurance 390: fund 86.04 + cash 360.16, no account; the platform registers the visit',
    insured: '390',
    registration: 'platform',
    template: 'mixed',
  },
  {
    name: '梁文博',
    birthday: '1995-12-21',
    order: '313',
    purpose: 'insurance suspended: registration refused',
    insured: '310',
    active: false,
    registration: 'platform',
    template: 'mixed',
  },
  {
    name: '蓝雨桐',
    birthday: '1999-08-08',
    order: '426',
    purpose: 'entitlement blocked: 2001 says no',
    insured: '310',
    balanceFen: 5_000,
    entitled: false,
    registration: 'platform',
    template: 'mixed',
  },
];

/** How many generated patients follow the named ones. */
const GENERATED = 192;

/** Everybody of one run: the named patients, then generated ones that depend on the seed behind `numbers`. */
export function people(numbers: Numbers): readonly Person[] {
  const sketches = [...NAMED, ...Array.from({ length: GENERATED }, (_, index) => generate(numbers, index))];
  return sketches.map((sketch, index) => draw(sketch, index + 1, numbers));
}

const below = (numbers: Numbers, limit: number): number => Number(numbers.digits(9)) % limit;
const two = (value: number): string => String(value).padStart(2, '0');

function generate(numbers: Numbers, index: number): Sketch {
  const year = 1940 + below(numbers, 66);
  const insured = (['310', '310', '310', '390', 'none'] as const)[below(numbers, 5)] ?? '310';
  const registration = insured === 'none' ? 'none' : index % 2 === 0 ? 'window' : 'platform';
  return {
    name: `${SURNAMES[below(numbers, SURNAMES.length)]}${GIVEN_NAMES[below(numbers, GIVEN_NAMES.length)]}`,
    birthday: `${year}-${two(1 + below(numbers, 12))}-${two(1 + below(numbers, 28))}`,
    // 500 and up: never the number of a named patient.
    order: String(500 + (index % 500)),
    purpose: `generated: ${insured === 'none' ? 'not insured' : `insurance ${insured}, visit registered by the ${registration}`}`,
    insured,
    retired: insured === '310' && year <= 1964,
    balanceFen: insured === '310' ? below(numbers, 200_000) : 0,
    registration,
    template: 'generated',
  };
}

function draw(sketch: Sketch, serial: number, numbers: Numbers): Person {
  const digits = `${ID_PREFIX}${sketch.birthday.replace(/-/g, '')}${sketch.order}`;
  return {
    patientNo: `P${String(serial).padStart(7, '0')}`,
    name: sketch.name,
    idNo: digits + idCheckDigit(digits),
    gender: Number(sketch.order) % 2 === 1 ? '1' : '2',
    birthday: sketch.birthday,
    purpose: sketch.purpose,
    registration: sketch.registration,
    credentialType: sketch.credentialType ?? '02',
    template: sketch.template,
    ...(sketch.insured === 'none' ? {} : { cover: cover(sketch, sketch.insured, serial, numbers) }),
  };
}

function cover(sketch: Sketch, insuranceType: Cover['insuranceType'], serial: number, numbers: Numbers): Cover {
  return {
    personNo: `${AREA}00000000${String(serial).padStart(8, '0')}`,
    insuranceType,
    retired: sketch.retired ?? false,
    insuredArea: AREA,
    employer: insuranceType === '310' ? '柳州示范机械有限公司' : '',
    balanceFen: sketch.balanceFen ?? 0,
    active: sketch.active ?? true,
    entitled: sketch.entitled ?? true,
    card: { number: `A${numbers.digits(8)}`, serial: numbers.digits(16) },
    eToken: numbers.hex(32),
  };
}
