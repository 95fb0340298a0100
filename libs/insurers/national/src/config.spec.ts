import { checkConfig, DEFAULT_PROFILE, type NationalConfig } from './config';
import { configAt } from './testing/setting';

const sound = configAt('https://centre.example/gateway');

describe('configuration', () => {
  it('fills in the name and the profile', () => {
    expect(checkConfig({ ...sound, profile: { paths: 'infno' } })).toEqual({
      ...sound,
      insurer: 'national',
      profile: { ...DEFAULT_PROFILE, paths: 'infno' },
    });
  });

  it.each<[string, Partial<NationalConfig>]>([
    ['baseUrl', { baseUrl: 'https://centre.example/' }],
    ['baseUrl', { baseUrl: 'centre.example' }],
    ['paasId', { paasId: '' }],
    ['secretToken', { secretToken: '' }],
    ['institution.code', { institution: { code: 'H4502000000', name: '医院' } }],
    ['institution.name', { institution: { code: 'H45020000001', name: '' } }],
    ['area', { area: '4502' }],
    ['receiver', { receiver: 'ABCDEFGHIJK' }],
    ['operator.code', { operator: { code: '', name: '经络' } }],
    ['operator.name', { operator: { code: 'M', name: '' } }],
    ['profile.sequence', { profile: { sequence: { first: 5000, last: 10_000 } } }],
    ['profile.sequence', { profile: { sequence: { first: 5000, last: 5000 } } }],
    ['profile.centreMaxProcessingMs', { profile: { centreMaxProcessingMs: 0 } }],
    ['profile.dayCutOff', { profile: { dayCutOff: '24:01' } }],
  ])('refuses an unsound %s by name, without showing values', (name, change) => {
    const config = { ...sound, ...change };
    expect(() => checkConfig(config)).toThrow(name);
    expect(() => checkConfig(config)).not.toThrow(sound.secretToken);
  });

  it('names every fault at once', () => {
    expect(() => checkConfig({ ...sound, area: '', receiver: '' })).toThrow(/area.*receiver/);
  });
});
