/** What plays a service outside AWS, such as a payment provider, for the functions of an app. */
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Site } from './pages/frame.ts';

/** A sandbox as an app lists it. */
export interface Sandbox<Name extends string = string> {
  /** Names its endpoint and the folder of its data. */
  name: Name;
  /** Any free port when 0 or absent. */
  port?: number;
  /** How the console announces its page. */
  page: { title: string; note: string };
  start(options: SandboxOptions): Promise<RunningSandbox>;
}

export interface SandboxOptions {
  /** 0 is any free port. */
  port: number;
  /** The faults to apply to its calls, under its own service name. */
  faults: Faults;
  /** Where its data outlives it; absent, it keeps nothing. */
  dataDir?: string;
  /** What it keeps time by. */
  clock: Clock;
  /** Replaces its own waits before it sends something again. */
  retryIntervalMs?: number;
  /** For the frame of its pages; once everything runs. */
  site: () => Site;
}

export interface RunningSandbox {
  /** Where its API and its page are. */
  url: string;
  /** Variables that point the app's functions to it. */
  environment: Record<string, string>;
  /** What it adds to the value of the app's secrets, such as the key that it accepts. */
  secret?: Record<string, unknown>;
  /** Called once the whole cloud runs, for a sandbox that calls the app. */
  ready?(app: AppAddresses): void;
  stop(): Promise<void>;
}

export interface AppAddresses {
  /** The URL of an HTTP API's route without variables, such as `POST /orders`; undefined when there is none. */
  urlOf(routeKey: string): string | undefined;
}
