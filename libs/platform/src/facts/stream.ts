/** The one stream of facts; subjects `fact.<service>.<stem>.v<n>`. Transport, never truth: the outboxes are. */
export const FACT_STREAM = 'FACTS';
export const FACT_SUBJECTS = 'fact.>';
/** Of the stream's de-duplication by Nats-Msg-Id; the inbox, not this window, makes effects happen once. */
export const DUPLICATE_WINDOW_NS = 120 * 1_000_000_000;
