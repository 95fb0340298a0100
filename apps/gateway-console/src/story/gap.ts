import type { Outcome, Refusal } from '@meridian/kernel/outcome';

/** A service that did not answer: its part is missing, and is said to be missing. */
export interface Gap {
  readonly service: string;
  readonly code: string;
}

/** What several services were asked at once: the answers that came, and one gap for each that did not. */
export async function askEach<Service extends string, Reply>(
  services: readonly Service[],
  ask: (service: Service) => Promise<Outcome<Reply>>,
): Promise<{ readonly replies: readonly Reply[]; readonly gaps: readonly Gap[] }> {
  const answers = await Promise.all(services.map(async (service) => ({ service, outcome: await ask(service) })));
  return {
    replies: answers.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : [])),
    gaps: answers.flatMap(({ service, outcome }) => (outcome.ok ? [] : [gapOf(service, outcome)])),
  };
}

export const gapOf = (service: string, { code }: Refusal): Gap => ({ service, code });
