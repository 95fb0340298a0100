import { FAULTS, type Fault, HAPPENINGS, type Happening } from './faults';
import { LAWS, type Law } from './laws/law';

/** How often, by name. */
export type Counts<Name> = Map<Name, { n: number }>;

const zeros = <Name>(names: readonly Name[]): Counts<Name> => new Map(names.map((name) => [name, { n: 0 }]));

function bump<Name>(counts: Counts<Name>, name: Name, by: number): void {
  const count = counts.get(name);
  if (count) count.n += by;
  else counts.set(name, { n: by });
}

const sum = <Name>(into: Counts<Name>, from: Counts<Name>): void => {
  for (const [name, { n }] of from) bump(into, name, n);
};

/** Over many lives: how often each fault was injected, what came of it, how often each law was read, and how orders ended. */
export class Tally {
  readonly faults = zeros<Fault>(FAULTS);
  readonly happened = zeros<Happening>(HAPPENINGS);
  readonly laws = zeros<Law>(LAWS);
  readonly ends: Counts<string> = new Map();

  injected(fault: Fault): void {
    bump(this.faults, fault, 1);
  }

  happens(what: Happening): void {
    bump(this.happened, what, 1);
  }

  read(law: Law): void {
    bump(this.laws, law, 1);
  }

  ended(how: string): void {
    bump(this.ends, how, 1);
  }

  /** @param other a tally, or what is left of one that came from another core */
  add(other: Pick<Tally, 'faults' | 'happened' | 'laws' | 'ends'>): void {
    sum(this.faults, other.faults);
    sum(this.happened, other.happened);
    sum(this.laws, other.laws);
    sum(this.ends, other.ends);
  }
}

export const plain = (counts: Counts<string>): Record<string, number> => Object.fromEntries([...counts].map(([name, { n }]) => [name, n]));
