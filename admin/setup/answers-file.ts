import * as z from 'zod';
import { CommandError } from '../command-error.ts';
import { readJsonFile } from '../job-files.ts';
import type { Asker, Choice } from './asker.ts';
import { type QuestionKey, questions, secretQuestions } from './questions.ts';
import { readSecretFile } from './secret-file.ts';

const answer = z.union([z.string(), z.boolean(), z.array(z.string()), z.strictObject({ file: z.string() })]);
const secretKeys: readonly string[] = secretQuestions;

/**
 * Answers by what a file says. A question that it does not answer is an error, if it has no answer of its own.
 * @throws CommandError when the file has other keys, or a secret itself in place of a path to it.
 */
export function answersFrom(path: string): Asker {
  const { data: answers } = z.record(z.string(), answer).safeParse(readJsonFile(path));
  if (!answers)
    throw new CommandError(`${path}: expected texts, true or false, lists, and {"file": "path"}.`);
  for (const [key, value] of Object.entries(answers)) {
    if (!(key in questions)) throw new CommandError(`${path}: setup does not ask about ${key}.`);
    const isFile = typeof value === 'object' && !Array.isArray(value);
    if (secretKeys.includes(key) !== isFile) {
      throw new CommandError(
        isFile
          ? `${path}: ${key} is no secret: write the answer itself.`
          : `${path}: ${key} is a secret: write {"file": "path"}, with a path outside the project.`,
      );
    }
  }
  const wrong = (key: QuestionKey, ask: string) =>
    new CommandError(`${path} does not say ${key} (${questions[key].replaceAll('`', '')}): ${ask}`);
  const oneOf = <T extends string>(key: QuestionKey, choices: readonly Choice<T>[], value: unknown): T => {
    const chosen = choices.find((choice) => choice.value === value);
    if (chosen) return chosen.value;
    throw new CommandError(`${path}: ${key}: expected ${choices.map((choice) => choice.value).join(', ')}.`);
  };
  return {
    canTryAgain: false,
    async text(key, { ask, optional, problem, ...question }) {
      const said = answers[key] ?? question.default ?? (optional ? '' : undefined);
      if (typeof said !== 'string' || (said === '' && !optional)) throw wrong(key, ask);
      const why = said === '' ? undefined : problem?.(said);
      if (why) throw new CommandError(`${path}: ${key}: ${why}`);
      return said;
    },
    async choose(key, { ask, choices, ...question }) {
      const said = answers[key] ?? question.default;
      if (said === undefined) throw wrong(key, ask);
      return oneOf(key, choices, said);
    },
    async several(key, { ask, choices, ...question }) {
      const said = answers[key] ?? question.default;
      if (!Array.isArray(said)) throw wrong(key, ask);
      return said.map((one) => oneOf(key, choices, one));
    },
    // What changes something needs to be said: a default is for a person who sees the question.
    async confirm(key, { ask }) {
      const said = answers[key];
      if (typeof said !== 'boolean') throw wrong(key, ask);
      return said;
    },
    async secret(key, { ask, problem }) {
      const said = answers[key];
      if (typeof said !== 'object' || Array.isArray(said)) throw wrong(key, ask);
      const secret = readSecretFile(said.file);
      const why = problem(secret);
      if (why) throw new CommandError(`${said.file}: ${why}`);
      return secret;
    },
    tryAgain: async () => false,
  };
}
