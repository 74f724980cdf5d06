/** Lists of advisories for tests, as the project writes them. */
const HOUR = 3_600_000;

export interface FeedWanted {
  readonly counter?: number;
  /** Unix ms. */
  readonly issued: number;
  /** Hours from then on. */
  readonly hours?: number;
  readonly advisories?: readonly object[];
  readonly kind?: string;
}

const iso = (at: number) => new Date(at).toISOString();

export const feedOf = ({ counter = 1, issued, hours = 60 * 24, advisories = [], kind }: FeedWanted) => ({
  kind: kind ?? "pawpost-advisories-1",
  counter,
  issued: iso(issued),
  expires: iso(issued + hours * HOUR),
  support: { until: iso(issued + 5 * 365 * 24 * HOUR), contact: "https://project.example/security" },
  advisories,
});

/** One that every version has. */
export const advisoryOf = (id: string, change: object = {}) => ({
  id,
  revision: 1,
  published: "2026-01-02T03:04:05.000Z",
  severity: "high",
  affected: [{ from: "0.0.1", before: "9.9.9" }],
  fixed_in: "9.9.9",
  words: {
    en: {
      title: `A weakness ${id}`,
      risk: "Somebody in the house can listen.",
      action: "Switch the home name off until there is a new version.",
    },
  },
  ...change,
});
