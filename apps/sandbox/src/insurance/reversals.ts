import type { Centre, Settlement } from './centre';
import type { Message } from './envelope';
import { batchOf } from './fees';
import { type Row, textOf } from './field-check';
import { totalOf } from './liability';
import { Refusal, TEXT } from './refusal';
import { setldetail, setlinfo, storedFields } from './setlinfo';

/** 2208: a mirror with negative amounts; accumulations and balance are as before the settlement. */
export function reverseSettlement(centre: Centre, message: Message): unknown {
  const data = message.input.data as Row;
  if (centre.revoked.has(message.msgid) && centre.switches.lateAfterRevoke === 'refuse') throw new Refusal('该报文已冲正，不允许撤销结算');
  const visit = centre.visit(textOf(data, 'mdtrt_id'), textOf(data, 'psn_no'));
  const settlement = centre.settlements.get(textOf(data, 'setl_id'));
  if (settlement === undefined || settlement.visit !== visit || settlement.sign === -1) throw new Refusal('结算信息不存在');
  demandStanding(centre, settlement);
  const mirror = mirrorOf(centre, settlement, message);
  centre.book(mirror);
  return { setlinfo: setlinfo('2208', mirror, storedFields(centre, mirror)), setldetail: setldetail(mirror) };
}

function demandStanding(centre: Centre, settlement: Settlement): void {
  if (settlement.reversedBy !== null) throw new Refusal(TEXT.alreadyReversed);
  if (!centre.switches.laterSettlementBlocksReversal) return;
  const stored = [...centre.settlements.values()];
  const later = stored.slice(stored.indexOf(settlement) + 1);
  if (later.some(({ insured, sign, reversedBy }) => insured === settlement.insured && sign === 1 && reversedBy === null)) {
    throw new Refusal('存在后续结算，不允许撤销');
  }
}

function mirrorOf(centre: Centre, settlement: Settlement, message: Message): Settlement {
  return {
    ...settlement,
    id: centre.number(message.at),
    messageNo: message.msgid,
    operator: message.operator,
    operatorName: message.operatorName,
    at: message.at,
    balanceAfterFen: settlement.insured.balanceFen + settlement.liability.accountFen,
    sign: -1,
    of: settlement,
    reversedBy: null,
  };
}

/** 2601: reverses by message id, without knowing the setl_id. Answers nothing but infcode. */
export function revokeMessage(centre: Centre, message: Message): unknown {
  const data = message.input.data as Row;
  const [messageNo, personNo] = [textOf(data, 'omsgid'), textOf(data, 'psn_no')];
  const infno = textOf(data, 'oinfno');
  centre.person(personNo);
  if (infno !== '2207' && infno !== '2208') throw new Refusal(`交易 ${infno} 不支持冲正`);
  const found = centre.byMessage.get(messageNo);
  if (found === undefined || found.insured.cover.personNo !== personNo || (found.sign === 1) !== (infno === '2207')) {
    return revokeUnknown(centre, messageNo);
  }
  if (infno === '2208') return revokeReversal(centre, found);
  if (found.reversedBy !== null && !centre.revoked.has(messageNo)) throw new Refusal(TEXT.alreadyReversed);
  if (found.reversedBy === null) centre.book(mirrorOf(centre, found, message));
  centre.revoked.add(messageNo);
  return {};
}

/** The message may still be on its way: the tombstone meets it. A message revoked before is accepted again. */
function revokeUnknown(centre: Centre, messageNo: string): unknown {
  if (!centre.revoked.has(messageNo) && centre.switches.unknownRevoke === 'refuse') throw new Refusal('未查询到原交易');
  centre.revoked.add(messageNo);
  return {};
}

function revokeReversal(centre: Centre, mirror: Settlement): unknown {
  const behaviour = centre.switches.revokeOfReversal;
  if (behaviour === 'refuse') throw new Refusal('交易 2208 不支持冲正');
  if (behaviour === 'accept-only') return {};
  demandRowsUntouched(mirror);
  centre.unbook(mirror);
  centre.revoked.add(mirror.messageNo);
  return {};
}

/** The settlement can stand again only over the rows it was made of. */
function demandRowsUntouched({ visit, batchNo, liability }: Settlement): void {
  const rows = batchOf(visit, batchNo);
  const untouched =
    rows.every((row) => row.settlementId === null) && totalOf(rows.map(({ parts }) => parts)).totalFen === liability.fees.totalFen;
  if (!untouched) throw new Refusal('原结算的费用明细已变更，不允许冲正');
}
