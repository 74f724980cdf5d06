/** Every command, one row each. Its module is loaded only when it is the one that was asked for. */
import type { Command } from "commander";

/** A name, and the words that it stands for. */
export type Aliases = Readonly<Record<string, readonly string[]>>;

export interface CommandRow {
  readonly says: string;
  load(): Promise<(program: Command) => void>;
}

export const COMMANDS = {
  start: {
    says: "start everything: hub, radio and, without Bluetooth, a pretend toy",
    load: async () => (await import("./start.ts")).registerStartCommand,
  },
  status: {
    says: "say how the hub is: family, toys, messages, backup, disk",
    load: async () => (await import("./status.ts")).registerStatusCommand,
  },
  toys: {
    says: "list the family's toys, and how each is",
    load: async () => (await import("./toys.ts")).registerToysCommand,
  },
  people: {
    says: "list who belongs to the family, with which devices",
    load: async () => (await import("./people.ts")).registerPeopleCommand,
  },
  invite: {
    says: "say where a guardian invites somebody, and who is invited already",
    load: async () => (await import("./invite.ts")).registerInviteCommand,
  },
  code: {
    says: "say where the page is, and the code that it asks for",
    load: async () => (await import("./code.ts")).registerCodeCommand,
  },
  doctor: {
    says: "look at all that can be wrong, and say what to do",
    load: async () => (await import("./doctor.ts")).registerDoctorCommand,
  },
  send: {
    says: "leave a sound file for a toy; a guardian looks at it before it goes on",
    load: async () => (await import("./send.ts")).registerSendCommand,
  },
  clip: {
    says: "turn WAV files into the toy's format and back",
    load: async () => (await import("./clip.ts")).registerClipCommands,
  },
  microphone: {
    says: "list this machine's microphones, and hear whether one works",
    load: async () => (await import("./microphone.ts")).registerMicrophoneCommand,
  },
  backup: {
    says: "back the hub up, see and check its backups, bring one back",
    load: async () => (await import("./backup.ts")).registerBackupCommands,
  },
  drill: {
    says: "try on the running hub what was done to others, and say what held",
    load: async () => (await import("./drill.ts")).registerDrillCommand,
  },
  config: {
    says: "check, show and change the hub's settings",
    load: async () => (await import("./config.ts")).registerConfigCommands,
  },
  logs: {
    says: "show what Pawpost's processes say",
    load: async () => (await import("./logs.ts")).registerLogsCommand,
  },
  completion: {
    says: "print what bash, zsh or fish needs to complete commands",
    load: async (): Promise<(program: Command) => void> => {
      const { registerCompletionCommand } = await import("./shell/completion.ts");
      return (program) => registerCompletionCommand(program, COMMANDS, ALIASES);
    },
  },
  update: {
    says: "bring a newer version in, and go back from it by itself where it is not well",
    load: async () => (await import("./update.ts")).registerUpdateCommand,
  },
  "start-anew": {
    says: "when every guardian has lost every way in: make a code to begin again with",
    load: async () => (await import("./start-anew.ts")).registerStartAnewCommand,
  },
  "factory-reset": {
    says: "before it is sold or given away: erase everything, keys first, and print a receipt",
    load: async () => (await import("./factory-reset.ts")).registerFactoryResetCommand,
  },
  hub: {
    says: "run only the hub",
    load: async () => (await import("./hub.ts")).registerHubCommand,
  },
  link: {
    says: "join a relay, see whether it is reached, leave it; or run only the way out of the house",
    load: async () => (await import("./link.ts")).registerLinkCommand,
  },
  name: {
    says: "say by what names phones at home reach the hub, and where the router leads them",
    load: async () => (await import("./name.ts")).registerNameCommands,
  },
  relay: {
    says: "run a relay for families, let hubs in and take that back",
    load: async () => (await import("./relay.ts")).registerRelayCommand,
  },
  room: {
    says: "let the Bluetooth side of another room join this hub, name it, take it off",
    load: async () => (await import("./room.ts")).registerRoomCommands,
  },
  advisories: {
    says: "say which weaknesses of Pawpost this hub has, ask the project now, or bring its list as a file",
    load: async () => (await import("./advisories.ts")).registerAdvisoryCommands,
  },
  mqtt: {
    says: "let the house's automation hear how toys are: Home Assistant and its like",
    load: async () => (await import("./mqtt.ts")).registerMqttCommands,
  },
  ble: {
    says: "run only the Bluetooth side, or join it to a hub as another room",
    load: async () => (await import("./ble.ts")).registerBleCommand,
  },
  toy: {
    says: "run a simulated toy, or try what a real one does",
    load: async () => (await import("./toy.ts")).registerToyCommand,
  },
  air: {
    says: "run a virtual radio for simulated toys",
    load: async () => (await import("./air.ts")).registerAirCommand,
  },
} as const satisfies Record<string, CommandRow>;

/** Other names, as who comes from elsewhere types them: the same command. */
export const ALIASES: Aliases = {
  restore: ["backup", "restore"],
  simulate: ["toy", "simulate"],
  codec: ["clip"],
  users: ["people"],
};

/** What was typed, with the command's own name in the place of another. */
export function unalias([first = "", ...rest]: readonly string[]): readonly string[] {
  const own = Object.hasOwn(ALIASES, first) ? ALIASES[first] : undefined;
  return own === undefined ? (first === "" ? [] : [first, ...rest]) : [...own, ...rest];
}
