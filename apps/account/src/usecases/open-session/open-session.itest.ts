import { openSession } from '@meridian/contracts/account/open-session.contract';
import { Client } from 'pg';
import { AccountUnderTest } from '../../testing/account-under-test';

const NAME = '张三';
const ID_NO = '45020319900307123X';

describe('patient sessions', () => {
  let account: AccountUnderTest;
  beforeAll(async () => {
    account = await AccountUnderTest.start();
  });
  afterAll(() => account.stop());

  const ask = (name: string, idNo: string, gateway = 'gateway-app') =>
    account.bus.ask(openSession, {
      applicationId: 'meridian-app',
      gateway,
      nameSealed: account.vault.seal(name, 'patient-name'),
      idNoSealed: account.vault.seal(idNo, 'patient-id-no'),
    });
  const open = async (name: string, idNo: string) => {
    const reply = await ask(name, idNo);
    if (!reply.ok) throw new Error(`${reply.code} ${reply.detail}`);
    return reply.value;
  };
  const knows = (patientNo: string): void =>
    account.hisAnswers(200, ({ body }) => ({ patientNo, ...(JSON.parse(body) as { name: string; idNo: string }) }));
  const stored = async (): Promise<Record<string, string>[]> => {
    const client = new Client({ connectionString: account.schema.url });
    await client.connect();
    const { rows } = await client.query<Record<string, string>>('SELECT * FROM patient');
    await client.end();
    return rows;
  };

  it('bind a person to the record of the hospital for thirty minutes', async () => {
    knows('P0001');
    const { sessionToken, patientId, expiresInSeconds } = await open(NAME, ID_NO);
    const claims = await account.claimsOf(sessionToken, 'gateway-app');
    expect(claims).toMatchObject({ sub: patientId, client_id: 'meridian-app', patientNo: 'P0001', typ: 'session', aud: 'gateway-app' });
    expect([(claims.exp ?? 0) - (claims.iat ?? 0), expiresInSeconds]).toEqual([1800, 1800]);
    await expect(account.claimsOf(sessionToken, 'gateway-wechat')).rejects.toThrow('aud');
  });

  it('give a person one patientId, however often and however many at once', async () => {
    knows('P0002');
    const sessions = await Promise.all(Array.from({ length: 20 }, () => open('李四', '450203198511112345')));
    expect(new Set(sessions.map(({ patientId }) => patientId)).size).toBe(1);
    knows('P0003');
    const later = await open('李四', '450203198511112345');
    expect(later.patientId).toBe(sessions[0]?.patientId);
    expect(await stored()).toContainEqual(expect.objectContaining({ patient_id: later.patientId, patient_no: 'P0003' }));
  });

  it('know a person by the ID number written in small letters too', async () => {
    knows('P0001');
    expect((await open(NAME, ID_NO.toLowerCase())).patientId).toBe((await open(NAME, ID_NO)).patientId);
  });

  it('keep name and ID number sealed', async () => {
    const rows = JSON.stringify(await stored());
    expect(rows).not.toContain(NAME);
    expect(rows).not.toContain(ID_NO);
    const row = (await stored()).find(({ patient_no }) => patient_no === 'P0001');
    expect(account.vault.open(row?.name_sealed ?? '', 'patient-name')).toBe(NAME);
    expect(account.vault.open(row?.id_no_sealed ?? '', 'patient-id-no')).toBe(ID_NO);
  });

  it('are not opened for an unknown person', async () => {
    account.hisAnswers(404, () => ({ code: 'PATIENT_UNKNOWN', title: 'no such patient', detail: '' }));
    expect(await ask('王五', '450203197001011234')).toEqual({ ok: false, code: 'PATIENT_UNKNOWN' });
  });

  it('are not opened when the hospital refuses, and its own code is told', async () => {
    account.hisAnswers(401, () => ({ code: 'HIS_NOT_AUTHORISED', title: 'not authorised', detail: '' }));
    expect(await ask(NAME, ID_NO)).toEqual({ ok: false, code: 'HIS_REFUSED', detail: 'HIS_NOT_AUTHORISED' });
  });

  it('are not opened on the record of another person', async () => {
    account.hisAnswers(200, () => ({ patientNo: 'P0009', name: NAME, idNo: '450203196001011234' }));
    expect(await ask(NAME, ID_NO)).toEqual({ ok: false, code: 'HIS_SILENT' });
  });

  it.each(['drop', 'hold'] as const)('answer HIS_SILENT in time when the hospital does not answer (%s)', async (fault) => {
    account.his.script = () => fault;
    expect(await ask(NAME, ID_NO)).toEqual({ ok: false, code: 'HIS_SILENT' });
  });

  it('refuse texts that were sealed for another purpose or by somebody else, and ask the hospital nothing', async () => {
    const asked = account.his.received.length;
    const request = { applicationId: 'meridian-app', gateway: 'gateway-app', nameSealed: account.vault.seal(NAME, 'patient-name') };
    for (const idNoSealed of [account.vault.seal(ID_NO, 'patient-name'), 'v1|patient-id-no|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']) {
      expect(await account.bus.ask(openSession, { ...request, idNoSealed })).toMatchObject({ ok: false, code: 'REQUEST_INVALID' });
    }
    expect(account.his.received).toHaveLength(asked);
  });
});
