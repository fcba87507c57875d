import type { Adapter, AdapterPayload } from "oidc-provider";

/**
 * Keeps everything of node-oidc-provider in plain Maps, forever: nothing is copied, and nothing expires while it is measured. Its
 * own memory adapter forgets after a thousand entries.
 */
export class MapAdapter implements Adapter {
  static readonly #all = new Map<string, Map<string, AdapterPayload>>();
  readonly #entries = new Map<string, AdapterPayload>();
  readonly #idsByUid = new Map<string, string>();

  constructor(model: string) {
    MapAdapter.#all.set(model, this.#entries);
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.#entries.set(id, payload);
    if (payload.uid !== undefined) this.#idsByUid.set(payload.uid, id);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.#entries.get(id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const id = this.#idsByUid.get(uid);
    return id === undefined ? undefined : this.#entries.get(id);
  }

  /** Device codes only, which are not measured. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const payload = this.#entries.get(id);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id);
  }

  /** Looks at everything, which is rare: no index, so that storing costs less. */
  async revokeByGrantId(grantId: string): Promise<void> {
    for (const entries of MapAdapter.#all.values()) {
      for (const [id, payload] of entries) if (payload.grantId === grantId) entries.delete(id);
    }
  }
}
