/** The demonstration that `npm start` runs once the stack is up: one true mixed settlement, told from every side. */
import { Operator } from './operator.mjs';
import { Outside, outTradeNoOf, Patient, until } from './outside.mjs';

/**
 * @typedef {object} DemoOptions
 * @property {Readonly<Record<string, string>>} urls base URLs by app, as `Stack.urls`
 * @property {import('./secrets.mjs').Secrets} secrets
 * @property {(line: string) => void} print
 */

/** The sandbox's patient whose bill is shared by fund, personal account and cash. */
const DEMO_PATIENT = 'P0000001';

const yuan = (/** @type {number} */ fen) => (fen / 100).toFixed(2).padStart(9);
const time = (/** @type {number} */ at) => new Date(at + 8 * 3_600_000).toISOString().slice(11, 23);

/**
 * Settles a real outpatient bill across insurer, WeChat Pay and HIS, then reads the books of everybody.
 * @param {DemoOptions} options
 * @throws when anything is not as it must be
 */
export async function runDemo({ urls, secrets, print }) {
  const urlOf = (/** @type {string} */ app) => urls[app] ?? fail(`${app} does not run`);
  const outside = new Outside(urlOf('sandbox-admin'));
  const person = await outside.person(DEMO_PATIENT);
  const patient = await new Patient(
    urlOf('gateway-wechat'),
    secrets.applications['gateway-wechat'] ?? fail('gateway-wechat has no application'),
  ).signIn({ name: person.name, idNo: person.idNo });
  const visit = await outside.visit({ patientNo: DEMO_PATIENT, template: 'mixed' });
  const bill = (await patient.bills()).find((/** @type {any} */ one) => one.visitNo === visit.visitNo);
  if (!bill) throw new Error('the HIS does not show the new bill');

  const quoted = answered(await patient.order(bill), 'the order');
  const orderNo = quoted.orderNo;
  const settled = answered(await patient.settle(quoted), 'the settlement');
  if (settled.phase === 'PAYING') await outside.pay(outTradeNoOf(orderNo));
  const order = await patient.until(orderNo, 'CONFIRMED');

  const operator = await new Operator(urlOf('gateway-console')).signIn(secrets.operators.cashier);
  const { story, ledger, totals, check } = await booksOf(operator, orderNo);
  tellOrder(order, bill, print);
  tellStory(story.entries, print);
  tellBooks({ orderNo, ledger, totals, check }, print);
  print('');
  print(`The whole story, with every exchange: ${urlOf('gateway-console')}/orders/${orderNo}`);
  print(`  sign in as ${secrets.operators.cashier.operatorId}, password ${secrets.operators.cashier.password}`);
  print(`The gateways' interfaces:             ${urlOf('gateway-wechat')}/docs`);
}

/**
 * @param {string} why
 * @returns {never}
 */
function fail(why) {
  throw new Error(why);
}

/**
 * @param {import('./outside.mjs').Answer} answer
 * @param {string} what
 */
function answered(answer, what) {
  if (answer.status >= 300) throw new Error(`${what} was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body.order;
}

/**
 * Facts reach ledger, reconciliation and data platform in batches a moment later.
 * @param {Operator} operator
 * @param {string} orderNo
 */
async function booksOf(operator, orderNo) {
  const ledger = await until(
    async () => {
      const found = await operator.read(`/api/balances?orderNo=${orderNo}`);
      return found.transfers >= 3 && orderBalance(found, orderNo) === 0 ? found : undefined;
    },
    { what: "the ledger to hold the order's three facts" },
  );
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const check = await until(
    async () => {
      const found = await operator.read(`/api/checks/${day}`);
      return found.differences.length === 0 && found.matched > 0 ? found : undefined;
    },
    { what: "the outside parties' books to match" },
  );
  const totals = await operator.read(`/api/totals?from=${day}&to=${day}`);
  const { story } = await operator.read(`/api/orders/${orderNo}`);
  return { ledger, check, totals: totals.totals, story };
}

/**
 * @param {any} ledger
 * @param {string} orderNo
 */
const orderBalance = (ledger, orderNo) =>
  ledger.accounts.find((/** @type {any} */ one) => one.account === `ORDER[${orderNo}]`)?.balanceFen ?? 0;

/**
 * @param {any} order
 * @param {any} bill
 * @param {(line: string) => void} print
 */
function tellOrder({ orderNo, phase, split, hisReceiptNo }, bill, print) {
  const lines = bill.sheets.flatMap((/** @type {any} */ sheet) => sheet.lines);
  print('');
  print(`Order ${orderNo} · visit ${bill.visitNo} · ${bill.sheets.length} sheets, ${lines.length} lines · ${phase}`);
  print('');
  for (const [name, fen] of [
    ['insurance fund          统筹基金', split.fundFen],
    ['personal account        个人账户', split.accountFen],
    ['WeChat Pay              微信支付', split.cashFen],
  ]) {
    print(`  ${yuan(/** @type {number} */ (fen))}  ${name}`);
  }
  print(`  ${yuan(split.totalFen)}  total                   合计 · HIS receipt ${hisReceiptNo}`);
  print('');
}

/**
 * What moved the states, in order; the page shows the rest.
 * @param {any[]} entries
 * @param {(line: string) => void} print
 */
function tellStory(entries, print) {
  for (const entry of entries) {
    if (entry.kind === 'fact') {
      const { from, to } = entry.detail;
      print(`  ${time(entry.at)}  ${entry.service.padEnd(10)} ${entry.title.padEnd(14)} ${from === to ? to : `${from} → ${to}`}`);
    }
    if (entry.kind === 'posting') print(`  ${time(entry.at)}  ${'ledger'.padEnd(10)} ${entry.title}`);
  }
  const settle = entries.find((entry) => entry.title === 'settleAsked' && entry.traceId);
  print('');
  print(`  trace of the settlement: ${settle?.traceId ?? 'unknown'}`);
}

/**
 * @param {{ orderNo: string, ledger: any, totals: any[], check: any }} books
 * @param {(line: string) => void} print
 */
function tellBooks({ orderNo, ledger, totals, check }, print) {
  print('');
  print(
    `  ledger: ${ledger.transfers} transfers, ${ledger.balanced ? 'debits equal credits' : 'NOT BALANCED'}; ORDER[${orderNo}] = ${yuan(orderBalance(ledger, orderNo)).trim()}`,
  );
  if (!ledger.balanced) throw new Error('the ledger does not balance');
  print(`  reconciliation: ${check.matched} of ${check.expected} expectations of the day matched in the outside parties' books`);
  for (const total of totals)
    print(
      `  data platform: ${total.day} ${total.channel.padEnd(10)} ${total.kind.padEnd(12)} ${String(total.transactions).padStart(4)} × ${yuan(total.amountFen)}`,
    );
}
