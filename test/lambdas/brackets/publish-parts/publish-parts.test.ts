import { beforeEach, describe, expect, test } from 'vitest';
import {
  BracketInFlightError,
  DrawStaleError,
  InputInvalidError,
  ServiceUnavailableError,
} from '../../../../core/domain/errors.ts';
import { boys } from '../../../core/brackets/draw.ts';
import { PublishingStage } from '../publication.ts';

const light = 'middle_cadet_m_fin';
const middle = 'middle_cadet_m_light middle';

let stage: PublishingStage;
let draw: string;

beforeEach(async () => {
  stage = new PublishingStage([...boys([40, 41, 42]), ...boys([70, 71], { school: 'Dojang' })]);
  draw = await stage.plan();
  await stage.planned({ plan: draw });
});

const publish = (part: string) => stage.publishPart(`board ${part}`, draw, 'batch');

describe('a part', () => {
  test('is shown as the draw has it, and that is remembered', async () => {
    expect(await publish(light)).toBe('created');
    expect(await stage.brackets.parts('board')).toEqual([
      { part: light, divisions: [light], contentHash: stage.target.shown.get(light)?.contentHash },
    ]);
    expect(await publish(light)).toBe('unchanged');
  });

  test('is started where its divisions are', async () => {
    await stage.brackets.markStarted([light], draw);
    await publish(light);
    expect(stage.target.made).toEqual([`create ${light}`, `start ${light}`]);
  });

  test('that is in the draw no more is removed, and forgotten', async () => {
    await publish(light);
    stage.people = stage.people.slice(3);
    draw = await stage.plan();
    expect((await stage.planned({ plan: draw })).items).toEqual([`board ${light}`, `board ${middle}`]);
    expect(await publish(light)).toBe('removed');
    expect(await stage.brackets.parts('board')).toEqual([]);
    expect(await publish(light)).toBe('removed');
  });

  test('is released after a failure, with what was kept until then', async () => {
    await stage.brackets.markStarted([light], draw);
    stage.target.fault = { part: light, error: new ServiceUnavailableError('away') };
    await expect(publish(light)).rejects.toThrow(ServiceUnavailableError);
    expect(await publish(light)).toBe('created');
  });

  test('is left alone while another execution works on it', async () => {
    await stage.brackets.holdingPart('board', light, 'another', async () => {
      await expect(publish(light)).rejects.toThrow(BracketInFlightError);
    });
    expect(stage.target.made).toEqual([]);
  });

  test('is not published any more once another draw is in force, or comes into force meanwhile', async () => {
    const old = draw;
    const next = await stage.plan();
    const { using } = stage.target;
    stage.target.using = async (use) => {
      const result = await using.call(stage.target, use);
      await stage.planned({ plan: next });
      return result as never;
    };
    await expect(publish(light)).rejects.toThrow(DrawStaleError);
    stage.target.using = using;
    await expect(stage.publishPart(`board ${middle}`, old, 'batch')).rejects.toThrow(DrawStaleError);
    expect(stage.target.made).toEqual([`create ${light}`]);
  });

  test('needs a target that the stage has', async () => {
    await expect(stage.publishPart('moon a', draw, 'batch')).rejects.toThrow(InputInvalidError);
  });
});
