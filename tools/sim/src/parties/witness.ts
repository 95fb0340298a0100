import type { Split } from '@meridian/kernel/split';

/** Who is told what the outside parties really do: the laws about them are read at that instant. */
export interface Witness {
  hisConfirmed(orderNo: string, generation: number, split: Split): void;
  hisBooked(orderNo: string): void;
  delivered(orderNo: string): void;
  centreReverses(orderNo: string, settlementId: string): void;
  moneyGoesBack(outTradeNo: string): void;
  channelOpened(outTradeNo: string): void;
}
