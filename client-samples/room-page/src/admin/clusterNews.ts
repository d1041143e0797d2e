import type { Cluster, Instance } from './api/model';
import { shortName } from './instances/instanceName';

/** Says what matters of the difference between two looks at the instances. */
export function newsOf(before: Cluster, now: Cluster): string[] {
  if (before.redis !== now.redis) {
    // The other instances are out of sight, or in sight again: not news of theirs.
    return now.redis === 'away' ? [] : ['Redis is back.'];
  }

  const known = new Map(before.instances.map((instance) => [instance.instance, instance]));
  const current = new Set(now.instances.map((instance) => instance.instance));
  return [
    ...now.instances.flatMap((instance) => changeOf(known.get(instance.instance), instance) ?? []),
    ...before.instances.filter((instance) => !current.has(instance.instance)).map((instance) => `${shortName(instance.instance)} is gone.`),
  ];
}

function changeOf(before: Instance | undefined, now: Instance): string | undefined {
  const name = shortName(now.instance);
  if (!before) {
    return `${name} has come.`;
  }

  if (before.status === now.status) {
    return undefined;
  }

  switch (now.status) {
    case 'draining':
      return `${name} is draining.`;
    case 'silent':
      return `${name} does not answer.`;
    case 'ready':
      return before.status === 'silent' ? `${name} answers again.` : `${name} is ready.`;
    case 'away':
      return `${name} cannot reach the others.`;
  }
}
