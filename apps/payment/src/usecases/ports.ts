/** Which merchant account a channel's money goes to; filled by the wiring. */
export abstract class Merchants {
  abstract of(channel: string): string | undefined;
}
