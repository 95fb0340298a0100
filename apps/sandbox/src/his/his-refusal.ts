/** The codes of the protocol (docs/his-rest) and the HTTP status of each. */
export const HIS_STATUS = {
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
} as const;

export type HisCode = keyof typeof HIS_STATUS;

export const isHisCode = (text: string): text is HisCode => Object.hasOwn(HIS_STATUS, text);

/** A refusal of the protocol. The text carries no personal data. */
export class HisRefusal extends Error {
  constructor(
    readonly code: HisCode,
    detail: string,
  ) {
    super(detail);
  }
}
