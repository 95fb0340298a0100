import { answerSignature, isSignedBy, requestSignature } from './signature';
import { vector } from './testing/setting';

const { secret, request, answer } = vector;

describe('signatures', () => {
  it('are those of the worked example', () => {
    expect(requestSignature(secret, request)).toBe(request.signature);
    expect(answerSignature(secret, { ...answer, nonce: request.nonce })).toBe(answer.signature);
  });

  it('hold for one answer to one request', () => {
    const signed = { status: answer.status, body: answer.body, nonce: request.nonce };
    expect(isSignedBy(secret, signed, answer.signature)).toBe(true);
    expect(isSignedBy(secret, { ...signed, status: 201 }, answer.signature)).toBe(false);
    expect(isSignedBy(secret, { ...signed, body: `${answer.body} ` }, answer.signature)).toBe(false);
    expect(isSignedBy(secret, { ...signed, nonce: `${request.nonce}0` }, answer.signature)).toBe(false);
    expect(isSignedBy(`${secret}0`, signed, answer.signature)).toBe(false);
    expect(isSignedBy(secret, signed, undefined)).toBe(false);
    expect(isSignedBy(secret, signed, answer.signature.toUpperCase())).toBe(false);
  });
});
