/** The parts of an instance's id: "web-1:4711:0a1b2c3d" is process 4711 on web-1. */
export interface InstanceName {
  host: string;
  rest: string;
}

export function instanceName(instance: string): InstanceName {
  const match = /^(.+):(\d+:[^:]+)$/.exec(instance);
  return match ? { host: match[1]!, rest: match[2]! } : { host: instance, rest: '' };
}

/** A name that can be said, and that no two instances have at the same time: "web-1:4711". */
export function shortName(instance: string): string {
  const { host, rest } = instanceName(instance);
  return rest ? `${host}:${rest.split(':')[0]}` : host;
}
