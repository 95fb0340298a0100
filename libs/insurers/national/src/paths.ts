import type { CheckedConfig } from './config';

/** Every transaction this plug-in sends, with its service path (facts/insurance.md A.11; the misspellings are theirs). */
const SERVICE_PATHS = {
  '9001': '/fsi/api/signInSignOutService/signIn',
  '1101': '/fsi/api/fsiPsnInfoService/queryPsnInfo',
  '2001': '/fsi/api/fsiPsnPriorityInfoService/queryPsnPriorityInfo',
  '2201': '/fsi/api/outpatientDocInfoService/outpatientRregistration',
  '2202': '/fsi/api/outpatientDocInfoService/outpatientRegistrationCancel',
  '2203': '/fsi/api/outpatientDocInfoService/outpatientMdtrtinfoUp',
  '2203A': '/fsi/api/outpatientDocInfoService/outpatientMdtrtinfoUpA',
  '2204': '/fsi/api/outpatientDocInfoService/outpatientFeeListUp',
  '2205': '/fsi/api/outpatientDocInfoService/outpatientFeeListUpCancel',
  '2206': '/fsi/api/outpatientSettleService/preSettletment',
  '2207': '/fsi/api/outpatientSettleService/saveSettletmentV2',
  '2208': '/fsi/api/outpatientSettleService/cancleSettletment',
  '2601': '/fsi/api/reverseService/revsMethod',
  '5203': '/fsi/api/fsiIntegratedQueryService/querySetlInfo',
} as const;

export type Infno = keyof typeof SERVICE_PATHS;

export const urlOf = ({ baseUrl, profile }: CheckedConfig, infno: Infno): string =>
  `${baseUrl}${profile.paths === 'service' ? SERVICE_PATHS[infno] : `/${infno}`}`;
