/** The API's calls by which whoever was given a task's token ends the task, or says that it is still at work. */
import { isTooLarge } from './engine/limits.ts';
import type { TaskTokens } from './integrations/task-tokens.ts';
import { ApiError, type Body, optionalText, text } from './requests.ts';

export const taskOperations = (tokens: TaskTokens): Record<string, (body: Body) => object> => ({
  SendTaskSuccess: (body) => {
    tokens.succeed(text(body, 'taskToken'), outputOf(text(body, 'output')));
    return {};
  },

  SendTaskFailure: (body) => {
    const error = optionalText(body, 'error', 256);
    tokens.fail(text(body, 'taskToken'), error, optionalText(body, 'cause', 32_768));
    return {};
  },

  SendTaskHeartbeat: (body) => {
    tokens.heartbeat(text(body, 'taskToken'));
    return {};
  },
});

function outputOf(json: string): unknown {
  try {
    if (!isTooLarge(json)) return JSON.parse(json);
  } catch {
    // The parser's message would quote the output.
  }
  throw new ApiError('InvalidOutput', "Invalid Output: 'Invalid output'");
}
