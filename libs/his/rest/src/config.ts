export interface HisRestConfig {
  /** The name orders carry; `rest` when left out. */
  readonly his?: string;
  /** Address of the HIS without a slash at its end; a path prefix is allowed and is signed. */
  readonly baseUrl: string;
  readonly keyId: string;
  readonly secret: string;
}

/** Fills the defaults in. @throws RangeError naming every fault, never a value (one of them is a secret). */
export function checkConfig(config: HisRestConfig): Required<HisRestConfig> {
  const checked = { ...config, his: config.his ?? 'rest' };
  const rules: [holds: boolean, fault: string][] = [
    [checked.his.length > 0, 'his is empty'],
    [/^https?:\/\/[^\s?#]+[^/\s?#]$/.test(checked.baseUrl), 'baseUrl is not an http address without query and closing slash'],
    [/^[\x21-\x7e]{1,64}$/.test(checked.keyId), 'keyId has not 1 to 64 printable characters'],
    [checked.secret.length >= 16, 'secret is shorter than 16 characters'],
  ];
  const faults = rules.filter(([holds]) => !holds).map(([, fault]) => fault);
  if (faults.length > 0) throw new RangeError(`HIS configuration: ${faults.join('; ')}`);
  return checked;
}
