import { beijingDigits, type Instant } from '@meridian/kernel/clock';
import type { CheckedConfig } from './config';

const compose = (config: CheckedConfig, at: Instant, lastFour: number): string =>
  `${config.institution.code}${beijingDigits(at)}${String(lastFour).padStart(4, '0')}`;

/**
 * The message id `msgid`: institution(12) + Beijing time(14) + sequence(4), 30 characters. The sequence turns in the range agreed with
 * the window's HIS; its last number is kept for the plug-in's own sign-ins.
 * @throws RangeError when the sequence is not a whole number from 0
 */
export function messageNoOf(config: CheckedConfig, at: Instant, sequence: number): string {
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new RangeError(`not a message sequence: ${sequence}`);
  const { first, last } = config.profile.sequence;
  return compose(config, at, first + (sequence % (last - first)));
}

/** The message id of a sign-in the plug-in makes on its own account: nothing ever refers to it again, so one number serves for all. */
export const signInMessageNo = (config: CheckedConfig, at: Instant): string => compose(config, at, config.profile.sequence.last);
