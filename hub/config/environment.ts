/** What the environment says of settings: each by its own name, or by `PAWPOST_CONFIG_` and its key in capitals. */
import { nearest } from "../domain/nearest.ts";
import { SETTINGS, type Setting } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "PAWPOST_CONFIG_";
const longName = (key: string): string => `${PREFIX}${key.toUpperCase()}`;

const namesOf = ({ env, file }: Pick<Setting, "env" | "file">): readonly string[] =>
  file === undefined ? [env] : [env, longName(file)];

const given = (environment: Environment, row: Pick<Setting, "env" | "file">) =>
  namesOf(row).flatMap((name) => {
    const value = environment[name];
    return value === undefined || value === "" ? [] : [{ name, value }];
  });

/** What is there for one setting, and under which name. An empty variable is none. */
export const setInEnvironment = (
  environment: Environment,
  row: Pick<Setting, "env" | "file">,
): { readonly name: string; readonly value: string } | undefined => given(environment, row)[0];

/** What cannot be meant: a key that is none, and one that both names set. */
export function environmentProblems(environment: Environment): readonly string[] {
  const rows: readonly Setting[] = Object.values(SETTINGS);
  const known = rows.flatMap(({ file }) => (file === undefined ? [] : [longName(file)]));
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `${name}: there is no such setting${meant === undefined ? "" : `; did you mean ${meant}?`}`;
    });
  const twice = rows.flatMap((row) => {
    const [one, other] = given(environment, row);
    return one === undefined || other === undefined || one.value === other.value
      ? []
      : [`${one.name} and ${other.name} say different things; set one of them`];
  });
  return [...unknown, ...twice];
}
