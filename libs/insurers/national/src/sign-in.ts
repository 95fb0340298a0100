import { type Arm, accepted, type Rejected, rejected } from '@meridian/kernel/arm';
import { businessDay } from '@meridian/kernel/clock';
import { type CallContext, NoAnswer } from '@meridian/plugin-kit/wire';
import { exchange, type Message, type Reading } from './centre';
import type { CheckedConfig } from './config';
import { signInMessageNo } from './message-no';

interface Signed {
  readonly day: string;
  readonly signNo: Promise<string | undefined>;
}

type SignInAnswer = Arm<{ readonly signNo: string }>;

/**
 * The sign-in number of our operator, one a day (facts/insurance.md A.5). It lives in memory only: a new process signs in anew,
 * and every message carries the number it was sent under, so the evidence of each call names it.
 */
export class Operator {
  #signed: Signed | undefined;

  constructor(private readonly config: CheckedConfig) {}

  /** 9001 under the caller's own message id. */
  async signIn(messageNo: string, context: CallContext): Promise<SignInAnswer> {
    const answer = await this.#ask(messageNo, context);
    if (answer.arm === 'accepted') this.#signed = { day: businessDay(context.now()), signNo: Promise.resolve(answer.value.signNo) };
    return answer;
  }

  /**
   * Sends a message under its own sign-in number or else today's, signing in first where there is none. When that fails the message
   * itself is not sent: NOT_SIGNED_IN is then a certain answer. When the centre says NOT_SIGNED_IN the number is forgotten, so that the
   * caller's next message, under a new id, signs in again; the refused one is never sent twice.
   */
  async send<T>(message: Message, context: CallContext, reading: Reading<T>): Promise<Arm<T>> {
    if (!this.config.profile.signIn || message.signNo !== undefined) return exchange(this.config, context, message, reading);
    const signed = this.#today(context);
    const signNo = await signed.signNo;
    const answer =
      signNo === undefined
        ? rejected('NOT_SIGNED_IN', '9001: no sign-in number; nothing else was sent')
        : await exchange(this.config, context, { ...message, signNo }, reading);
    if (isNotSignedIn(answer)) this.#forget(signed);
    return answer;
  }

  /** Calls that come while the day's first sign-in is under way wait for it instead of signing in as well. */
  #today(context: CallContext): Signed {
    const day = businessDay(context.now());
    if (this.#signed?.day === day) return this.#signed;
    const signed: Signed = { day, signNo: this.#freshSignNo(context) };
    signed.signNo.catch(() => this.#forget(signed));
    this.#signed = signed;
    return signed;
  }

  async #freshSignNo(context: CallContext): Promise<string | undefined> {
    try {
      const answer = await this.#ask(signInMessageNo(this.config, context.now()), context);
      return answer.arm === 'accepted' ? answer.value.signNo : undefined;
    } catch (error) {
      if (error instanceof NoAnswer) return undefined;
      throw error;
    }
  }

  #ask(messageNo: string, context: CallContext): Promise<SignInAnswer> {
    const { operator, profile } = this.config;
    const input = { signIn: { opter_no: operator.code, ip: profile.signInIp } };
    return exchange<{ signNo: string }>(
      this.config,
      context,
      { infno: '9001', messageNo, input },
      { succeeded: (output) => accepted({ signNo: output.node('signinoutb').text('sign_no') }) },
    );
  }

  #forget(signed: Signed): void {
    if (this.#signed === signed) this.#signed = undefined;
  }
}

const isNotSignedIn = (answer: Arm<unknown>): answer is Rejected => answer.arm === 'rejected' && answer.code === 'NOT_SIGNED_IN';
