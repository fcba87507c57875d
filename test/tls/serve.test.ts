import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { connect, type PeerCertificate } from "node:tls";
import { findFreePort } from "../../src/free-port.ts";
import { makeCertificate } from "../certificates.ts";
import { type Run, startTessera, temporaryFolder } from "../cli/tessera.ts";
import { httpsRequest } from "../https-client.ts";
import { type CertificateFiles, certificateFiles } from "./certificate-files.ts";

/** Serves the demo until `stop`, which answers the exit code. */
async function serve({ settings }: CertificateFiles, folder: string, more: readonly string[] = []) {
  const mtlsPort = await findFreePort("localhost");
  const tls = ["--tls-cert", settings.tlsCert, "--tls-key", settings.tlsKey, "--tls-client-ca", settings.tlsClientCa];
  const args = ["serve", "--port", "0", ...tls, "--mtls-port", String(mtlsPort), ...more];
  const run = startTessera(folder, args, { TESSERA_LOG_LEVEL: "info" });
  const message = await run.printed("npm run demo");
  const baseUrl = /listens on (\S+)/.exec(message)?.[1] as string;
  const stop = async () => {
    run.process.kill("SIGTERM");
    return (await run.ended).code;
  };
  return { run, message, baseUrl, mtlsPort, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

/** The serial number of the certificate that a new connection is shown. */
async function serialNumberAt(port: number): Promise<string> {
  const socket = connect({ host: "localhost", port, servername: "localhost", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerCertificate() as PeerCertificate;
  socket.destroy();
  return serialNumber;
}

/** Resolves once the log holds the text so many times; rejects when the server has ended. */
async function logged(run: Run, text: string, times: number): Promise<void> {
  while (run.logged().split(text).length <= times) {
    const { exitCode, signalCode } = run.process;
    assert.equal(exitCode ?? signalCode, null, `it ended without ${text}: ${run.logged()}`);
    await setTimeout(20);
  }
}

describe("tessera serve --tls-cert --tls-key", () => {
  for (const workers of ["1", "2"]) {
    it(`serves https on both ports with --workers ${workers}, and follows renewed files on SIGHUP`, async () => {
      await using files = await certificateFiles();
      await using folder = await temporaryFolder();
      await using server = await serve(files, folder.path, ["--workers", workers]);
      const { run, message, baseUrl, mtlsPort, stop } = server;
      assert.match(baseUrl, /^https:\/\/localhost:\d+$/);
      assert.match(message, new RegExp(`for clients with certificates, on https://localhost:${mtlsPort}$`, "m"));
      const ports = [Number(new URL(baseUrl).port), mtlsPort];
      for (const port of ports) {
        const answer = await httpsRequest(`https://localhost:${port}/health`, { ca: files.authority.certificate });
        assert.equal(answer.status, 200);
      }

      const before = await serialNumberAt(mtlsPort);
      await files.renew();
      run.process.kill("SIGHUP");
      await logged(run, "the certificates were read again", Number(workers));
      for (const port of [...ports, ...ports]) assert.notEqual(await serialNumberAt(port), before);

      const renewed = await serialNumberAt(mtlsPort);
      await writeFile(files.settings.tlsKey, "no key");
      run.process.kill("SIGHUP");
      await logged(run, "the certificates stay as they were read before", Number(workers));
      for (const port of [...ports, ...ports]) assert.equal(await serialNumberAt(port), renewed);
      assert.equal(await stop(), 0);
    });
  }

  it("names the setting of the second port when that is taken", async () => {
    await using files = await certificateFiles();
    await using folder = await temporaryFolder();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const { tlsCert, tlsKey } = files.settings;
    for (const workers of ["1", "2"]) {
      const first = String(await findFreePort("127.0.0.1"));
      const args = ["--host", "127.0.0.1", "--port", first, "--workers", workers, "--mtls-port", String(port)];
      const tls = ["--tls-cert", tlsCert, "--tls-key", tlsKey];
      const env = { TESSERA_LOG_LEVEL: "silent" };
      const { code, stderr } = await startTessera(folder.path, ["serve", ...args, ...tls], env).ended;
      assert.equal(code, 1);
      assert.equal(
        stderr,
        `tessera: cannot listen on 127.0.0.1:${port}: another program listens there: stop it, or set TESSERA_MTLS_PORT to another port\n`,
      );
    }
    other.close();
  });

  const refusals: [what: string, args: readonly string[], line: RegExp][] = [
    [
      "a certificate that is not there",
      ["--tls-cert", "none.pem", "--tls-key", "server.key"],
      /TESSERA_TLS_CERT none\.pem cannot be read: there is no such file: name a PEM file with /,
    ],
    [
      "a certificate that is none",
      ["--tls-cert", "server.key", "--tls-key", "server.key"],
      /TESSERA_TLS_CERT server\.key cannot be used \(.+\): name a PEM file with /,
    ],
    [
      "a key that is none",
      ["--tls-cert", "server.pem", "--tls-key", "server.pem"],
      /TESSERA_TLS_KEY server\.pem cannot be used \(.+\): name a PEM file with /,
    ],
    [
      "a key of another certificate",
      ["--tls-cert", "server.pem", "--tls-key", "other.key"],
      /TESSERA_TLS_KEY other\.key is not the key of the certificate in TESSERA_TLS_CERT server\.pem: name /,
    ],
    [
      "authorities that are none",
      ["--tls-cert", "server.pem", "--tls-key", "server.key", "--mtls-port", "1", "--tls-client-ca", "server.key"],
      /TESSERA_TLS_CLIENT_CA server\.key cannot be used \(.+\): name a PEM file with /,
    ],
  ];
  for (const [what, args, line] of refusals) {
    it(`refuses ${what} in one line that names the setting and the remedy, and writes nothing`, async () => {
      await using files = await certificateFiles();
      const other = makeCertificate({ subject: [{ CN: "other" }] });
      await writeFile(join(files.folder, "other.key"), other.key);
      const present = await readdir(files.folder);
      const { code, stdout, stderr } = await startTessera(files.folder, ["serve", ...args]).ended;
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr.trimEnd(), line);
      assert.equal(stderr.split("\n").length, 2);
      assert.deepEqual(await readdir(files.folder), present);
    });
  }
});
