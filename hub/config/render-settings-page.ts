import { SETTINGS, type Setting } from "./settings.ts";

/** `docs/configuration.md`, from the table. */
export function renderSettingsPage(): string {
  const rows = Object.values(SETTINGS as Record<string, Setting>).map(({ env, file, schema, doc }) => {
    const standard: unknown = schema.safeParse(undefined).data;
    return `| ${file === undefined ? "-" : `\`${file}\``} | \`${env}\` | ${standard === undefined ? "-" : `\`${String(standard)}\``} | ${doc.replaceAll("|", "\\|")} |`;
  });
  return [
    "# Settings of the hub",
    "",
    "From `config.yaml` in the data folder (or the file that `PAWPOST_CONFIG` names), each overridden by its environment",
    "variable, or by `PAWPOST_CONFIG_` and its key in capitals: `PAWPOST_CONFIG_HOME_NAME` is `home_name`. The file may say `version: 1`. An unknown key,",
    "also one behind `PAWPOST_CONFIG_`, or a bad value stops the start and names the problem, with the nearest key that there is.",
    "",
    "## Changing one",
    "",
    "```sh",
    "pawpost config set backup_to /media/stick/pawpost",
    "```",
    "",
    "writes it into the file, if a hub would start with that, whole or not at all. Comments stay. What the file said before is kept beside it, as `config.yaml.~7~`, the last ten times. It says",
    "what is to be started again for it to count: every setting is read once, when a process starts. `pawpost config unset KEY` takes one out, `pawpost config show` says what each is and where",
    "that stands, `pawpost config check` whether a hub would start. `pawpost config show --redacted` leaves out names, addresses and paths, for who is to help.",
    "",
    "No setting is a secret: a password or a key lies in a file of its own, which a setting names and nobody else may read (`mqtt_password_file`, `dns_update_key`).",
    "",
    "`docs/config.schema.json` is the [JSON Schema](https://json-schema.org/) of the file, made from the same table (`pawpost config schema`). An editor that knows `# yaml-language-server: $schema=` in the file's first line",
    "completes keys and marks what is wrong.",
    "",
    "## All of them",
    "",
    "| key | environment | default | what it is |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
