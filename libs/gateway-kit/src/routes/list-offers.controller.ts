import { Controller, Get } from '@nestjs/common';
import { Gateway } from '../gateway';
import { OFFERS_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { type BilingualText, OffersReply } from './offers.view';

const WITH_CHANNEL: BilingualText = {
  zh: '医保结算后的自付部分与自费订单，用下列渠道支付；退费按原路退回。',
  en: 'The cash part after insurance, and self-paid orders, are paid through the channels listed; refunds go back by the original route.',
};
const WITHOUT_CHANNEL: BilingualText = {
  zh: '本渠道目前只能办理个人无需付现的医保结算；有自付部分的订单和自费订单会以 CHANNEL_NOT_OFFERED 拒绝。',
  en: 'For now only bills without a cash part can be settled here; orders with a cash part and self-paid orders are refused with CHANNEL_NOT_OFFERED.',
};

export const offersOf = ({ name, title, offers, notOffered }: Gateway): OffersReply => ({
  gateway: name,
  title,
  insured: true,
  selfPaid: offers.length > 0,
  channels: [...offers],
  notOffered: [...notOffered],
  note: offers.length > 0 ? WITH_CHANNEL : WITHOUT_CHANNEL,
});

@Controller('v1/offers')
export class ListOffersController {
  constructor(private readonly gateway: Gateway) {}

  @Get()
  @Route({
    tag: 'offers',
    summary: { zh: '本渠道可用与不可用的支付方式', en: 'What this gateway offers, and what it does not' },
    access: { level: 'application' },
    answers: { 200: { meaning: { zh: '支付方式', en: 'Ways of paying' }, type: OffersReply, example: OFFERS_EXAMPLE } },
    codes: [],
  })
  run(): OffersReply {
    return offersOf(this.gateway);
  }
}
