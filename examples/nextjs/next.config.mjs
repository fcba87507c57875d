/** What makes a start cheap: each page compiles those parts of the SDK alone that it uses, and nothing is kept for the next start. */
export default {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  devIndicators: false,
  experimental: {
    optimizePackageImports: ["@asgardeo/nextjs", "@asgardeo/nextjs/server"],
    turbopackFileSystemCacheForDev: false,
    turbopackSourceMaps: false,
    turbopackInputSourceMaps: false,
  },
};
