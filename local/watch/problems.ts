import type { BuildFailure, Message } from 'esbuild';

/** What does not compile, as `core/domain/ids.ts:12:4: …`. */
export function problems(error: unknown): string[] {
  const { errors } = error as Partial<BuildFailure>;
  return errors
    ? errors.map(({ text, location }: Message) =>
        location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
      )
    : [(error as Error).message];
}
