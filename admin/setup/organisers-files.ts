/** The files of the organisers in the config bucket: the list of schools, and the weight classes. */
import * as z from 'zod';
import { weightClassesKey } from '../../core/brackets/draw-file.ts';
import { counted } from '../../core/domain/spoken-numbers.ts';
import { readClassesFile } from '../brackets/plan.ts';
import type { CheckResult } from '../doctor/check.ts';
import { readTextFile } from '../job-files.ts';
import type { Asker } from './asker.ts';
import { asStep, done, type StepResult, type Steps, toDo } from './step.ts';

interface Tools {
  ask: Asker;
  say: Steps['say'];
  write(key: string, content: string): Promise<void>;
  /** The doctor's check of the file. */
  check(): Promise<CheckResult>;
}

export async function schoolList({ ask, say, write, check }: Tools): Promise<StepResult> {
  const result = await check();
  if (result.state === 'right') return asStep(result);
  say(
    'The form offers these schools, and you are told of an entry with another one. A text file with a name on each line, or a JSON array.',
  );
  const path = await ask.text('schools.file', {
    ...{ ask: 'Path of the list of schools (empty for later)', optional: true },
    problem: problemWith((file) => schoolsIn(readTextFile(file))),
  });
  if (path === '')
    return toDo('there is no list of schools', 'Until there is one, every school is reported as unknown.');
  const names = schoolsIn(readTextFile(path));
  await write('schools.json', `${JSON.stringify(names, undefined, 2)}\n`);
  return done(`${counted(names.length, 'school')} in schools.json`);
}

export async function weightClassesFile({ ask, say, write, check }: Tools): Promise<StepResult> {
  const result = await check();
  if (result.state === 'right') return asStep(result);
  say(
    'The draw needs weight classes. stages/weight_classes.example.json has an example of them, in kilograms.',
  );
  const path = await ask.text('weightClasses.file', {
    ...{ ask: 'Path of the weight classes (empty for later)', optional: true },
    problem: problemWith(readClassesFile),
  });
  if (path === '')
    return asStep({ ...result, found: 'there are none yet: brackets plan --classes takes them later' });
  await write(weightClassesKey, readClassesFile(path));
  return done(`${weightClassesKey} is there`);
}

const schoolNames = z.array(z.string().trim().min(1)).min(1);

/** @throws Error in words. */
export function schoolsIn(text: string): string[] {
  const content = text.replace(/^\uFEFF/, '').trim();
  const listed = content.startsWith('[')
    ? jsonIn(content)
    : content.split(/\r?\n/).filter((line) => line.trim());
  const { data: names } = schoolNames.safeParse(listed);
  if (!names) throw new Error('Expected names of schools: one on each line, or a JSON array.');
  return [...new Set(names)];
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const problemWith = (read: (path: string) => unknown) => (path: string) => {
  try {
    read(path);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};
