import type { SandboxClock } from './frame/clock';
import type { Numbers } from './frame/numbers';
import { type Person, people } from './people';

/** The window's way to register a visit at the insurance centre, as a hospital does before the platform knows the visit. */
export interface VisitDesk {
  /** Answers mdtrt_id. The visit is described (2203) as well. */
  registerAtWindow(personNo: string, hospitalVisitNo: string, medicalType: string): string;
}

/** What the parties of one sandbox share: the same people are patients of the hospital and insured at the centre. */
export interface Society {
  readonly people: readonly Person[];
  /** Null where no insurance centre is played. */
  desk: VisitDesk | null;
}

const societies = new WeakMap<SandboxClock, Society>();

/** The frame makes each party by itself; those that live by the same clock belong to the same society. The first party draws its people. */
export function societyOf(clock: SandboxClock, numbers: Numbers): Society {
  const found = societies.get(clock);
  if (found !== undefined) return found;
  const society: Society = { people: people(numbers), desk: null };
  societies.set(clock, society);
  return society;
}
