import { checkInput, type Row } from './field-check';
import { type Field, tableOf } from './field-tables';
import { Refusal } from './refusal';
import { INFNOS } from './transactions';

/** A value that fits a field: of its type, as long as allowed. */
function fitting({ f, t, len }: Field): unknown {
  if (t === 'N') return len.endsWith(',2') ? 1.25 : 1;
  if (t === 'D') return '2026-11-22';
  if (t === 'DT') return '2026-11-22 08:00:00';
  const coded: Record<string, string> = {
    mdtrt_cert_type: '02',
    insutype: '310',
    med_type: '11',
    psn_setlway: '01',
    acct_used_flag: '1',
    diag_type: '1',
    maindiag_flag: '1',
    vali_flag: '1',
    rx_circ_flag: '0',
    hosp_appr_flag: '0',
    tcmdrug_used_way: '1',
    etip_flag: '0',
    dscg_tkdrug_flag: '0',
    oinfno: '2207',
  };
  return coded[f] ?? 'x'.repeat(len === '' ? 8 : Number(len));
}

type Change = (row: Record<string, unknown>) => void;

/** A whole valid input of a transaction; `change` spoils the first row of `node`. */
function inputOf(infno: string, node = '', change: Change = () => {}): Row {
  return Object.fromEntries(
    Object.entries(tableOf(infno).input).map(([name, fields]) => {
      const row: Record<string, unknown> = Object.fromEntries(fields.map((field) => [field.f, fitting(field)]));
      if (name === node) change(row);
      return [name.replace('[]', ''), name.endsWith('[]') ? [row] : row];
    }),
  );
}

const check = (infno: string, input: Row) => () => checkInput(input, tableOf(infno).input);

describe('field tables', () => {
  const every = INFNOS.flatMap((infno) =>
    Object.entries(tableOf(infno).input).flatMap(([node, fields]) => fields.map((field) => ({ infno, node, field }))),
  );

  it('cover every transaction that is played', () => {
    expect(every.length).toBeGreaterThan(130);
    for (const infno of INFNOS) expect(check(infno, inputOf(infno))).not.toThrow();
  });

  it('demand every mandatory field and let every other be empty', () => {
    for (const { infno, node, field } of every) {
      for (const value of [undefined, null, '']) {
        const spoilt = check(
          infno,
          inputOf(infno, node, (row) => Object.assign(row, { [field.f]: value })),
        );
        if (field.req) expect(spoilt).toThrow(`${field.f}(${field.cn}) 不能为空`);
        else expect(spoilt).not.toThrow();
      }
    }
  });

  it('hold every text, number and date to its form', () => {
    for (const { infno, node, field } of every) {
      const { t, len } = field;
      const wrong: unknown[] =
        t === 'N'
          ? ['x', {}, 1.23456789]
          : t === 'S'
            ? [1, ...(len === '' ? [] : ['x'.repeat(Number(len) + 1)])]
            : ['22.11.2026', '2026-13-01 08:00:00'];
      for (const value of wrong) {
        expect(
          check(
            infno,
            inputOf(infno, node, (row) => Object.assign(row, { [field.f]: value })),
          ),
        ).toThrow(Refusal);
      }
    }
  });

  it('hold coded fields to their dictionary', () => {
    expect(
      check(
        '2207',
        inputOf('2207', 'data', (row) => Object.assign(row, { acct_used_flag: '2' })),
      ),
    ).toThrow('不在字典中');
    expect(
      check(
        '2601',
        inputOf('2601', 'data', (row) => Object.assign(row, { oinfno: '2204' })),
      ),
    ).toThrow('不在字典中');
  });

  it('know no stranger, extensions aside', () => {
    expect(
      check(
        '2207',
        inputOf('2207', 'data', (row) => Object.assign(row, { psn_part_amt: 1 })),
      ),
    ).toThrow('psn_part_amt 不存在');
    expect(
      check(
        '2207',
        inputOf('2207', 'data', (row) => Object.assign(row, { exp_content: {} })),
      ),
    ).not.toThrow();
    expect(check('2207', { ...inputOf('2207'), more: {} })).toThrow('more 不存在');
  });

  it('know lists from single nodes', () => {
    expect(check('2207', { data: [inputOf('2207').data] })).toThrow('结构不正确');
    expect(check('2204', { feedetail: {} })).toThrow('结构不正确');
    expect(check('2204', { feedetail: [] })).toThrow('结构不正确');
    expect(check('2204', { feedetail: ['x'] })).toThrow('结构不正确');
    expect(check('2204', {})).toThrow('结构不正确');
  });
});
