import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The worked example both sides of the protocol check. */
export const vector = JSON.parse(readFileSync(join(__dirname, '../../../../../docs/his-rest/signature-vector.json'), 'utf8')) as {
  readonly keyId: string;
  readonly secret: string;
  readonly request: {
    readonly method: 'POST';
    readonly target: string;
    readonly timestamp: string;
    readonly nonce: string;
    readonly body: string;
    readonly signature: string;
  };
  readonly answer: { readonly status: number; readonly body: string; readonly signature: string };
};

/** 2026-11-22 10:00:00 in Beijing, the instant of every fixture. */
export const NOW = 1_795_312_800_000;

/** The patient of the fixtures: name, ID number, e-voucher token. */
export const CANARIES = ['韦小舟', '450202199003072316', 'EC45020020261122AB12CD34EF56'];

export const configAt = (baseUrl: string) => ({ baseUrl, keyId: vector.keyId, secret: vector.secret });
