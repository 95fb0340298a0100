import type { SandboxSecrets } from './config';
import type { NewFault } from './frame/faults';
import { hisParty } from './his/his.party';
import { insuranceParty } from './insurance/insurance.party';
import { type RunningSandbox, startSandbox } from './sandbox';

/** Secrets for tests; the sandbox under test plays no WeChat. */
export const SECRETS: SandboxSecrets = {
  wechat: {
    mchid: '',
    appid: '',
    merchantSerial: '',
    merchantPublicKeyPem: '',
    apiV3Key: '',
    platformSerial: '',
    platformPrivateKeyPem: '',
    platformCertificatePem: '',
    publicKeyId: '',
    publicKeyPrivatePem: '',
  },
  insurance: { paasId: 'test_fsi', secretToken: 'TESTTOKEN', institutionCode: 'H45020000001', institutionName: '示范医院' },
  his: { keyId: 'meridian-test', secret: 'his-test-secret-0123456789' },
};

/** An insurance centre and a hospital on free ports of the loopback. */
export class TestWorld {
  private constructor(readonly sandbox: RunningSandbox) {}

  static async start(seed = 'test'): Promise<TestWorld> {
    const ports = { admin: 0, wechat: 0, insurance: 0, his: 0 };
    const config = { host: '127.0.0.1', ports, seed, secrets: SECRETS };
    return new TestWorld(await startSandbox(config, { insurance: insuranceParty, his: hisParty }));
  }

  url(party: 'admin' | 'insurance' | 'his', path: string): string {
    return `http://127.0.0.1:${this.sandbox.ports[party]}${path}`;
  }

  /** A call of the admin API. Answers the parsed body; null where there is none. */
  async admin<T = unknown>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(this.url('admin', path), { method, ...sent });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }

  fault(fault: NewFault): void {
    this.sandbox.faults.add(fault);
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
