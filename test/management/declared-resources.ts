import assert from "node:assert/strict";
import type { Answer } from "../client.ts";

/** Sends a request as Asgardeo's Terraform provider does: with a media type whether there is a body or not. */
export type Send = (method: string, path: string, body?: object) => Promise<Answer>;

export type Attributes = Readonly<Record<string, unknown>>;

/** How resources of a kind are made, read, changed and removed. */
export interface ResourceKind {
  /** Answers where the new resource is, below the tenant's URL. */
  create(wanted: Attributes, send: Send): Promise<string>;
  /** Undefined: there is none any more. */
  read(place: string, send: Send): Promise<Attributes | undefined>;
  update(place: string, wanted: Attributes, found: Attributes, send: Send): Promise<void>;
  remove(place: string, send: Send): Promise<void>;
}

export interface Declared {
  readonly kind: ResourceKind;
  /** What it is to be, once those that it names are there: by their names, the ids of those before. */
  readonly attributes: (ids: Readonly<Record<string, string>>) => Attributes;
}

/** By name, in the order in which they can be made. */
export type Plan = Readonly<Record<string, Declared>>;

/** What a run did, as `create reader`. */
export type Steps = readonly string[];

/** Brings what is on the server to the plan and remembers where everything is, as a tool does that keeps a state. */
export class Declarations {
  readonly #send: Send;
  readonly #places = new Map<string, { place: string; kind: ResourceKind }>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Makes, changes and removes until the server is as the plan says; the steps that it took. */
  async apply(plan: Plan): Promise<Steps> {
    const steps: string[] = [];
    for (const [name, { kind, attributes }] of Object.entries(plan)) {
      const wanted = attributes(this.#ids());
      const known = this.#places.get(name);
      const found = known && (await kind.read(known.place, this.#send));
      if (known === undefined || found === undefined) {
        this.#places.set(name, { kind, place: await kind.create(wanted, this.#send) });
        steps.push(`create ${name}`);
      } else if (differences(wanted, found).length > 0) {
        await kind.update(known.place, wanted, found, this.#send);
        steps.push(`update ${name}`);
      }
    }
    const gone = [...this.#places.keys()].filter((name) => !(name in plan));
    for (const name of gone.reverse()) {
      await this.#remove(name);
      steps.push(`delete ${name}`);
    }
    return steps;
  }

  /** Where the server is otherwise than the plan says, by name and attribute. */
  async drift(plan: Plan): Promise<string[]> {
    const all = Object.entries(plan).map(async ([name, { kind, attributes }]) => {
      const place = this.#places.get(name)?.place;
      const found = place === undefined ? undefined : await kind.read(place, this.#send);
      if (found === undefined) return [`${name} is not there`];
      return differences(attributes(this.#ids()), found).map((difference) => `${name}.${difference}`);
    });
    return (await Promise.all(all)).flat();
  }

  /** Removes everything, the last first, and makes sure that it is gone. */
  async destroy(): Promise<void> {
    for (const name of [...this.#places.keys()].reverse()) await this.#remove(name);
  }

  async #remove(name: string): Promise<void> {
    const { place, kind } = this.#places.get(name) as { place: string; kind: ResourceKind };
    await kind.remove(place, this.#send);
    assert.equal(await kind.read(place, this.#send), undefined, `${name} is still there`);
    this.#places.delete(name);
  }

  #ids(): Record<string, string> {
    return Object.fromEntries([...this.#places].map(([name, { place }]) => [name, place.split("/").at(-1) as string]));
  }
}

/** The attributes of which what was found is not what was wanted; what nobody wanted may be as it is. */
function differences(wanted: unknown, found: unknown, at = ""): string[] {
  if (Array.isArray(wanted)) {
    const isSame = Array.isArray(found) && wanted.length === found.length;
    const [one, other] = [wanted, isSame ? found : []].map((list) =>
      list.map((each) => JSON.stringify(key(each))).sort(),
    );
    return isSame && one?.join() === other?.join() ? [] : [at];
  }
  if (typeof wanted === "object" && wanted !== null) {
    const own = (found ?? {}) as Attributes;
    return Object.entries(wanted).flatMap(([name, each]) =>
      differences(each, own[name], at === "" ? name : `${at}.${name}`),
    );
  }
  return wanted === found ? [] : [at];
}

/** What elements of a list are told apart by: servers add to them what they are called, and where they are. */
function key(element: unknown): unknown {
  if (typeof element !== "object" || element === null) return element;
  const { value, name } = element as { value?: unknown; name?: unknown };
  return value ?? name ?? element;
}
