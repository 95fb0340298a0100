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
    return `v1|${purpose}|${this.sealBytes(Buffer.from(plain, 'utf8'), purpose).toString('base64')}`;
  }

  /** @throws Error when the text was not sealed for this purpose, or was altered. */
  open(sealed: string, purpose: VaultPurpose): string {
    const [version, sealedFor, encoded] = sealed.split('|');
    if (version !== 'v1' || sealedFor !== purpose || !encoded) throw new Error(`not sealed for ${purpose}`);
    return this.openBytes(Buffer.from(encoded, 'base64'), purpose).toString('utf8');
  }

  /** For what is kept as bytes under a column of its own: iv, ciphertext, tag. */
  sealBytes(plain: Buffer, purpose: VaultPurpose): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(purpose), iv);
    cipher.setAAD(Buffer.from(purpose));
    return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error when the bytes were not sealed for this purpose, or were altered. */
  openBytes(sealed: Buffer, purpose: VaultPurpose): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key(purpose), sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
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
