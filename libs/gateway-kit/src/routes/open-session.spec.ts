import { openSession } from '@meridian/contracts/account/open-session.contract';
import { refused } from '@meridian/kernel/outcome';
import type { Problem } from '../http/problem';
import { SESSION_EXAMPLE } from '../openapi/examples';
import { Edge } from '../testing/edge';
import { GatewayWithChannel } from '../testing/gateways';

const PERSON = { name: '欧阳·娜娜', idNo: '11010519491231002x' };

let edge: Edge;
let headers: Record<string, string>;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel() });
  headers = { authorization: `Bearer ${await edge.token()}` };
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.bus.asked.length = 0;
});

test('name and ID number cross the bus sealed, each for its own purpose', async () => {
  edge.bus.answer(openSession, SESSION_EXAMPLE);
  const response = await edge.post('/v1/sessions', PERSON, headers);
  expect([response.status, await response.json()]).toEqual([201, SESSION_EXAMPLE]);
  const { nameSealed, idNoSealed, ...rest } = (edge.bus.asked[0]?.request ?? {}) as Record<string, string>;
  expect(rest).toEqual({ applicationId: 'app-1', gateway: 'gateway-test' });
  expect(edge.vault.open(nameSealed ?? '', 'patient-name')).toBe('欧阳·娜娜');
  expect(edge.vault.open(idNoSealed ?? '', 'patient-id-no')).toBe('11010519491231002X');
});

test('an unknown patient is told so, and no word about which half was wrong', async () => {
  edge.bus.answer(openSession, refused('PATIENT_UNKNOWN'));
  const response = await edge.post('/v1/sessions', PERSON, headers);
  expect([response.status, ((await response.json()) as Problem).code]).toEqual([404, 'PATIENT_UNKNOWN']);
});

test('no log line holds the person, the token or the key, whatever the answer was', async () => {
  edge.bus.answer(openSession, SESSION_EXAMPLE);
  await edge.post('/v1/sessions', PERSON, headers);
  await edge.post('/v1/sessions', { ...PERSON, extra: PERSON.idNo }, headers);
  await edge.post('/v1/sessions', `{"name":"${PERSON.name}","idNo":`, headers);
  await edge.get(`/v1/${PERSON.idNo}?name=${encodeURIComponent(PERSON.name)}`, headers);
  const ask = jest.spyOn(edge.bus, 'ask').mockRejectedValueOnce(new Error('surprise'));
  await edge.post('/v1/sessions', PERSON, headers);
  ask.mockRestore();
  const lines = edge.logged.join('');
  expect(lines).toContain('"route":"/v1/sessions"');
  for (const canary of [PERSON.name, PERSON.idNo, PERSON.idNo.toUpperCase(), headers.authorization?.slice(7) ?? '']) {
    expect(lines).not.toContain(canary);
    expect(lines).not.toContain(encodeURIComponent(canary));
  }
});
