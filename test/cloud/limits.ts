/** So many of one kind have a mail of their own in an hour: tests look for the mail about their own entry, and have many of a kind. */
export const aloneAnHour = 1_000;
