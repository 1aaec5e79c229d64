const began = performance.now();

/** Logs what is being done and how long it took. */
export async function timed<T>(what: string, run: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const started = performance.now();
  console.error(`${((started - began) / 1_000).toFixed(1).padStart(6)} s  ${what} …`);
  const result = await run();
  return { result, seconds: (performance.now() - started) / 1_000 };
}
