import type { Centre } from './centre';
import type { Message } from './envelope';
import { removeFees, uploadFees } from './fees';
import { accumulations, checkEntitlement, identify } from './people-enquiries';
import { reverseSettlement, revokeMessage } from './reversals';
import { findSettlements, quoteSettlement, storeSettlement } from './settlements';
import { signIn, signOut } from './sign-ins';
import { cancelVisit, describeVisit, registerVisit } from './visits';

/** Answers the output of an accepted message. @throws Refusal */
export type Transaction = (centre: Centre, message: Message) => unknown;

type Line = readonly [infno: string, path: string, transaction: Transaction];

const OUTPATIENT = '/fsi/api/outpatientDocInfoService';
const SETTLEMENT = '/fsi/api/outpatientSettleService';

/** The service paths, their misspellings included (facts/insurance.md A.11). */
const LINES: readonly Line[] = [
  ['9001', '/fsi/api/signInSignOutService/signIn', signIn],
  ['9002', '/fsi/api/signInSignOutService/signOut', signOut],
  ['1101', '/fsi/api/fsiPsnInfoService/queryPsnInfo', identify],
  ['2001', '/fsi/api/fsiPsnPriorityInfoService/queryPsnPriorityInfo', checkEntitlement],
  ['2201', `${OUTPATIENT}/outpatientRregistration`, registerVisit],
  ['2202', `${OUTPATIENT}/outpatientRegistrationCancel`, cancelVisit],
  ['2203', `${OUTPATIENT}/outpatientMdtrtinfoUp`, describeVisit],
  ['2203A', `${OUTPATIENT}/outpatientMdtrtinfoUpA`, describeVisit],
  ['2204', `${OUTPATIENT}/outpatientFeeListUp`, uploadFees],
  ['2205', `${OUTPATIENT}/outpatientFeeListUpCancel`, removeFees],
  ['2206', `${SETTLEMENT}/preSettletment`, quoteSettlement],
  ['2207', `${SETTLEMENT}/saveSettletmentV2`, storeSettlement],
  ['2208', `${SETTLEMENT}/cancleSettletment`, reverseSettlement],
  ['2601', '/fsi/api/reverseService/revsMethod', revokeMessage],
  ['5203', '/fsi/api/fsiIntegratedQueryService/querySetlInfo', findSettlements],
  ['5206', '/fsi/api/fsiIntegratedQueryService/queryFixmedinsPracPsnSum', accumulations],
];

export const INFNOS: readonly string[] = LINES.map(([infno]) => infno);

export const infnoByPath: ReadonlyMap<string, string> = new Map(LINES.map(([infno, path]) => [path, infno]));

export const pathByInfno: ReadonlyMap<string, string> = new Map(LINES.map(([infno, path]) => [infno, path]));

export const transactionByInfno: ReadonlyMap<string, Transaction> = new Map(LINES.map(([infno, , transaction]) => [infno, transaction]));
