import { shanghaiTime } from '../frame/time';
import type { Centre } from './centre';
import type { Message } from './envelope';
import { type Row, textOf } from './field-check';
import { Refusal, TEXT } from './refusal';

/** A sign_no stays good for five days, because single-sided bills are repaired late (facts/insurance.md A.5). */
const VALID_MS = 5 * 24 * 3_600_000;

/** 9001 */
export function signIn(centre: Centre, { input, at }: Message): unknown {
  const signNo = centre.number(at);
  centre.signIns.set(signNo, { operator: textOf(input.signIn as Row, 'opter_no'), at });
  return { signinoutb: { sign_time: shanghaiTime(at), sign_no: signNo } };
}

/** 9002 */
export function signOut(centre: Centre, { input, at }: Message): unknown {
  if (!centre.signIns.delete(textOf(input.signOut as Row, 'sign_no'))) throw new Refusal(TEXT.notSignedIn);
  return { signoutoutb: { sign_time: shanghaiTime(at) } };
}

/** @throws Refusal when the message's operator has no live sign-in under its sign_no */
export function demandSignIn(centre: Centre, { signNo, operator, at }: Message): void {
  const found = centre.signIns.get(signNo);
  if (found === undefined || found.operator !== operator || at - found.at > VALID_MS) throw new Refusal(TEXT.notSignedIn);
}
