import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

export const VAULT_PURPOSES = ['patient-name', 'patient-id-no', 'insurance-credential', 'exchange'] as const;
export type VaultPurpose = (typeof VAULT_PURPOSES)[number];

/**
 * Field encryption: AES-256-GCM under a key derived for each purpose from the master key, `v1|purpose|base64(iv, ciphertext, tag)`.
 * The purpose is authenticated, so a sealed name cannot be put where a credential is expected.
 */
export class Vault {
  private readonly keys = new Map<string, Buffer>();

  constructor(private readonly master: Buffer) {
    if (master.length !== 32) throw new RangeError('the vault key must have 32 bytes');
  }

  seal(plain: string, purpose: VaultPurpose): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(purpose), iv);
    cipher.setAAD(Buffer.from(purpose));
    const body = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1|${purpose}|${body.toString('base64')}`;
  }

  /** @throws Error when the text was not sealed for this purpose, or was altered. */
  open(sealed: string, purpose: VaultPurpose): string {
    const [version, sealedFor, encoded] = sealed.split('|');
    if (version !== 'v1' || sealedFor !== purpose || !encoded) throw new Error(`not sealed for ${purpose}`);
    const body = Buffer.from(encoded, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.key(purpose), body.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(body.subarray(-16));
    return Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()]).toString('utf8');
  }

  /** A blind index: equal texts give equal marks, and the mark cannot be guessed without the key. */
  mark(plain: string, purpose: VaultPurpose): string {
    return createHmac('sha256', this.key(`mark:${purpose}`))
      .update(plain.normalize('NFKC'))
      .digest('base64url');
  }

  private key(label: string): Buffer {
    const known = this.keys.get(label);
    if (known) return known;
    const derived = Buffer.from(hkdfSync('sha256', this.master, Buffer.alloc(0), `meridian:${label}`, 32));
    this.keys.set(label, derived);
    return derived;
  }
}
