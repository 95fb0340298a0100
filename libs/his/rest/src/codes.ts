import type { HisCode } from '@meridian/his-kit/port';

/** Every refusal of the protocol with the one status it comes with (docs/his-rest, "Answers"). Anything else is no answer. */
export const STATUS_OF: Readonly<Record<HisCode, number>> = {
  HIS_NOT_AUTHORISED: 401,
  PATIENT_UNKNOWN: 404,
  ORDER_UNKNOWN: 404,
  BILL_CHANGED: 409,
  BILL_PAID: 409,
  CONFIRM_CANCELLED: 409,
  ITEM_DELIVERED: 409,
  KEY_REUSED: 409,
  HIS_REFUSED: 422,
  BILL_LOCKED: 423,
};

/** @returns the code, or undefined when it stands in no table or came with another status */
export const codeOf = (code: string, status: number): HisCode | undefined =>
  Object.hasOwn(STATUS_OF, code) && STATUS_OF[code as HisCode] === status ? (code as HisCode) : undefined;
