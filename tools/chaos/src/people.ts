import type { Outside } from '@meridian/dev/outside';

/** A patient of the sandbox who is insured. */
export interface Person {
  readonly patientNo: string;
  readonly name: string;
  readonly idNo: string;
  readonly insurance: { readonly psnNo: string };
}

/** The named ones belong to demonstrations. */
const NAMED = 8;

/** Everybody insured, one flow at a time each, in a row: whoever has rested longest comes next. */
export class People {
  private constructor(private readonly resting: Person[]) {}

  static async of(outside: Outside): Promise<People> {
    const { patients } = (await outside.patients()) as {
      patients: (Omit<Person, 'insurance'> & { insurance: Person['insurance'] | null })[];
    };
    return new People(patients.slice(NAMED).filter((one): one is Person => one.insurance !== null));
  }

  /** @throws when more flows run at once than there are people */
  take(): Person {
    const next = this.resting.shift();
    if (!next) throw new Error('nobody is left for another flow');
    return next;
  }

  giveBack(person: Person): void {
    this.resting.push(person);
  }
}
