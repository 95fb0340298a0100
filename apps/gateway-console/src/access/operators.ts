import { type BinaryLike, randomBytes, scrypt as scryptWithCallback, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Operator } from './operator';

const scrypt = promisify<BinaryLike, BinaryLike, number, Buffer>(scryptWithCallback);
const HASH_BYTES = 32;

/** Nobody's hash: an unknown operator costs as much time as a known one with a wrong password. */
const NOBODY = `${randomBytes(16).toString('hex')}:${randomBytes(HASH_BYTES).toString('hex')}`;

/** Everybody who may sign in. Its own injection token. */
export class Operators {
  private readonly byId: ReadonlyMap<string, Operator>;

  constructor(operators: readonly Operator[]) {
    this.byId = new Map(operators.map((one) => [one.operatorId, one]));
  }

  find(operatorId: string): Operator | undefined {
    return this.byId.get(operatorId);
  }

  /** @returns the operator, or undefined when the name or the password is wrong, without saying which. */
  async verify(operatorId: string, password: string): Promise<Operator | undefined> {
    const operator = this.byId.get(operatorId);
    const [salt = '', hash = ''] = (operator?.secretHash ?? NOBODY).split(':');
    const given = await scrypt(password, Buffer.from(salt, 'hex'), HASH_BYTES);
    return timingSafeEqual(given, Buffer.from(hash, 'hex')) ? operator : undefined;
  }
}
