import type { MaskedExchange } from './masked-exchange';

const exchange = (method: string, url: string, body: unknown, answer: MaskedExchange['answer']): MaskedExchange => ({
  request: { method, url, headers: { 'content-type': 'application/json', authorization: '***' }, ...(body === undefined ? {} : { body }) },
  answer,
});

const ok = (body: unknown, status = 200): MaskedExchange['answer'] => ({ status, headers: { 'content-type': 'application/json' }, body });

const CENTRE = 'http://centre.example/fsi/api';
const envelope = (infno: string, input: object) => ({
  infno,
  msgid: 'H45020000001202611221022005001',
  fixmedins_code: 'H45020000001',
  input,
});

export const CENTRE_SMALL = (infno: string): MaskedExchange =>
  exchange(
    'POST',
    `${CENTRE}/${infno}`,
    envelope(infno, { data: { psn_no: '***', mdtrt_id: '450200G0000045678901' } }),
    ok({ infcode: 0, err_msg: '***' }),
  );

/** 2207 as the centre speaks it, masked. */
export const CENTRE_SETTLE: MaskedExchange = exchange(
  'POST',
  `${CENTRE}/outpatientSettleService/saveSettletmentV2`,
  envelope('2207', {
    data: {
      psn_no: '***',
      mdtrt_cert_no: '***',
      mdtrt_id: '450200G0000045678901',
      chrg_bchno: '0126112200000010411',
      medfee_sumamt: 446.2,
      acct_used_flag: '1',
    },
  }),
  ok({
    infcode: 0,
    inf_refmsgid: '450200202611221022000000000001',
    output: {
      setlinfo: {
        setl_id: '450200202611220000012345',
        psn_name: '***',
        certno: '***',
        fund_pay_sumamt: 20.6,
        acct_pay: 300,
        psn_cash_pay: 125.6,
      },
    },
  }),
);

export const WECHAT_OPEN: MaskedExchange = exchange(
  'POST',
  'http://wechat.example/v3/pay/transactions/jsapi',
  { mchid: '1900000109', out_trade_no: '01261122000000104111101', amount: { total: 12_560, currency: 'CNY' }, payer: { openid: '***' } },
  ok({ prepay_id: '***' }),
);

export const WECHAT_PAID: MaskedExchange = exchange(
  'POST',
  'http://meridian.example/callbacks/wechat',
  { event_type: 'TRANSACTION.SUCCESS', resource: { trade_state: 'SUCCESS', amount: { total: 12_560 }, payer: { openid: '***' } } },
  ok('', 204),
);

export const HIS_CONFIRM: MaskedExchange = exchange(
  'POST',
  'http://his.example/v1/charges/confirm',
  { billHash: 'b41d5c0e', split: { totalFen: 44_620, fundFen: 2060, accountFen: 30_000, cashFen: 12_560 } },
  ok({ hisReceiptNo: 'R20261122000871', confirmedAt: '2026-11-22T10:23:58+08:00' }),
);

export const HIS_SILENT: MaskedExchange = exchange('GET', 'http://his.example/v1/charges/012611220000001038.1', undefined, {
  noAnswer: 'TIMEOUT',
});
