/** Separate mails of one kind allowed in an hour: high, because tests look for the mail about their own entry. */
export const aloneAnHour = 1_000;
