import { tifHeaders, tifSignature } from './signature';

describe('x-tif signature', () => {
  it('is the published vector', () => {
    expect(tifSignature('1704067200', 'TESTTOKEN', 'abcdef0123456789')).toBe(
      '7e9a73917067235d126f769e89ca1899a5b71d146a12fdcdefc6bb6a7acf888c',
    );
  });

  it('goes out in four headers, the time in whole seconds', () => {
    expect(tifHeaders({ paasId: 'app', secretToken: 'TESTTOKEN' }, 1_704_067_200_999, 'abcdef0123456789')).toEqual({
      'x-tif-paasid': 'app',
      'x-tif-timestamp': '1704067200',
      'x-tif-nonce': 'abcdef0123456789',
      'x-tif-signature': '7e9a73917067235d126f769e89ca1899a5b71d146a12fdcdefc6bb6a7acf888c',
    });
  });
});
