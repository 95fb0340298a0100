import { createHash } from 'node:crypto';
import type { CatalogueItem } from '../catalogue';
import type { Instant } from '../frame/clock';
import type { Numbers } from '../frame/numbers';
import { shanghaiDigits } from '../frame/time';
import { extend, type Fen, sum } from '../money';
import type { Person } from '../people';
import type { VisitDesk } from '../society';

export interface Line {
  readonly lineNo: string;
  readonly item: CatalogueItem;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amountFen: Fen;
  readonly chargedAt: Instant;
  readonly approval: '0' | '1' | '2';
}

/** Who paid a sheet: an order of the platform, or the window. */
export type Payer = { readonly orderNo: string; readonly generation: number } | 'window';

/** A settlement sheet (缴费单): unpaid → paid → released → refunded. */
export interface Sheet {
  readonly sheetNo: string;
  lines: readonly Line[];
  state: 'unpaid' | 'paid' | 'released' | 'refunded';
  payer: Payer | null;
  /** Dispensed or examined: it cannot be taken back. */
  delivered: boolean;
  /** The refund it was released for. */
  refundNo: string | null;
  lock: { readonly orderNo: string; readonly until: Instant } | null;
}

export interface Visit {
  readonly visitNo: string;
  readonly person: Person;
  readonly startedAt: Instant;
  readonly centreVisitId: string | null;
  readonly sheets: Sheet[];
}

export interface NewLine {
  readonly item: CatalogueItem;
  readonly quantity: string;
  readonly unitPrice?: string;
  readonly approval?: Line['approval'];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const totalOf = (sheet: Sheet): Fen => sum(sheet.lines.map((line) => line.amountFen));

export const sheetHash = (sheet: Sheet): string =>
  sha256(
    JSON.stringify([
      sheet.sheetNo,
      ...sheet.lines.map((line) => [line.lineNo, line.item.itemCode, line.quantity, line.unitPrice, line.approval]),
    ]),
  );

export const unpaidSheets = (visit: Visit): readonly Sheet[] => visit.sheets.filter((sheet) => sheet.state === 'unpaid');

export const billHash = (visit: Visit): string => sha256(JSON.stringify(unpaidSheets(visit).map(sheetHash)));

/** The hospital's files: patients, visits, sheets. */
export class Hospital {
  readonly #patients: ReadonlyMap<string, Person>;
  readonly #visits = new Map<string, Visit>();
  readonly #ofPatient = new Map<string, Visit[]>();
  readonly #sheets = new Map<string, Sheet>();

  constructor(
    people: readonly Person[],
    readonly numbers: Numbers,
    /** Asked each time: the centre is made anew by a reset. */
    private readonly desk: () => VisitDesk | null,
  ) {
    this.#patients = new Map(people.map((person) => [person.patientNo, person]));
  }

  patient(patientNo: string): Person | undefined {
    return this.#patients.get(patientNo);
  }

  patients(): readonly Person[] {
    return [...this.#patients.values()];
  }

  visit(visitNo: string): Visit | undefined {
    return this.#visits.get(visitNo);
  }

  sheet(sheetNo: string): Sheet | undefined {
    return this.#sheets.get(sheetNo);
  }

  unpaidVisits(patientNo: string): readonly Visit[] {
    return (this.#ofPatient.get(patientNo) ?? []).filter((visit) => unpaidSheets(visit).length > 0);
  }

  /** A new visit with one unpaid sheet for each list of lines; `atWindow` registers it at the centre, where there is one. */
  open(person: Person, sheets: readonly (readonly NewLine[])[], at: Instant, atWindow: boolean): Visit {
    const startedAt = at - (at % 1000);
    const visitNo = `V${shanghaiDigits(startedAt).slice(2)}${this.numbers.digits(8)}`;
    const registered =
      atWindow && person.cover !== undefined ? this.desk()?.registerAtWindow(person.cover.personNo, visitNo, MEDICAL_TYPE) : undefined;
    const visit: Visit = { visitNo, person, startedAt, centreVisitId: registered ?? null, sheets: [] };
    for (const lines of sheets) this.#write(visit, lines);
    this.#visits.set(visitNo, visit);
    this.#ofPatient.set(person.patientNo, [...(this.#ofPatient.get(person.patientNo) ?? []), visit]);
    return visit;
  }

  #write(visit: Visit, lines: readonly NewLine[]): void {
    const before = visit.sheets.flatMap((sheet) => sheet.lines).length;
    const sheet: Sheet = {
      sheetNo: `S${visit.visitNo.slice(1)}-${visit.sheets.length + 1}`,
      lines: lines.map((line, index) => lineOf(line, String(before + index + 1).padStart(4, '0'), visit.startedAt)),
      state: 'unpaid',
      payer: null,
      delivered: false,
      refundNo: null,
      lock: null,
    };
    visit.sheets.push(sheet);
    this.#sheets.set(sheet.sheetNo, sheet);
  }
}

/** Ordinary outpatient visit. */
export const MEDICAL_TYPE = '11';

/** @throws RangeError when quantity or price is no decimal */
export function lineOf({ item, quantity, unitPrice = item.unitPrice, approval = '0' }: NewLine, lineNo: string, chargedAt: Instant): Line {
  const amountFen = extend(quantity, unitPrice);
  if (amountFen === null || amountFen <= 0) throw new RangeError(`${item.itemCode}: ${quantity} × ${unitPrice} is no amount`);
  return { lineNo, item, quantity, unitPrice, amountFen, chargedAt, approval };
}
