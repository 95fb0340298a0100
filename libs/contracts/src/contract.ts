import type { Code } from './codes';

export type MessageClass<T extends object> = new () => T;

/**
 * One question or command on the bus: the only declaration of its shape. The subject is `<owner>.<file stem>.v<n>`,
 * so it can be grepped to this file. `codes` are the refusals the owner may answer beside the platform's own.
 */
export interface Contract<Request extends object, Reply extends object> {
  readonly subject: string;
  readonly request: MessageClass<Request>;
  readonly reply: MessageClass<Reply>;
  readonly codes: readonly Code[];
  /** Mandatory; travels in a header and is checked before every outside write. At most 3 s whatever the outside takes. */
  readonly deadlineMs: number;
}

export const contract = <Request extends object, Reply extends object>(declared: Contract<Request, Reply>): Contract<Request, Reply> =>
  declared;

/** One published fact: subject `fact.<owner>.<file stem>.v<n>` in the stream FACTS, CloudEvents envelope whose type is the subject. */
export interface FactContract<Data extends object> {
  readonly subject: string;
  readonly data: MessageClass<Data>;
}

export const factContract = <Data extends object>(declared: FactContract<Data>): FactContract<Data> => declared;

/** CloudEvents 1.0, structured. `id` is `<service>.<aggregate>.<version>` and the stem of Nats-Msg-Id. */
export interface FactEnvelope<Data extends object = object> {
  readonly specversion: '1.0';
  readonly id: string;
  /** `/hospital/<hospitalId>/<service>` */
  readonly source: string;
  readonly type: string;
  /** The aggregate's number. */
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly traceparent?: string;
  readonly data: Data;
}

/** What a reply looks like on the wire. Class identity and messages do not survive NATS; codes do. */
export type ReplyEnvelope =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly code: string; readonly detail?: string; readonly fields?: readonly object[] };
