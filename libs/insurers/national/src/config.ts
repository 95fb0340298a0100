/** Numbers for one province: everything in which centres differ though they speak the same protocol (facts/insurance.md A.12). */
export interface ProvinceProfile {
  /** `service`: one path per service (Hebei, Inner Mongolia). `infno`: `{base}/{infno}` (Guangdong). */
  readonly paths: 'service' | 'infno';
  /** `infver`. */
  readonly interfaceVersion: string;
  /** `opter_type`: 1 clerk, 2 self-service terminal, 3 mobile. */
  readonly operatorType: '1' | '2' | '3';
  /** Whether calls need the sign-in number of 9001. */
  readonly signIn: boolean;
  /** `ip` of 9001, mandatory there. */
  readonly signInIp: string;
  /** Which of the twin transactions uploads the visit. */
  readonly describeVisit: '2203' | '2203A';
  /** True where `fund_pay_sumamt` contains `acct_pay` (seen in Guangdong); false where it does not (seen in Hebei, Chongqing, Hunan). */
  readonly fundIncludesAccount: boolean;
  /** True where `acct_pay` contains `acct_mulaid_pay`. */
  readonly mutualAidInsideAccount: boolean;
  /** Sends amounts as JSON strings instead of JSON numbers. */
  readonly numbersAsStrings: boolean;
  /** The last four digits of our message ids. The window's HIS shares the institution code and must use others. */
  readonly sequence: { readonly first: number; readonly last: number };
  /** How long the centre may go on executing a request after we gave up. No source states it. */
  readonly centreMaxProcessingMs: number;
  /** No settlement whose pay-expiry would cross this Beijing time. */
  readonly dayCutOff: string;
}

export interface NationalConfig {
  /** The name orders carry; `national` when left out. */
  readonly insurer?: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly paasId: string;
  readonly secretToken: string;
  /** `fixmedins_code`, exactly 12 characters because it heads every message id, and `fixmedins_name`. */
  readonly institution: { readonly code: string; readonly name: string };
  /** `mdtrtarea_admvs`, six digits. */
  readonly area: string;
  /** `recer_sys_code`, agreed with the province. */
  readonly receiver: string;
  /** An operator code of our own: signing out a shared one would cut off the window. */
  readonly operator: { readonly code: string; readonly name: string };
  /** What differs from `DEFAULT_PROFILE`. */
  readonly profile?: Partial<ProvinceProfile>;
}

export const DEFAULT_PROFILE: ProvinceProfile = {
  paths: 'service',
  interfaceVersion: 'V1.0',
  operatorType: '3',
  signIn: true,
  signInIp: '127.0.0.1',
  describeVisit: '2203A',
  fundIncludesAccount: false,
  mutualAidInsideAccount: false,
  numbersAsStrings: false,
  sequence: { first: 5000, last: 9999 },
  centreMaxProcessingMs: 180_000,
  dayCutOff: '23:30',
};

export interface CheckedConfig extends Omit<Required<NationalConfig>, 'profile'> {
  readonly profile: ProvinceProfile;
}

const wholeFrom = (least: number, value: number): boolean => Number.isSafeInteger(value) && value >= least;

function faultsOf(config: CheckedConfig): string[] {
  const { institution, operator, profile } = config;
  const { first, last } = profile.sequence;
  const rules: [holds: boolean, fault: string][] = [
    [config.insurer.length > 0, 'insurer is empty'],
    [/^https?:\/\/[^\s?#]+[^/\s?#]$/.test(config.baseUrl), 'baseUrl is not an http address without query and closing slash'],
    [config.paasId.length > 0, 'paasId is empty'],
    [config.secretToken.length > 0, 'secretToken is empty'],
    [/^[A-Z0-9]{12}$/.test(institution.code), 'institution.code is not 12 capital letters and digits'],
    [institution.name.length > 0 && institution.name.length <= 200, 'institution.name has not 1 to 200 characters'],
    [/^\d{6}$/.test(config.area), 'area is not six digits'],
    [config.receiver.length > 0 && config.receiver.length <= 10, 'receiver has not 1 to 10 characters'],
    [operator.code.length > 0 && operator.code.length <= 20, 'operator.code has not 1 to 20 characters'],
    [operator.name.length > 0 && operator.name.length <= 50, 'operator.name has not 1 to 50 characters'],
    [profile.interfaceVersion.length > 0 && profile.interfaceVersion.length <= 6, 'profile.interfaceVersion has not 1 to 6 characters'],
    [profile.signInIp.length > 0 && profile.signInIp.length <= 20, 'profile.signInIp has not 1 to 20 characters'],
    [wholeFrom(0, first) && wholeFrom(first + 1, last) && last <= 9999, 'profile.sequence is not first < last within 0 to 9999'],
    [wholeFrom(1, profile.centreMaxProcessingMs), 'profile.centreMaxProcessingMs is not a positive whole number'],
    [/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(profile.dayCutOff), 'profile.dayCutOff is not a time like 23:30'],
  ];
  return rules.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** Fills the defaults in. @throws RangeError naming every fault, never a value (one of them is a secret). */
export function checkConfig(config: NationalConfig): CheckedConfig {
  const checked = { ...config, insurer: config.insurer ?? 'national', profile: { ...DEFAULT_PROFILE, ...config.profile } };
  const faults = faultsOf(checked);
  if (faults.length > 0) throw new RangeError(`insurer configuration: ${faults.join('; ')}`);
  return checked;
}
