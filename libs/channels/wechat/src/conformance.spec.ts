import { join } from 'node:path';
import { runChannelConformance } from '@meridian/channel-kit/conformance';
import { wechat } from './plugin';
import { NOW, WechatParty } from './testing/wechat-party';

const canaries = ['oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', '招商银行信用卡0403', '203.0.113.7', 'wx22100000000000a1b2c3d4e5f60000'];

describe.each(['public-key', 'platform-certificate'] as const)('WeChat Pay, mode %s', (mode) => {
  const vendor = new WechatParty(mode);
  const plugin = (origin: string) => wechat(vendor.config(origin));
  runChannelConformance({ plugin, vendor, fixtures: join(__dirname, '../fixtures'), now: NOW, canaries });
});
