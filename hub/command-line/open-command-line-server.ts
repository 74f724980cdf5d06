/**
 * What `pawpost send`, `pawpost start-anew`, `pawpost link`, `pawpost name`, `pawpost advisories`, `pawpost doctor` and `pawpost backup create` talk to: HTTP over a Unix socket that only the hub's own user can open. It
 * can leave a draft, which reaches a toy when a guardian's browser has stamped it, have a code made, which starts nothing without a paw, and
 * join the hub to a relay and let rooms in and out, of which every guardian is told.
 *
 *   POST /drafts?toy=NAME   audio/wav   201 { id, milliseconds }
 *                                       413, 422 { code, message } refused, 500 the hub failed, 503 not now, 507 no room
 *   POST /start-anew                    201 { code }
 *                                       422 { code, message } refused, 500 and 507 as above
 *   POST /relay                         200 { relay, issuances }
 *   POST /relay/join        an invitation  200 the same
 *   POST /relay/leave                   200 the same
 *                                       422 { code, message } refused, 500 and 507 as above
 *   POST /rooms                         200 { rooms, invitation }
 *   POST /rooms/add     { room }        200 the same, with a code
 *   POST /rooms/rename  { room, title } 200 the same
 *   POST /rooms/remove  { room }        200 the same
 *                                       422 { code, message } refused, 500 and 507 as above
 *   POST /mqtt                          200 { keys, toys, addresses, hostname, authority, server, password }
 *   POST /mqtt/add      { name, control }  200 the same, with a password
 *   POST /mqtt/remove   { name }        200 the same
 *   POST /mqtt/name     { name, to }    200 the same: a toy's name in topics
 *                                       422 { code, message } refused, 500 and 507 as above
 *   POST /console                       200 { address, home, claimCode, presenceCode }
 *   POST /doctor                        200 what the hub alone knows of how it is: `hub/contract/house-check.ts`
 *   POST /outside                       200 { view }: what the relay sees of the house, `hub/contract/outside-view.ts`; 422 where nobody can ask it
 *   POST /house-check  { checks }       200 {}: what somebody at the machine saw, where the hub may not look itself
 *   POST /home-name                     200 { name, isOn, origin, authority }
 *   POST /status                        200 `hubStatus`, POST /people 200 `peopleStatus`: `hub/contract/hub-status.ts`
 *   POST /backup        { newPlace }    200 a line of JSON at a time, as `backupLine` has them; hanging up stops it
 *   POST /keepers       { to }          200 { view, code }, 422 { code, message } refused
 *   POST /drill                         200 the same, as `drillLine` has them; it goes to its end, who hangs up or not
 *   POST /advisories                    200 what `GET /advisories` answers
 *   POST /advisories/ask                200 the same, when it was asked
 *   POST /advisories/take   a signed list  200 the same, 422 { code, message } not believed
 *   POST /update                        200 { version, isBusy }
 *   POST /update/view                   200 what `GET /updates` answers
 *   POST /update/ask                    200 the same, when it was asked
 *   POST /update/fetch                  200 the same; it goes on
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  backupAsk,
  COMMAND_LINE,
  type ConsoleStatus,
  type HomeNameStatus,
  MAX_BACKUP_ASK_BYTES,
  MAX_FEED_BYTES,
  MAX_INVITATION_BYTES,
  MAX_KEEPER_ASK_BYTES,
  MAX_ROOM_ASK_BYTES,
  MAX_WAV_BYTES,
  type RelayStatus,
  type RoomStatus,
  roomAsk,
} from "../contract/command-line.ts";
import { type HubFacts, houseCheckTold, MAX_TOLD_BYTES } from "../contract/house-check.ts";
import type { OutsideAnswer } from "../contract/outside-view.ts";
import { HubError } from "../domain/hub-error.ts";
import { parseJson } from "../domain/parse-json.ts";
import { readRequest } from "../local-socket/read-request.ts";
import { serveLocally } from "../local-socket/serve-locally.ts";
import type { Access } from "../ports/access.ts";
import type { HomeName } from "../ports/home-name.ts";
import type { IssuanceWatch } from "../ports/issuance-watch.ts";
import type { Logger } from "../ports/logger.ts";
import { type Relay, RelayRefused } from "../ports/relay.ts";
import { RoomRefused, type Rooms } from "../ports/rooms.ts";
import type { SmartHomeAdmin } from "../ports/smart-home.ts";
import type { House } from "../use-cases/house.ts";
import { isOnline } from "../use-cases/room-online.ts";
import { takeDraft } from "../use-cases/take-draft.ts";
import { viewToys } from "../use-cases/view-house.ts";
import { answerKeepers } from "./answer-keepers.ts";
import { answerSmartHome } from "./answer-smart-home.ts";
import { answerUpdate, UPDATE_PATHS } from "./answer-update.ts";
import { streamBackup } from "./stream-backup.ts";
import { streamDrill } from "./stream-drill.ts";
import { viewPeople } from "./view-people.ts";
import { viewStatus } from "./view-status.ts";

export async function openCommandLineServer(options: {
  readonly socketPath: string;
  readonly house: House;
  readonly access: Pick<Access, "startingAnew" | "claimCode">;
  /** The page's, on this machine, once it is served. */
  readonly address: () => string;
  /** The program's. */
  readonly version: string;
  readonly relay: Relay;
  readonly issuances: IssuanceWatch;
  readonly homeName: HomeName;
  readonly rooms: Rooms;
  readonly smartHome: SmartHomeAdmin;
  /** For `pawpost doctor`. */
  readonly facts: () => Promise<HubFacts>;
  readonly log: Logger;
}): Promise<AsyncDisposable> {
  const { socketPath, log } = options;
  const server = createServer({ maxHeaderSize: 4_096, requestTimeout: 60_000 }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      const known = error instanceof HubError ? error : undefined;
      if (known === undefined)
        log.error("command line request failed", { error: String((error as Error).name) });
      const reason = (error as { reason?: unknown }).reason;
      const code = typeof reason === "string" ? reason : (known?.code ?? "hub.failed");
      send(response, statusOf(known), { code, message: known?.message || "the hub cannot take this sound" });
    });
  });
  return serveLocally(server, socketPath);
}

