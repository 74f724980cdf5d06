/**
 * What Home Assistant is told so that a toy becomes a device there by itself: one retained message for each device, on
 * `<discovery>/device/pawpost_<key>/config`. Source: Home Assistant, MQTT integration, "Device discovery payload" (2024.11 and later), with its
 * abbreviations (`homeassistant/components/mqtt/abbreviations.py`).
 */
import { SMART_TOY_DOINGS, TOY_EVENTS } from "../contract/smart-home.ts";

export interface DiscoveryPlace {
  readonly base: string;
  readonly discovery: string;
  readonly version: string;
  /** Where the page is opened, for who looks at the device; left out where no such address works for others. */
  readonly page?: string;
}

const MAKER = "Pawpost";

export const deviceTopic = ({ discovery }: Pick<DiscoveryPlace, "discovery">, key: string): string =>
  `${discovery}/device/pawpost_${key}/config`;

/** Key of the hub's own device. */
export const BRIDGE = "bridge";

const originOf = ({ version }: DiscoveryPlace) => ({ name: "pawpost", sw: version });
const online = (topic: string) => ({ t: topic, val_tpl: "{{ value_json.state }}" });

export interface DiscoveredToy {
  readonly key: string;
  readonly slug: string;
  readonly model: string;
  readonly firmware: string | null;
  /** A smart home that only listens gets no buttons. */
  readonly isControlled: boolean;
}

/** @param toy what it is called is its slug: its own name may be the child's */
export function discoverToy(place: DiscoveryPlace, toy: DiscoveredToy) {
  const { base, page } = place;
  const { key, slug } = toy;
  const topic = `${base}/${slug}`;
  const id = `pawpost_${key}`;
  return {
    dev: {
      ids: [id],
      name: slug,
      mf: toy.model === "cloudpets" ? "Spiral Toys" : MAKER,
      mdl: toy.model,
      ...(toy.firmware === null ? {} : { sw: toy.firmware }),
      via_device: `pawpost_${BRIDGE}`,
      ...(page === undefined ? {} : { cu: page }),
    },
    o: originOf(place),
    avty: [online(`${base}/bridge/state`), online(`${topic}/availability`)],
    avty_mode: "all",
    stat_t: topic,
    qos: 1,
    cmps: {
      state: {
        p: "sensor",
        dev_cla: "enum",
        options: [...SMART_TOY_DOINGS],
        uniq_id: `${id}_state`,
        name: "State",
        val_tpl: "{{ value_json.state }}",
      },
      queued: {
        p: "sensor",
        uniq_id: `${id}_queued`,
        name: "Messages waiting",
        val_tpl: "{{ value_json.queued }}",
      },
      unheard: {
        p: "sensor",
        uniq_id: `${id}_unheard`,
        name: "Messages unheard",
        val_tpl: "{{ value_json.unheard }}",
      },
      rssi: {
        p: "sensor",
        dev_cla: "signal_strength",
        unit_of_meas: "dBm",
        ent_cat: "diagnostic",
        uniq_id: `${id}_rssi`,
        name: "Signal",
        val_tpl: "{{ value_json.rssi }}",
      },
      last: {
        p: "sensor",
        dev_cla: "timestamp",
        uniq_id: `${id}_last`,
        name: "Last delivery",
        val_tpl: "{{ value_json.last_delivered }}",
      },
      activity: {
        p: "event",
        event_types: [...TOY_EVENTS],
        stat_t: `${topic}/event`,
        uniq_id: `${id}_event`,
        name: "Activity",
      },
      ...(toy.isControlled ? controlsOf(topic, id) : {}),
    },
  };
}

const controlsOf = (topic: string, id: string) => ({
  blink: {
    p: "button",
    cmd_t: `${topic}/set`,
    pl_prs: JSON.stringify({ led: "blink" }),
    uniq_id: `${id}_blink`,
    name: "Find toy",
  },
  quiet: {
    p: "switch",
    cmd_t: `${topic}/set/quiet`,
    val_tpl: "{{ 'ON' if value_json.quiet else 'OFF' }}",
    uniq_id: `${id}_quiet`,
    name: "Quiet",
  },
  volume: {
    p: "number",
    min: 0,
    max: 100,
    cmd_t: `${topic}/set/volume`,
    val_tpl: "{{ value_json.volume }}",
    ent_cat: "config",
    uniq_id: `${id}_vol`,
    name: "Volume",
  },
});

/** The hub itself: what is wrong, and nothing of what is said. */
export function discoverBridge(place: DiscoveryPlace) {
  const { base, page } = place;
  const id = `pawpost_${BRIDGE}`;
  const sensor = (key: string, name: string, field: string, more: object) => ({
    p: "binary_sensor",
    ent_cat: "diagnostic",
    uniq_id: `${id}_${key}`,
    name,
    val_tpl: `{{ 'ON' if value_json.${field} else 'OFF' }}`,
    ...more,
  });
  return {
    dev: {
      ids: [id],
      name: "Pawpost",
      mf: MAKER,
      mdl: "hub",
      sw: place.version,
      ...(page === undefined ? {} : { cu: page }),
    },
    o: originOf(place),
    avty: [online(`${base}/bridge/state`)],
    stat_t: `${base}/bridge/health`,
    qos: 1,
    cmps: {
      alerts: sensor("alerts", "Something to look at", "alerts > 0", { dev_cla: "problem" }),
      disk: sensor("disk", "Disk nearly full", "disk_full", { dev_cla: "problem" }),
      radio: sensor("radio", "Radio", "radio", { dev_cla: "connectivity" }),
      relay: sensor("relay", "Reached from anywhere", "relay_connected", { dev_cla: "connectivity" }),
    },
  };
}
