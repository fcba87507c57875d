export declare function serveSample(
  folder: string,
  options?: { readonly port?: number; readonly baseUrl?: string; readonly clientId?: string },
): Promise<{ readonly origin: string; stop(): Promise<void> }>;