async function answer(
  {
    house,
    access,
    relay,
    issuances,
    homeName,
    rooms,
    smartHome,
    address,
    facts,
    version,
  }: Omit<Parameters<typeof openCommandLineServer>[0], "socketPath" | "log">,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://hub");
  if (request.method === "POST" && url.pathname === COMMAND_LINE.startAnew) {
    request.resume();
    return send(response, 201, { code: await access.startingAnew.makeCode() });
  }
  if (request.method === "POST" && RELAY_PATHS.has(url.pathname)) {
    const invitation = await readRequest(request, MAX_INVITATION_BYTES);
    if (invitation === undefined) throw new RelayRefused("relay.no-invitation", "too long for an invitation");
    if (url.pathname === COMMAND_LINE.joinRelay) await relay.join(new TextDecoder().decode(invitation));
    if (url.pathname === COMMAND_LINE.leaveRelay) await relay.leave();
    return send(response, 200, relayStatusOf(relay, issuances));
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.console) {
    request.resume();
    return send(response, 200, {
      address: address(),
      home: homeName.origin() ?? null,
      claimCode: access.claimCode(),
      presenceCode: house.presence.printed() ?? null,
    } satisfies ConsoleStatus);
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.doctor) {
    request.resume();
    return send(response, 200, await facts());
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.outside) {
    request.resume();
    const view = (await relay.lookFromOutside()) ?? null;
    return send(response, 200, { view } satisfies OutsideAnswer);
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.status) {
    request.resume();
    return send(response, 200, await viewStatus(house, { version, address: address() }));
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.people) {
    request.resume();
    return send(response, 200, await viewPeople(house));
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.houseCheck) {
    const told = houseCheckTold.safeParse(parseJson(await readRequest(request, MAX_TOLD_BYTES)));
    if (!told.success)
      return send(response, 422, { code: "http.malformed", message: "not what a doctor says" });
    await house.houseCheck.take(told.data.checks);
    return send(response, 200, {});
  }
  if (request.method === "POST" && UPDATE_PATHS.has(url.pathname)) {
    request.resume();
    return send(response, 200, await answerUpdate(house, version, url.pathname));
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.homeName) {
    request.resume();
    const { name, isOn } = homeName;
    const said = { origin: homeName.origin() ?? null, authority: homeName.authority() ?? null };
    return send(response, 200, { name, isOn, ...said } satisfies HomeNameStatus);
  }
  if (request.method === "POST" && ADVISORY_PATHS.has(url.pathname)) {
    const { advisories } = house;
    const file = await readRequest(request, MAX_FEED_BYTES);
    if (url.pathname === COMMAND_LINE.askAdvisories) await advisories.ask();
    // Longer than any is as if there were none: both are no list.
    if (url.pathname === COMMAND_LINE.takeAdvisories) await advisories.take(file ?? new Uint8Array());
    return send(response, 200, advisories.view());
  }
  if (request.method === "POST" && ROOM_PATHS.has(url.pathname)) {
    const asked = await readRequest(request, MAX_ROOM_ASK_BYTES);
    const invitation = await askRooms(rooms, url.pathname, asked);
    return send(response, 200, { ...viewRooms(house, rooms), invitation } satisfies RoomStatus);
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.backup) {
    const asked = await readRequest(request, MAX_BACKUP_ASK_BYTES);
    return streamBackup(house, backupAsk.safeParse(parseJson(asked)).data?.newPlace === true, response);
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.keepers) {
    const asked = parseJson(await readRequest(request, MAX_KEEPER_ASK_BYTES));
    return send(response, 200, await answerKeepers(house, asked));
  }
  if (request.method === "POST" && url.pathname === COMMAND_LINE.drill) {
    request.resume();
    return streamDrill(house, response);
  }
  if (request.method === "POST" && SMART_HOME_PATHS.has(url.pathname)) {
    const asked = parseJson(await readRequest(request, MAX_ROOM_ASK_BYTES));
    return send(response, 200, await answerSmartHome(house, smartHome, url.pathname, asked));
  }
  if (request.method !== "POST" || url.pathname !== COMMAND_LINE.drafts) {
    return send(response, 404, { code: "http.not-found", message: "no such request" });
  }
  const wav = await readRequest(request, MAX_WAV_BYTES);
  if (wav === undefined) {
    return send(response, 413, { code: "http.too-large", message: "the file is too large" });
  }
  const draft = await takeDraft(house, url.searchParams.get("toy") ?? "", wav);
  send(response, 201, { id: draft.id, milliseconds: draft.milliseconds });
}

