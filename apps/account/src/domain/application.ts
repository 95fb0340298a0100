/** A channel application: it may ask for tokens of one gateway. */
export interface Application {
  readonly applicationId: string;
  readonly gateway: string;
  /** `salt:hash`, both hexadecimal: scrypt with Node's default cost over the salt's bytes, 32 bytes long. */
  readonly secretHash: string;
}

const SECRET_HASH = /^(?:[0-9a-f]{2}){16,}:[0-9a-f]{64}$/;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Whether a parsed JSON value is a list of applications, each known under one id only. */
export function areApplications(value: unknown): value is Application[] {
  if (!Array.isArray(value)) return false;
  const ids = new Set<unknown>();
  return value.every((one: Partial<Application> | null) => {
    if (typeof one !== 'object' || one === null || ids.has(one.applicationId)) return false;
    ids.add(one.applicationId);
    return isText(one.applicationId) && isText(one.gateway) && isText(one.secretHash) && SECRET_HASH.test(one.secretHash);
  });
}
