import * as z from 'zod';

/** What somebody registers as, in the spelling that is stored. */
export const registrationType = z.enum(['competitor', 'coach', 'seminar']);
export type RegistrationType = z.infer<typeof registrationType>;
