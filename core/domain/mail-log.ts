/** The field of the log's lines about mails that wait, of which a metric is made: for how long, in seconds. */
export const mailWaitsSeconds = 'mailWaitsSeconds';
