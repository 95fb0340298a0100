import type { Announced } from './engine/types';
import type { Life } from './life';
import { MINUTE } from './profile';
import type { Random } from './random';
import type { OrderDesk } from './services/order-desk';

const LANE = 'national:N1';
const TAKEN = new Set([
  'fact.insurance.settlement-insured.v1',
  'fact.insurance.settlement-reversed.v1',
  'fact.payment.payment-captured.v1',
  'fact.payment.collection-dead.v1',
  'fact.payment.refund-succeeded.v1',
]);

/** The outbox's relay and the stream: at least once, late, out of order. */
export function publish(life: Life, desk: OrderDesk, announced: Announced): void {
  const { order, world } = life;
  if (!TAKEN.has(announced.subject)) return;
  const deliver = (ms: number): void =>
    world.after(ms, () => {
      const worker = order.crew.anyWorker();
      if (!worker) {
        deliver(1000);
        return;
      }
      worker.now(() => {
        if (!desk.take(worker, announced)) deliver(30_000);
      });
      if (!worker.alive) deliver(30_000);
    });
  deliver(world.fails('factLate') ? world.random.between(1000, 10 * MINUTE) : world.random.between(1, 300));
  if (world.fails('factTwice')) deliver(world.random.between(1, 20 * MINUTE));
}

/** What happens outside: other bills of the person, the doctor, the window, a HIS that is down. */
export function fate(life: Life, desk: OrderDesk, dice: Random): void {
  const { centre, his, insurance, payment, world } = life;
  const sometime = (act: () => void): void => world.after(dice.between(1000, 20 * MINUTE), act);
  if (world.fails('otherSettlement')) {
    // Often just between the quote and the settlement.
    world.after(dice.between(1000, dice.chance(0.7) ? 60_000 : 20 * MINUTE), () => {
      centre.others += dice.between(-3000, 3000);
      world.note('centre', 'another settlement of this person');
    });
  }
  if (world.fails('laneBusy')) {
    const [from, ms] = [dice.between(1000, 60_000), dice.between(1000, 8 * MINUTE)];
    world.after(from, () => {
      if (!insurance.laneHeldBy(LANE, null)) insurance.busyLanes.set(LANE, world.now + ms);
    });
  }
  for (let times = 0; times < 5 && world.fails('streamLost'); times++) {
    sometime(() => {
      for (const service of [payment, insurance]) for (const announced of service.outbox) publish(life, desk, announced);
    });
  }
  if (world.fails('billChanges')) sometime(() => his.meddle());
  if (world.profile.hisDownMs > 0) sometime(() => (his.downUntil = world.now + world.profile.hisDownMs));
}
