/** Numbers, sizes and lists of names as words. */

export const count = (many: number, thing: string, things = `${thing}s`): string =>
  `${many.toLocaleString("en")} ${many === 1 ? thing : things}`;

export const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

export const listNames = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
