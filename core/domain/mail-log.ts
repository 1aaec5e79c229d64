/** The field of log lines about waiting mails that a metric is made from: how long one has waited, in seconds. */
export const mailWaitsSeconds = 'mailWaitsSeconds';
/** In log lines about mails to the organisers that came back or were reported as spam: a metric counts them. */
export const mailReturned = 'mail to the organisers returned';
