import type { Page } from "../page-state.ts";

/** The names that the page has at this moment. Who attacks a family knows them too. */
export function knownNames({ house, session }: Pick<Page, "house" | "session">, hostname: string): string[] {
  const { toys = [], children = [] } = house.value ?? {};
  const names = [...toys, ...children].map(({ name }) => name);
  return [session.value?.info.person.name ?? "", hostname, ...names].filter((name) => name !== "");
}
