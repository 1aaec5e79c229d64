/** The field of log lines about waiting mails that a metric is made from: how long one has waited, in seconds. */
export const mailWaitsSeconds = 'mailWaitsSeconds';
