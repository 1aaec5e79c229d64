/** The competition of a stage, as everything that people read calls it. */
export interface Competition {
  /** Without the year. */
  name: string;
  year: number;
}
