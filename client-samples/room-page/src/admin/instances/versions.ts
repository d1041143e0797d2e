import type { Cluster } from '../api/model';

export type VersionMark = 'same' | 'newest' | 'other';

/** Marks the instances' versions where they differ: a deployment is under way. */
export class Versions {
  #marks = new Map<string, VersionMark>();

  show({ instances }: Cluster): void {
    const answering = instances.filter((instance) => instance.status !== 'silent').sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
    const newest = answering[0]?.version;
    const isMixed = answering.some(({ version }) => version !== newest);
    this.#marks = new Map(answering.map(({ instance, version }) => [instance, !isMixed ? 'same' : version === newest ? 'newest' : 'other']));
  }

  markOf(instance: string): VersionMark {
    return this.#marks.get(instance) ?? 'same';
  }
}
