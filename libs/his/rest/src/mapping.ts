import type { Confirmation, ConfirmState, HisBill, HisInsurance, HisLine, HisSheet } from '@meridian/his-kit/port';
import { add } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';
import { type JsonNode, Unreadable } from './json-node';

export const NUMBER = /^[A-Za-z0-9._-]{1,40}$/;
const DECIMAL = /^\d{1,10}(\.\d{1,6})?$/;
const HASH = /^.{8,128}$/s;
const AREA = /^\d{6}$/;

/** A sheet is believed only when its lines add up to it, and a bill when no number in it stands for two things. @throws Unreadable */
export function billIn(bill: JsonNode): HisBill {
  const department = bill.node('department');
  const sheets = bill.nodes('sheets').map(sheetIn);
  if (sheets.length === 0) throw new Unreadable('a bill has no sheet');
  assertUnique(
    sheets.map(({ sheetNo }) => sheetNo),
    'sheet',
  );
  assertUnique(
    sheets.flatMap(({ lines }) => lines.map(({ lineNo }) => lineNo)),
    'line',
  );
  return {
    visitNo: bill.text('visitNo', NUMBER),
    visitStartedAt: bill.time('visitStartedAt'),
    doctor: named(bill.node('doctor')),
    department: { ...named(department), category: department.text('category') },
    diagnoses: bill.nodes('diagnoses').map((diagnosis) => ({ ...named(diagnosis), main: diagnosis.flag('main') })),
    ...(bill.has('insurance') ? { insurance: insuranceIn(bill.node('insurance')) } : {}),
    sheets,
    billHash: bill.text('billHash', HASH),
  };
}

const named = (node: JsonNode): { code: string; name: string } => ({ code: node.text('code'), name: node.text('name') });

function assertUnique(numbers: readonly string[], what: string): void {
  if (new Set(numbers).size !== numbers.length) throw new Unreadable(`two ${what}s of a bill share a number`);
}

function insuranceIn(insurance: JsonNode): HisInsurance {
  const credential = insurance.node('credential');
  return {
    insurer: insurance.text('insurer'),
    credential: { type: credential.oneOf('type', ['01', '02', '03']), number: credential.text('number') },
    insuranceType: insurance.text('insuranceType'),
    medicalType: insurance.text('medicalType'),
    ...(insurance.has('personNo') ? { personNo: insurance.text('personNo') } : {}),
    ...(insurance.has('insuredArea') ? { insuredArea: insurance.text('insuredArea', AREA) } : {}),
    ...(insurance.has('centreVisitId') ? { centreVisitId: insurance.text('centreVisitId') } : {}),
  };
}

function sheetIn(sheet: JsonNode): HisSheet {
  const lines = sheet.nodes('lines').map(lineIn);
  const totalFen = sheet.positiveFen('totalFen');
  if (add(...lines.map(({ amountFen }) => amountFen)) !== totalFen) throw new Unreadable('the lines of a sheet miss its total');
  return { sheetNo: sheet.text('sheetNo', NUMBER), hash: sheet.text('hash', HASH), totalFen, lines };
}

const lineIn = (line: JsonNode): HisLine => ({
  lineNo: line.text('lineNo', NUMBER),
  itemCode: line.text('itemCode'),
  itemName: line.text('itemName'),
  catalogueCode: line.text('catalogueCode'),
  quantity: line.text('quantity', DECIMAL),
  unitPrice: line.text('unitPrice', DECIMAL),
  amountFen: line.positiveFen('amountFen'),
  chargedAt: line.time('chargedAt'),
  approval: line.oneOf('approval', ['0', '1', '2']),
});

export const confirmationIn = (node: JsonNode): Confirmation => ({
  hisReceiptNo: node.text('hisReceiptNo', NUMBER),
  confirmedAt: node.time('confirmedAt'),
});

export function confirmStateIn(answer: JsonNode): ConfirmState {
  const state = answer.oneOf('state', ['absent', 'confirmed', 'cancelled']);
  return state === 'confirmed' ? { state, confirmation: confirmationIn(answer.node('confirmation')) } : { state };
}

/** Exactly the seven members of the protocol, whatever else the caller's object carries. */
export const splitNode = ({ totalFen, fundFen, accountFen, mutualAidFen, cashFen, hospitalFen, adjustFen }: Split): Split => ({
  totalFen,
  fundFen,
  accountFen,
  mutualAidFen,
  cashFen,
  hospitalFen,
  adjustFen,
});
