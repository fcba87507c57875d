import { AsgardeoProvider } from "@asgardeo/nextjs/server";

export const metadata = { title: "Sample with @asgardeo/nextjs", icons: { icon: "data:," } };

/** The provider reads its settings from the environment: ../start.mjs has them. */
export default function Layout({ children }) {
  return (
    <html lang="en">
      <body
        style={{ font: "1rem/1.5 system-ui, sans-serif", maxWidth: "40rem", margin: "2rem auto", padding: "0 1rem" }}
      >
        <h1>@asgardeo/nextjs</h1>
        <main>
          <AsgardeoProvider>{children}</AsgardeoProvider>
        </main>
      </body>
    </html>
  );
}
