/** Values of the small dictionaries (facts/insurance.md A.13). Fields with large or unknown dictionaries are not listed. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  mdtrt_cert_type: ['01', '02', '03'],
  insutype: ['310', '320', '330', '340', '350', '360', '370', '380', '390', '391', '392', '399', '410', '510'],
  med_type: ['11', '12', '13', '14', '140104', '140201', '15', '16', '51', '81'],
  psn_setlway: ['01', '02'],
  acct_used_flag: ['0', '1'],
  rx_circ_flag: ['0', '1'],
  hosp_appr_flag: ['0', '1', '2'],
  tcmdrug_used_way: ['1', '2'],
  etip_flag: ['0', '1'],
  dscg_tkdrug_flag: ['0', '1'],
  diag_type: ['1', '2', '3'],
  maindiag_flag: ['0', '1'],
  vali_flag: ['0', '1'],
  oinfno: ['2102', '2103', '2207', '2208', '2304', '2305', '2401'],
};

/** False only for a coded field whose value its dictionary does not hold. */
export const inDictionary = (field: string, value: string): boolean => VALUES[field]?.includes(value) ?? true;
