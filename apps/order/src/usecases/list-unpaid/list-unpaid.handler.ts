import { type ListUnpaidReply, type ListUnpaidRequest, listUnpaid } from '@meridian/contracts/order/list-unpaid.contract';
import { add } from '@meridian/kernel/fen';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { ReadBills } from '../read-bills';

@Controller()
export class ListUnpaidHandler {
  constructor(private readonly readBills: ReadBills) {}

  @Answers(listUnpaid)
  async answer({ asker }: ListUnpaidRequest, asked: Asked): Promise<Outcome<ListUnpaidReply>> {
    const read = await this.readBills.run(asker.patientNo, asked.deadlineAt - Date.now() - 100);
    if (!read.ok) return read;
    const bills = read.value.map((bill) => ({
      visitNo: bill.visitNo,
      department: bill.department.name,
      doctor: bill.doctor.name,
      visitStartedAt: bill.visitStartedAt,
      insured: bill.insurance !== undefined,
      totalFen: add(...bill.sheets.map((sheet) => sheet.totalFen)),
      billHash: bill.billHash,
      sheets: bill.sheets.map(({ sheetNo, totalFen, lines }) => ({
        sheetNo,
        totalFen,
        lines: lines.map(({ lineNo, itemName, quantity, unitPrice, amountFen }) => ({ lineNo, itemName, quantity, unitPrice, amountFen })),
      })),
    }));
    return done({ bills });
  }
}
