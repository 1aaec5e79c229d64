export type Gender = 'male' | 'female';

const spoken = { male: 'Male', female: 'Female' } as const;

/** As mails and badges say it. */
export function spokenGender(gender: Gender): string {
  return spoken[gender];
}
