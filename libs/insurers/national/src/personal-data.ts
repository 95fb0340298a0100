/** Members whose values the masked view hides: names, numbers and cards of persons, and free texts that may quote them. */
export const SENSITIVE = [
  'psn_name',
  'certno',
  'mdtrt_cert_no',
  'card_sn',
  'psn_no',
  'brdy',
  'age',
  'emp_name',
  'diseinfo',
  'main_cond_dscr',
  'expContent',
  'exp_content',
  'err_msg',
  'warn_msg',
  'trt_chk_rslt',
  'sign_no',
  'mac',
  'cainfo',
] as const;

const HIDDEN = '***';
/** Card and ID numbers (15 digits and up, the last may be X), and mobile numbers. */
const LONG_NUMBER = /(?<![\dA-Za-z])(?:\d{14,}[\dXx]|1[3-9]\d{9})(?![\dA-Za-z])/g;
const NAMED = /(姓名\s*[:：]?\s*|(?:人员|参保人|患者|病人)\s*[:：]?\s*[[【「『（(]\s*)[^\]】」』）)\s,，;；。]+/g;

/**
 * A text of the centre that may be stored and shown: the values the request carried, names behind their usual labels,
 * and every number long enough to be a person's are hidden. At most 200 characters, the length of `err_msg`.
 * @param secrets values of the request that identify the person
 */
export function withoutPersonalData(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length > 0).reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  return known.replace(NAMED, `$1${HIDDEN}`).replace(LONG_NUMBER, HIDDEN).slice(0, 200);
}
