import type { Instant } from '../frame/clock';
import type { Numbers } from '../frame/numbers';
import { shanghaiDay, shanghaiDigits } from '../frame/time';
import type { Fen } from '../money';
import type { Cover, Person } from '../people';
import { type FeeParts, type Liability, type Standing } from './liability';
import type { Policy } from './policy';
import { Refusal, TEXT } from './refusal';
import { DEFAULT_SWITCHES, type Switches } from './switches';

/** What a person has used of one year, over all hospitals. */
export interface YearUse {
  deductibleFen: Fen;
  poolFen: Fen;
}

/** An insured person as the centre keeps him now. */
export interface Insured {
  readonly person: Person;
  readonly cover: Cover;
  balanceFen: Fen;
  active: boolean;
  entitled: boolean;
  readonly years: Map<string, YearUse>;
}

export interface FeeRow {
  readonly lineNo: string;
  readonly batchNo: string;
  readonly parts: FeeParts;
  /** The live settlement that covers it. */
  settlementId: string | null;
}

export interface Visit {
  readonly id: string;
  readonly personNo: string;
  readonly insuranceType: string;
  readonly hospitalVisitNo: string;
  medicalType: string;
  described: boolean;
  cancelled: boolean;
  /** By feedetl_sn. */
  readonly fees: Map<string, FeeRow>;
  /** Settlements and their mirrors, oldest first. */
  readonly settlements: Settlement[];
}

/** A settlement, or the mirror that took one back. Amounts of `liability` are positive; `sign` says how they count. */
export interface Settlement {
  readonly id: string;
  /** msgid of the 2207, or of the 2208 or 2601 that made the mirror. */
  readonly messageNo: string;
  readonly visit: Visit;
  readonly insured: Insured;
  readonly batchNo: string;
  readonly credentialType: string;
  readonly invoiceNo: string;
  readonly operator: string;
  readonly operatorName: string;
  readonly policy: Policy;
  readonly liability: Liability;
  readonly at: Instant;
  readonly year: string;
  readonly balanceAfterFen: Fen;
  readonly sign: 1 | -1;
  /** For a mirror, what it took back. */
  readonly of?: Settlement;
  /** For a settlement, the mirror that took it back. */
  reversedBy: Settlement | null;
}

export interface SignIn {
  readonly operator: string;
  readonly at: Instant;
}

export const yearOf = (at: Instant): string => shanghaiDay(at).slice(0, 4);

/** The insurance centre's files. Transactions are functions over it; nothing here speaks the wire. */
export class Centre {
  readonly switches: Switches = { ...DEFAULT_SWITCHES };
  readonly insured = new Map<string, Insured>();
  readonly visits = new Map<string, Visit>();
  /** Settlements and mirrors by setl_id, oldest first. */
  readonly settlements = new Map<string, Settlement>();
  /** The same by msgid. */
  readonly byMessage = new Map<string, Settlement>();
  readonly messages = new Set<string>();
  /** msgids that a 2601 named: tombstones. */
  readonly revoked = new Set<string>();
  readonly signIns = new Map<string, SignIn>();
  readonly #numbers: Numbers;

  constructor(
    people: readonly Person[],
    numbers: Numbers,
    readonly institution: { readonly code: string; readonly name: string },
  ) {
    this.#numbers = numbers;
    for (const person of people) {
      const { cover } = person;
      if (cover === undefined) continue;
      const { balanceFen, active, entitled } = cover;
      this.insured.set(cover.personNo, { person, cover, balanceFen, active, entitled, years: new Map() });
    }
  }

  /** area(6) + time(14) + sequence(10): the centre's own message number, and the form of its other numbers. */
  number(at: Instant): string {
    return `450200${shanghaiDigits(at)}${this.#numbers.digits(10)}`;
  }

  /** @throws Refusal */
  person(personNo: string): Insured {
    const insured = this.insured.get(personNo);
    if (insured === undefined) throw new Refusal(TEXT.personUnknown);
    return insured;
  }

  /** A visit that is not cancelled, of this person. @throws Refusal */
  visit(visitId: string, personNo: string): Visit {
    const visit = this.visits.get(visitId);
    if (visit === undefined || visit.cancelled || visit.personNo !== personNo) throw new Refusal(TEXT.visitUnknown);
    return visit;
  }

  openVisit(of: Pick<Visit, 'personNo' | 'insuranceType' | 'hospitalVisitNo'>, at: Instant): Visit {
    const fresh = { medicalType: '', described: false, cancelled: false, fees: new Map<string, FeeRow>(), settlements: [] };
    const visit: Visit = { id: this.number(at), ...of, ...fresh };
    this.visits.set(visit.id, visit);
    return visit;
  }

  use(insured: Insured, year: string): YearUse {
    const use = insured.years.get(year) ?? { deductibleFen: 0, poolFen: 0 };
    insured.years.set(year, use);
    return use;
  }

  standing(insured: Insured, year: string): Standing {
    const use = insured.years.get(year);
    return { deductibleUsedFen: use?.deductibleFen ?? 0, poolUsedFen: use?.poolFen ?? 0, balanceFen: insured.balanceFen };
  }

  /** Writes a settlement or a mirror: rows, balance and accumulations move with its sign. */
  book(settlement: Settlement): void {
    this.#move(settlement, settlement.sign);
    settlement.visit.settlements.push(settlement);
    this.settlements.set(settlement.id, settlement);
    this.byMessage.set(settlement.messageNo, settlement);
    const original = settlement.of ?? settlement;
    if (settlement.of !== undefined) settlement.of.reversedBy = settlement;
    this.#cover(original);
  }

  /** Takes a mirror out of the files: the settlement it had taken back stands again. */
  unbook(mirror: Settlement): void {
    const original = mirror.of;
    if (original === undefined) throw new Error('only a mirror can be taken out');
    this.#move(mirror, 1);
    mirror.visit.settlements.splice(mirror.visit.settlements.indexOf(mirror), 1);
    this.settlements.delete(mirror.id);
    this.byMessage.delete(mirror.messageNo);
    original.reversedBy = null;
    this.#cover(original);
  }

  #move({ insured, year, liability }: Settlement, sign: 1 | -1): void {
    const use = this.use(insured, year);
    use.deductibleFen += sign * liability.deductibleFen;
    use.poolFen += sign * liability.poolFen;
    insured.balanceFen -= sign * liability.accountFen;
  }

  /** The rows of the batch belong to the settlement while it stands, and are unsettled otherwise. */
  #cover(original: Settlement): void {
    for (const fee of original.visit.fees.values()) {
      if (fee.batchNo === original.batchNo) fee.settlementId = original.reversedBy === null ? original.id : null;
    }
  }
}
