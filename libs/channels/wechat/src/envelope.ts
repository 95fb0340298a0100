import { createDecipheriv } from 'node:crypto';
import { type Json, jsonObject, NotBelieved, objectIn, textIn } from './reading';

const TAG_BYTES = 16;

/**
 * Opens an AEAD_AES_256_GCM resource of a callback or a certificate list (facts A8): the key and the nonce are their
 * UTF-8 bytes, the tag stands at the end of the ciphertext, associated data may be empty.
 * @throws NotBelieved when a byte of it was changed or the key is another.
 */
export function decrypted(resource: Json, apiV3Key: string): string {
  if (textIn(resource, 'algorithm') !== 'AEAD_AES_256_GCM') throw new NotBelieved('the algorithm is not AEAD_AES_256_GCM');
  const sealed = Buffer.from(textIn(resource, 'ciphertext'), 'base64');
  const { associated_data: associated = '' } = resource;
  const tagAt = sealed.length - TAG_BYTES;
  if (tagAt < 0 || typeof associated !== 'string') throw new NotBelieved('the resource is malformed');
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), Buffer.from(textIn(resource, 'nonce'), 'utf8'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(tagAt));
    decipher.setAAD(Buffer.from(associated, 'utf8'));
    return Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()]).toString('utf8');
  } catch {
    throw new NotBelieved('the resource does not open under our APIv3 key');
  }
}

export interface Notification {
  readonly id: string;
  readonly eventType: string;
  readonly resource: Json;
}

/** Reads a verified callback's body. @throws NotBelieved */
export function notificationIn(body: string, apiV3Key: string): Notification {
  const envelope = jsonObject(body);
  const resource = jsonObject(decrypted(objectIn(envelope, 'resource'), apiV3Key));
  return { id: textIn(envelope, 'id'), eventType: textIn(envelope, 'event_type'), resource };
}
