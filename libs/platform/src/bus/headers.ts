/** Header names of Meridian's requests and replies. */
export const DEADLINE_HEADER = 'Meridian-Deadline';
export const MESSAGE_HEADER = 'Meridian-Message';
export const TRACE_HEADER = 'traceparent';
