import type { SandboxClock } from '../frame/clock';
import { AdminError, type AdminRoute, type JsonSchema } from '../frame/party';
import { type Centre, type Insured, yearOf } from './centre';
import { SWITCHES_SCHEMA, type Switches } from './switches';

const NOT_NEGATIVE = { type: 'integer', minimum: 0 };

const ACCUMULATE: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['deductibleFen', 'fundFen'],
  properties: { deductibleFen: NOT_NEGATIVE, fundFen: NOT_NEGATIVE },
};

const STANDING: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { balanceFen: NOT_NEGATIVE, active: { type: 'boolean' }, entitled: { type: 'boolean' } },
};

/** The centre's own admin routes. `centre` is asked each time, because a reset replaces it. */
export function insuranceAdmin(centre: () => Centre, clock: SandboxClock): readonly AdminRoute[] {
  const found = (personNo: string | undefined): Insured => {
    const insured = centre().insured.get(personNo ?? '');
    if (insured === undefined) throw new AdminError(404, `no insured person ${personNo}`);
    return insured;
  };
  const show = (insured: Insured) => showPerson(insured, yearOf(clock.now()));
  return [
    { method: 'GET', path: '/insurance/switches', handle: () => centre().switches },
    {
      method: 'POST',
      path: '/insurance/switches',
      body: SWITCHES_SCHEMA,
      handle: ({ body }) => Object.assign(centre().switches, body as Partial<Switches>),
    },
    { method: 'GET', path: '/insurance/persons', handle: () => ({ persons: [...centre().insured.values()].map(show) }) },
    { method: 'GET', path: '/insurance/persons/:psnNo', handle: ({ params }) => show(found(params.psnNo)) },
    {
      // Another hospital settled for this person: what 2206 said is no longer what 2207 will say.
      method: 'POST',
      path: '/insurance/persons/:psnNo/accumulate',
      body: ACCUMULATE,
      handle: ({ params, body }) => {
        const insured = found(params.psnNo);
        const { deductibleFen, fundFen } = body as { deductibleFen: number; fundFen: number };
        const use = centre().use(insured, yearOf(clock.now()));
        use.deductibleFen += deductibleFen;
        use.poolFen += fundFen;
        return show(insured);
      },
    },
    {
      method: 'POST',
      path: '/insurance/persons/:psnNo/standing',
      body: STANDING,
      handle: ({ params, body }) => {
        const insured = found(params.psnNo);
        Object.assign(insured, body as Partial<Pick<Insured, 'balanceFen' | 'active' | 'entitled'>>);
        return show(insured);
      },
    },
  ];
}

function showPerson({ person, cover, balanceFen, active, entitled, years }: Insured, year: string) {
  const use = years.get(year) ?? { deductibleFen: 0, poolFen: 0 };
  return {
    psnNo: cover.personNo,
    patientNo: person.patientNo,
    name: person.name,
    insutype: cover.insuranceType,
    retired: cover.retired,
    insuredArea: cover.insuredArea,
    credentials: { eToken: cover.eToken, idNo: person.idNo, card: cover.card },
    balanceFen,
    active,
    entitled,
    year,
    deductibleUsedFen: use.deductibleFen,
    poolUsedFen: use.poolFen,
  };
}
