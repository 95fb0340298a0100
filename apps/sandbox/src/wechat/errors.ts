/** HTTP status of each code (channels.md A9). MCH_NOT_EXISTS is 404 on the refund paths; the thrower says so. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  APPID_MCHID_NOT_MATCH: 400,
  MCH_NOT_EXISTS: 400,
  ORDER_CLOSED: 400,
  ORDER_PAID: 400,
  SIGN_ERROR: 401,
  NO_AUTH: 403,
  RULE_LIMIT: 403,
  TRADE_ERROR: 403,
  OUT_TRADE_NO_USED: 403,
  NOT_ENOUGH: 403,
  USER_ACCOUNT_ABNORMAL: 403,
  TRADE_OVERDUE: 403,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  RATELIMIT_EXCEEDED: 429,
  SYSTEM_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
};

/** Present only with PARAM_ERROR and INVALID_REQUEST; `field` is a JSON Pointer. */
export interface ErrorDetail {
  readonly location: 'body' | 'query' | 'uri_template';
  readonly field: string;
  readonly value: unknown;
  readonly issue: string;
}

export interface ErrorExtras {
  /** When it differs from the code's usual one. */
  readonly status?: number;
  /** Numeric internal code at the end of Request-ID (channels.md A9); 268435461 (parameter) when absent. */
  readonly internalCode?: string;
  readonly detail?: ErrorDetail;
}

/** A refusal in the party's own form: `{"code","message","detail"?}`, never signed. */
export class WechatError extends Error {
  readonly status: number;
  readonly internalCode: string;
  readonly detail: ErrorDetail | undefined;

  constructor(
    readonly code: string,
    message: string,
    extras: ErrorExtras = {},
  ) {
    super(message);
    this.status = extras.status ?? STATUS_OF_CODE[code] ?? 400;
    this.internalCode = extras.internalCode ?? '268435461';
    this.detail = extras.detail;
  }

  get body(): string {
    return JSON.stringify({ code: this.code, message: this.message, ...(this.detail ? { detail: this.detail } : {}) });
  }
}

export const orderPaid = (): WechatError => new WechatError('ORDER_PAID', '订单已支付', { internalCode: '268449538' });
export const orderClosed = (): WechatError => new WechatError('ORDER_CLOSED', '订单已关闭', { internalCode: '268447914' });
export const orderNotExist = (): WechatError => new WechatError('ORDER_NOT_EXIST', '订单不存在', { internalCode: '268512771' });
export const signError = (message: string): WechatError => new WechatError('SIGN_ERROR', message, { internalCode: '268443699' });
