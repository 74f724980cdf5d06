/** One line to type for each command that does something: its help, docs/cli.md and the manual page show it. */
import type { Command } from "commander";

export const EXAMPLES: Readonly<Record<string, string>> = {
  start: "pawpost start --port 8090 --simulate",
  status: "pawpost status --json",
  toys: "pawpost toys",
  people: "pawpost people",
  invite: "pawpost invite",
  code: "pawpost code --wait 30",
  send: "pawpost send good-night.wav --to Bear",
  "clip encode": "pawpost clip encode good-night.wav good-night.au",
  "clip decode": "pawpost clip decode answer.ms answer.wav",
  microphone: "pawpost microphone plughw:CARD=Device,DEV=0",
  "backup to": "pawpost backup to /media/pawpost",
  "backup create": "pawpost backup create",
  "backup list": "pawpost backup list /media/stick/pawpost",
  "backup verify": "pawpost backup verify --backup 7",
  "backup restore": "pawpost backup restore /media/stick/pawpost --nobody-out",
  "config check": "pawpost config check",
  "config show": "pawpost config show --redacted",
  "config set": "pawpost config set backup_to /media/stick/pawpost",
  "config unset": "pawpost config unset backup_to",
  "config schema": "pawpost config schema",
  doctor: "pawpost doctor --only disk,clock",
  update: "pawpost update --check",
  drill: "pawpost drill",
  logs: "pawpost logs --follow --unit hub --since 10m",
  completion: "pawpost completion bash",
  "start-anew": "pawpost start-anew",
  hub: "pawpost hub --data /srv/pawpost --run /run/pawpost --port 8080",
  link: "pawpost link --run /run/pawpost",
  "link join": "pawpost link join relay.family.example:443/family.example/ABCD-EFGH",
  "link status": "pawpost link status",
  "link leave": "pawpost link leave",
  "name check": "pawpost name check --server 192.168.1.1",
  "name home": "pawpost name home --save pawpost.crt",
  relay: "pawpost relay --zone family.example --data /srv/relay",
  "relay invite": "pawpost relay invite --data /srv/relay",
  "relay hubs": "pawpost relay hubs --data /srv/relay",
  "relay revoke": "pawpost relay revoke HUB --data /srv/relay",
  "relay node": "pawpost relay node second-node --data /srv/relay",
  "relay capacity": "pawpost relay capacity --hubs 200 --memory 2048",
  "room add": "pawpost room add Attic",
  "room list": "pawpost room list",
  "room rename": "pawpost room rename Attic Loft",
  "room remove": "pawpost room remove Attic",
  "advisories status": "pawpost advisories status",
  "advisories ask": "pawpost advisories ask",
  "advisories import": "pawpost advisories import advisories.json",
  "mqtt add": "pawpost mqtt add home-assistant --control",
  "mqtt list": "pawpost mqtt list",
  "mqtt name": "pawpost mqtt name Bear brown_bear",
  "mqtt certificate": "pawpost mqtt certificate pawpost-mqtt.pem",
  "mqtt remove": "pawpost mqtt remove home-assistant",
  ble: "pawpost ble --hci hci1",
  "ble trust": "pawpost ble trust",
  "ble join": "pawpost ble join 192.168.1.7:8883 CODE",
  "ble house": "pawpost ble house",
  "toy probe": "pawpost toy probe --json",
  "toy simulate": "pawpost toy simulate --hci unix:/tmp/toy.sock --drain fast",
  "factory-reset": "pawpost factory-reset",
  air: "pawpost air --controller aa:bb:cc:dd:ee:01=/tmp/toy.sock --controller aa:bb:cc:dd:ee:02=/tmp/hub.sock",
};

/** Puts each where the help of its command ends. */
export function addExamples(program: Command): void {
  const add = (command: Command, path: readonly string[]) => {
    const example = EXAMPLES[path.join(" ")];
    if (example !== undefined) command.addHelpText("after", `\nExample:\n  ${example}`);
    for (const sub of command.commands) add(sub, [...path, sub.name()]);
  };
  for (const command of program.commands) add(command, [command.name()]);
}
