/** What Challonge refuses, whichever version of its API was asked. */

export interface Problem {
  /** As version 1 says it. */
  text: string;
  /** As version 2.1 says it, where that differs. */
  detail?: string;
  /** The attribute that is wrong, by its name in version 2.1. */
  attribute?: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly problems: readonly Problem[];

  constructor(status: number, ...problems: readonly Problem[]) {
    super(problems.map(({ text }) => text).join(', '));
    this.name = 'Refusal';
    this.status = status;
    this.problems = problems;
  }
}

/** A value that cannot be stored. @throws Refusal 422 with all problems, if there are any. */
export function refuseIf(problems: readonly (Problem | false | undefined)[]): void {
  const found = problems.filter((problem) => problem !== undefined && problem !== false);
  if (found.length > 0) throw new Refusal(422, ...found);
}

export const refused = (text: string, attribute?: string) => new Refusal(422, { text, attribute });

/** What the sandbox does not play is never answered with a guess. */
export const notPlayed = (what: string) =>
  new Refusal(501, { text: `This sandbox does not support ${what}.` });
