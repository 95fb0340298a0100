import type { DescribeVisitRequest, InsurerOperations } from '@meridian/insurer-kit/port';
import { accepted } from '@meridian/kernel/arm';
import { beijingTime } from '@meridian/kernel/clock';
import type { CheckedConfig } from '../config';
import type { Operator } from '../sign-in';
import { aboutVisit, secretsOf } from '../visit';

type Visits = Pick<InsurerOperations, 'registerVisit' | 'cancelVisit' | 'describeVisit'>;

/** 2201, 2202 and 2203 or 2203A. */
export const visits = (config: CheckedConfig, operator: Operator): Visits => ({
  registerVisit: (request, context) => {
    const { messageNo, insuredArea, credential, doctor, department } = request;
    const data = {
      psn_no: request.personNo,
      insutype: request.insuranceType,
      begntime: beijingTime(request.startedAt),
      mdtrt_cert_type: credential.type,
      mdtrt_cert_no: credential.number,
      ipt_otp_no: request.hospitalVisitNo,
      atddr_no: doctor.code,
      dr_name: doctor.name,
      dept_code: department.code,
      dept_name: department.name,
      caty: department.category,
    };
    const message = { infno: '2201', messageNo, insuredArea, input: { data }, secrets: secretsOf(request) } as const;
    return operator.send(message, context, {
      succeeded: (output) => {
        const answer = output.node('data');
        answer.mustBe('psn_no', request.personNo);
        answer.mustBe('ipt_otp_no', request.hospitalVisitNo);
        return accepted({ visitId: answer.text('mdtrt_id') });
      },
    });
  },

  cancelVisit: ({ messageNo, visit, hospitalVisitNo }, context) => {
    const data = { psn_no: visit.personNo, mdtrt_id: visit.visitId, ipt_otp_no: hospitalVisitNo };
    return operator.send(aboutVisit('2202', messageNo, visit, { data }), context, { succeeded: () => accepted({}) });
  },

  describeVisit: (request, context) => {
    const input = { mdtrtinfo: visitNode(request), diseinfo: diagnosisNodes(request) };
    const message = aboutVisit(config.profile.describeVisit, request.messageNo, request.visit, input);
    return operator.send(message, context, { succeeded: () => accepted({}) });
  },
});

const visitNode = ({ visit, startedAt }: DescribeVisitRequest) => ({
  mdtrt_id: visit.visitId,
  psn_no: visit.personNo,
  med_type: visit.medicalType,
  begntime: beijingTime(startedAt),
});

/** `diag_type` 1: diagnoses of western medicine; the port knows no other. */
const diagnosisNodes = ({ visit, startedAt, diagnoses, doctor, department }: DescribeVisitRequest) =>
  diagnoses.map((diagnosis, index) => ({
    psn_no: visit.personNo,
    diag_type: '1',
    maindiag_flag: diagnosis.main ? '1' : '0',
    diag_srt_no: index + 1,
    diag_code: diagnosis.code,
    diag_name: diagnosis.name,
    diag_dept: department.code,
    dise_dor_no: doctor.code,
    dise_dor_name: doctor.name,
    diag_time: beijingTime(startedAt),
    vali_flag: '1',
  }));
