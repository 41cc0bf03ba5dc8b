/** How many jobs of each stage this process has taken and has in hand: what its watchdog goes by. */
import type { StageName } from '../shared/config.ts';

interface Beat {
  taken: number;
  running: number;
}

export class Pulse {
  readonly #beats = new Map<StageName, Beat>();
  readonly #room = new Map<StageName, number>();

  /** `room`: jobs at a time. */
  opens(stage: StageName, room: number): void {
    this.#room.set(stage, room);
  }

  begin(stage: StageName): void {
    const { taken, running } = this.#of(stage);
    this.#beats.set(stage, { taken: taken + 1, running: running + 1 });
  }

  end(stage: StageName): void {
    const { taken, running } = this.#of(stage);
    this.#beats.set(stage, { taken, running: running - 1 });
  }

  taken(stage: StageName): number {
    return this.#of(stage).taken;
  }

  isFull(stage: StageName): boolean {
    return this.#of(stage).running >= (this.#room.get(stage) ?? 1);
  }

  #of(stage: StageName): Beat {
    return this.#beats.get(stage) ?? { taken: 0, running: 0 };
  }
}
