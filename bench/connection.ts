import { connect, type Socket } from "node:net";

/** An HTTP answer, its bytes read as Latin-1: tokens and headers are ASCII, and nothing else is looked at. */
export interface Answer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

type OnAnswer = (answer: Answer | Error) => void;

/**
 * A keep-alive connection to loopback for one request at a time. It parses as little of HTTP as it can, because it shares the
 * processor with what it measures. Opened with its first request, and again after the server closed it.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #received = "";
  #onAnswer: OnAnswer | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  get busy(): boolean {
    return this.#onAnswer !== undefined;
  }

  /** Sends a whole request and calls back once: with the answer, or with why there is none. */
  send(request: Buffer, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer;
    this.#received = "";
    this.#socket ??= this.#open();
    this.#socket.write(request);
  }

  /** Whoever still waits for an answer is called back with the reason. */
  close(reason = new Error("there was no answer in time")): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#finish(reason);
  }

  #open(): Socket {
    const socket = connect({ host: "127.0.0.1", port: this.#port, noDelay: true });
    let fault = new Error("the server closed the connection");
    socket.on("error", (error) => {
      fault = error;
    });
    socket.on("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#finish(fault);
    });
    socket.on("data", (chunk) => this.#take(chunk));
    return socket;
  }

  #take(chunk: Buffer): void {
    this.#received += chunk.toString("latin1");
    let answer: Answer | undefined;
    try {
      answer = parseAnswer(this.#received);
    } catch (error) {
      this.close(error as Error);
      return;
    }
    if (answer !== undefined) this.#finish(answer);
  }

  #finish(answer: Answer | Error): void {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = undefined;
    onAnswer?.(answer);
  }
}

/** The answer, once all of it is there. Throws on one that does not say its length: neither server sends such. */
export function parseAnswer(text: string): Answer | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const head = text.slice(0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const start = end + 4;
  if (text.length < start + Number(length)) return undefined;
  if (text.length > start + Number(length)) throw new Error("an answer is longer than it says");
  return { status: Number(text.slice(9, 12)), head, body: text.slice(start) };
}

/** The `Location` header of an answer; undefined without one. */
export function locationOf({ head }: Answer): string | undefined {
  return /\r\nlocation: *([^\r]+)/i.exec(head)?.[1];
}

/** A string member of a JSON body, such as a token: faster than to parse it all. */
export function memberOf({ body }: Answer, name: string): string | undefined {
  const start = body.indexOf(`"${name}":"`);
  if (start === -1) return undefined;
  const from = start + name.length + 4;
  return body.slice(from, body.indexOf('"', from));
}
