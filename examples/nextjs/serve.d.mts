export declare function serveNext(options?: {
  readonly port?: number;
  readonly baseUrl?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly log?: (text: string) => void;
}): Promise<{ readonly origin: string; stop(): Promise<void> }>;
