/** Messages in the webhook's log: metrics count the lines that contain them. */
export const webhookRefused = 'webhook refused';
export const otherSaleIgnored = 'other sale ignored';
