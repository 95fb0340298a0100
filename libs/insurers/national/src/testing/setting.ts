import type { NationalConfig, ProvinceProfile } from '../config';

/** 2026-11-22 10:00:00 in Beijing, the instant of every fixture. */
export const NOW = 1_795_312_800_000;

export const SIGN_NO = 'SIGN20261122000001';

/** The patient of the fixtures: name, ID number, person number, e-voucher token, card. */
export const CANARIES = ['韦小舟', '450202199003072316', '45020000000000100234', 'EC45020020261122AB12CD34EF56', 'B45020012'];

export const configAt = (baseUrl: string, profile: Partial<ProvinceProfile> = {}): NationalConfig => ({
  baseUrl,
  paasId: 'meridian_fsi',
  secretToken: 'fixture-secret-token',
  institution: { code: 'H45020000001', name: '柳州市示范医院' },
  area: '450200',
  receiver: 'GXYB',
  operator: { code: 'MERIDIAN', name: '经络平台' },
  profile,
});
