import type { Outside } from '@meridian/dev/outside';

/** A patient of the sandbox. */
export interface Person {
  readonly patientNo: string;
  readonly name: string;
  readonly idNo: string;
  readonly insurance: { readonly psnNo: string; readonly insutype: string; readonly retired: boolean } | null;
  /** What the centre knows him by: token and card numbers. */
  readonly secrets: readonly string[];
}

/**
 * The kinds of bill that matter, each for a person nobody has used yet:
 * mixed     446.20 = fund 20.60 + account 300.00 + cash 125.60; the window registered the visit
 * platform  the same, and the platform registers the visit
 * covered   446.20 = fund 20.60 + account 425.60, no cash
 * below     86.40 below the deductible, no balance: all cash, and settled with the insurer all the same
 * uninsured 446.20, self-paid
 * insured and insured-platform  446.20 of anybody insured, some of it in cash, where the figures do not matter
 */
export type Kind = 'mixed' | 'platform' | 'covered' | 'below' | 'uninsured' | 'insured' | 'insured-platform';

interface Wanted {
  readonly who: 'working' | 'insured' | 'uninsured';
  readonly balanceFen: number;
  readonly registration: 'window' | 'platform';
}

export const WANTED: Readonly<Record<Kind, Wanted>> = {
  mixed: { who: 'working', balanceFen: 30_000, registration: 'window' },
  platform: { who: 'working', balanceFen: 30_000, registration: 'platform' },
  covered: { who: 'working', balanceFen: 8_800_000, registration: 'window' },
  below: { who: 'working', balanceFen: 0, registration: 'window' },
  uninsured: { who: 'uninsured', balanceFen: 0, registration: 'platform' },
  insured: { who: 'insured', balanceFen: 10_000, registration: 'window' },
  'insured-platform': { who: 'insured', balanceFen: 10_000, registration: 'platform' },
};

/** The named ones belong to demonstrations; a journey takes somebody generated. */
const NAMED = 8;

/** Everybody of the sandbox, each to be used once. */
export class People {
  private readonly used = new Set<string>();

  private constructor(private readonly all: readonly Person[]) {}

  static async of(outside: Outside): Promise<People> {
    const { patients } = (await outside.patients()) as { patients: Omit<Person, 'secrets'>[] };
    const { persons } = (await outside.ask('GET', '/insurance/persons')) as {
      persons: { psnNo: string; credentials: { eToken: string; card: { number: string; serial: string } } }[];
    };
    const secrets = new Map(persons.map(({ psnNo, credentials: { eToken, card } }) => [psnNo, [eToken, card.number, card.serial]]));
    return new People(patients.map((person) => ({ ...person, secrets: secrets.get(person.insurance?.psnNo ?? '') ?? [] })));
  }

  /** Somebody nobody has used yet. */
  next(kind: Kind): Person {
    const found = this.all.slice(NAMED).find((person) => !this.used.has(person.patientNo) && fits(person, kind));
    if (!found) throw new Error(`nobody is left for a ${kind} bill`);
    this.used.add(found.patientNo);
    return found;
  }

  /** Somebody who has nothing to do with any journey. */
  get stranger(): Person {
    const [first] = this.all;
    if (!first) throw new Error('nobody is here');
    return first;
  }

  /** Whose names must stand nowhere. */
  get met(): Person[] {
    return [this.stranger, ...this.all.filter((person) => this.used.has(person.patientNo))];
  }
}

function fits({ insurance }: Person, kind: Kind): boolean {
  const { who } = WANTED[kind];
  if (who === 'uninsured') return insurance === null;
  return insurance !== null && (who === 'insured' || (insurance.insutype === '310' && !insurance.retired));
}
