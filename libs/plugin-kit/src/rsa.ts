import { channel } from 'node:diagnostics_channel';

/** The dearest thing a plug-in does in this process: one RSA signature costs as much as five commits. */
export type RsaOperation = 'sign' | 'verify' | 'decrypt';

// A plug-in knows no metrics and a metric no plug-in; with nobody listening, saying it costs nothing.
const operations = channel('meridian.rsa');

/** Said by a plug-in where it signs, verifies or decrypts. */
export const saysRsa = (operation: RsaOperation): void => operations.publish(operation);

/** @param heard is called for every RSA operation of this process from now on */
export const onRsa = (heard: (operation: RsaOperation) => void): void =>
  operations.subscribe((operation) => heard(operation as RsaOperation));
