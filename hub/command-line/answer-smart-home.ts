/** `pawpost mqtt`: who of the house's automation is let in, and what toys are called there. */
import { COMMAND_LINE, type SmartHomeStatus, smartHomeAsk } from "../contract/command-line.ts";
import { toySlug } from "../contract/smart-home.ts";
import { type SmartHomeAdmin, SmartHomeRefused } from "../ports/smart-home.ts";
import type { House } from "../use-cases/house.ts";
import { nameInTopics } from "../use-cases/name-in-topics.ts";

/** @param body parsed JSON @throws SmartHomeRefused */
export async function answerSmartHome(
  house: House,
  admin: SmartHomeAdmin,
  path: string,
  body: unknown,
): Promise<SmartHomeStatus> {
  if (path === COMMAND_LINE.smartHome) return view(house, admin, null);
  const asked = smartHomeAsk.safeParse(body);
  if (!asked.success) throw new SmartHomeRefused("mqtt.bad-name", "a name has 1 to 32 letters");
  const { name, control = false, to = "" } = asked.data;
  if (path === COMMAND_LINE.addSmartHome) return view(house, admin, await admin.keys.add(name, control));
  if (path === COMMAND_LINE.removeSmartHome) await admin.keys.remove(name);
  else await nameToy(house, admin, name, to);
  return view(house, admin, null);
}

async function nameToy(house: House, { topicOf }: SmartHomeAdmin, name: string, to: string): Promise<void> {
  const own = house.household.toys().filter(({ claimed }) => claimed);
  const toy = own.find((one) => one.name === name || topicOf(one) === name);
  if (toy === undefined) throw new SmartHomeRefused("mqtt.unknown", "there is no such toy");
  if (!toySlug.safeParse(to).success)
    throw new SmartHomeRefused("mqtt.bad-name", "a name has 1 to 32 small letters, digits, - or _");
  if (own.some((one) => one.id !== toy.id && topicOf(one) === to))
    throw new SmartHomeRefused("mqtt.same-name", "another toy is called so");
  await nameInTopics(house, toy.id, to);
}

const view = (house: House, admin: SmartHomeAdmin, password: string | null): SmartHomeStatus => ({
  keys: admin.keys.all().map(({ name, mayControl, madeAt }) => ({ name, mayControl, madeAt })),
  toys: house.household
    .toys()
    .filter(({ claimed }) => claimed)
    .map((toy) => ({ name: toy.name, topic: admin.topicOf(toy), hushed: toy.hushed === true })),
  addresses: [...admin.keys.addresses()],
  hostname: admin.hostname,
  authority: admin.keys.authority() ?? null,
  server: admin.server() ?? null,
  password,
});
