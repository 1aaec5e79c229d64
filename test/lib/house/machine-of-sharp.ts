import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The machine that an asset's sharp is for, by the two bytes in which an ELF file says so. */
export function machineOfSharp(asset: string, target: string): string {
  const folder = join(asset, 'node_modules/@img', `sharp-${target}`, 'lib');
  const binary = readdirSync(folder).find((file) => file.endsWith('.node')) ?? '';
  const machine = readFileSync(join(folder, binary)).readUInt16LE(18);
  return { 62: 'x64', 183: 'arm64' }[machine] ?? `machine ${machine}`;
}
