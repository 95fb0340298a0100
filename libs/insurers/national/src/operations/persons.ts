import type { InsuredPerson, InsurerOperations } from '@meridian/insurer-kit/port';
import { accepted, rejected } from '@meridian/kernel/arm';
import { beijingTime } from '@meridian/kernel/clock';
import { type AnswerNode, Unreadable } from '../answer-node';
import type { CheckedConfig } from '../config';
import { withoutPersonalData } from '../personal-data';
import type { Operator } from '../sign-in';

type Persons = Pick<InsurerOperations, 'signIn' | 'identify' | 'checkEntitlement'>;

/** 9001, 1101 and 2001. */
export const persons = (config: CheckedConfig, operator: Operator): Persons => ({
  signIn: ({ messageNo }, context) => operator.signIn(messageNo, context),

  identify: ({ messageNo, credential }, context) => {
    const { type, number, cardSn } = credential;
    const data = {
      mdtrt_cert_type: type,
      mdtrt_cert_no: number,
      ...(cardSn === undefined ? {} : { card_sn: cardSn }),
      ...(type === '02' ? { psn_cert_type: '01', certno: number } : {}),
    };
    const message = { infno: '1101', messageNo, input: { data }, secrets: [number] } as const;
    return operator.send(message, context, { succeeded: (output) => accepted({ insurances: insurancesIn(output) }) });
  },

  checkEntitlement: ({ messageNo, person, medicalType, startedAt }, context) => {
    const data = {
      psn_no: person.personNo,
      insutype: person.insuranceType,
      fixmedins_code: config.institution.code,
      med_type: medicalType,
      begntime: beijingTime(startedAt),
    };
    const secrets = [person.personNo];
    const message = { infno: '2001', messageNo, insuredArea: person.insuredArea, input: { data }, secrets } as const;
    return operator.send(message, context, {
      succeeded: (output) => {
        const blocked = blockIn(output);
        return blocked === undefined ? accepted({}) : rejected('ENTITLEMENT_BLOCKED', `2001: ${withoutPersonalData(blocked, secrets)}`);
      },
    });
  },
});

function insurancesIn(output: AnswerNode): InsuredPerson[] {
  const personNo = output.node('baseinfo').text('psn_no');
  return output.nodes('insuinfo').map((row) => ({
    personNo,
    insuranceType: row.text('insutype'),
    personType: row.text('psn_type'),
    insuredArea: row.text('insuplc_admdvs'),
    balanceFen: row.amountOrZero('balc'),
    active: row.has('psn_insu_stas') ? row.text('psn_insu_stas') === '1' : !row.has('paus_insu_date'),
  }));
}

/**
 * Every fund has its row; one that may be drawn on is enough, for a block of one fund leaves the others.
 * @returns the centre's reason when no fund may be drawn on
 */
function blockIn(output: AnswerNode): string | undefined {
  const rows = output.nodes('trtinfo');
  if (rows.length === 0) throw new Unreadable('output.trtinfo is missing');
  if (rows.some((row) => row.text('trt_enjymnt_flag') === '1')) return undefined;
  return rows.map((row) => row.textOr('trt_chk_rslt', '')).find((reason) => reason !== '') ?? 'trt_enjymnt_flag 0';
}
