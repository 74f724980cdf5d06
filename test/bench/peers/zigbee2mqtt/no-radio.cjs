/**
 * Loaded into Zigbee2MQTT (`node --require`): no radio is plugged in here. In the place of its adapter stands one that has formed its network and hears
 * nothing; the code of the adapter that most people have is loaded all the same.
 */
const { dirname, join } = require("node:path");

const herdsman = dirname(require.resolve("zigbee-herdsman"));
const { Adapter } = require(join(herdsman, "adapter/adapter.js"));

const SAYS = {
  start: "resumed",
  getCoordinatorIEEE: "0x00124b00aabbccdd",
  getCoordinatorVersion: { type: "none", meta: { revision: "none" } },
  getNetworkParameters: { panID: 6754, extendedPanID: "0xdddddddddddddddd", channel: 11, nwkUpdateID: 0 },
  supportsBackup: false,
};

Adapter.create = async (...settings) => {
  await import(join(herdsman, "adapter/ember/adapter/emberAdapter.js"));
  const adapter = new Adapter(...settings);
  return new Proxy(adapter, {
    get: (target, name) =>
      name in SAYS
        ? async () => SAYS[name]
        : (Reflect.get(target, name) ??
          (typeof name === "string" && name !== "then" ? async () => undefined : undefined)),
  });
};