async function askRooms(
  rooms: Rooms,
  path: string,
  body: Uint8Array | undefined,
): Promise<RoomStatus["invitation"]> {
  if (path === COMMAND_LINE.rooms) return null;
  const asked = roomAsk.safeParse(parseJson(body));
  if (!asked.success) throw new RoomRefused("room.bad-name", "a room's name has 1 to 32 characters");
  const { room, title = "" } = asked.data;
  if (path === COMMAND_LINE.addRoom) {
    const invitation = await rooms.invite(room, null);
    return { ...invitation, addresses: [...invitation.addresses] };
  }
  const id = rooms.all().find((one) => one.title === room || one.id === room)?.id ?? "";
  if (path === COMMAND_LINE.renameRoom) await rooms.rename(id, title, null);
  else await rooms.remove(id, null);
  return null;
}

const viewRooms = (house: House, rooms: Rooms): Pick<RoomStatus, "rooms" | "toys"> => ({
  rooms: rooms.all().map(({ id, title, joinedAt }) => ({
    id,
    title,
    joinedAt,
    isOnline: isOnline(house, id),
    takesOver: house.toys.room(id)?.state.house !== undefined,
    toys: house.household.toys().filter((toy) => toy.room === id && toy.claimed).length,
  })),
  toys: viewToys(house).toys.map(({ name, room, connected }) => ({ name, room, isHeld: connected })),
});

const ADVISORY_PATHS = new Set<string>([
  COMMAND_LINE.advisories,
  COMMAND_LINE.askAdvisories,
  COMMAND_LINE.takeAdvisories,
]);

const ROOM_PATHS = new Set<string>([
  COMMAND_LINE.rooms,
  COMMAND_LINE.addRoom,
  COMMAND_LINE.renameRoom,
  COMMAND_LINE.removeRoom,
]);

const SMART_HOME_PATHS = new Set<string>([
  COMMAND_LINE.smartHome,
  COMMAND_LINE.addSmartHome,
  COMMAND_LINE.removeSmartHome,
  COMMAND_LINE.nameToy,
]);

const relayStatusOf = (relay: Relay, issuances: IssuanceWatch): RelayStatus => {
  const watched = issuances.view();
  return {
    relay: relay.view() ?? null,
    issuances: watched === undefined ? null : { ...watched, foreign: [...watched.foreign] },
  };
};

const RELAY_PATHS = new Set<string>([COMMAND_LINE.relay, COMMAND_LINE.joinRelay, COMMAND_LINE.leaveRelay]);

function statusOf(error: HubError | undefined): number {
  if (error === undefined || error.code === "store.io") return 500;
  if (error.code === "store.disk-full") return 507;
  return error.code === "clip.not-checked" || error.code === "store.closed" ? 503 : 422;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
}
