import { type TakeCallbackReply, type TakeCallbackRequest, takeCallback } from '@meridian/contracts/payment/take-callback.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { TakeCallback } from './take-callback.usecase';

@Controller()
export class TakeCallbackHandler {
  constructor(private readonly takeCallback: TakeCallback) {}

  @Answers(takeCallback)
  answer(request: TakeCallbackRequest): Promise<Outcome<TakeCallbackReply>> {
    return this.takeCallback.run(request);
  }
}
