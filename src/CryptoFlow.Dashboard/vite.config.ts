import { defineConfig, type Plugin } from 'vite';

/**
 * Removes the attribute crossorigin, which Vite writes on the tags of the page's own files. With it a browser sends the header Origin for
 * them, and a proxy or a check of origins could refuse the page its own script.
 */
function sameOriginTags(): Plugin {
  return {
    name: 'same-origin-tags',
    transformIndexHtml: { order: 'post', handler: (html) => html.replace(/ crossorigin(?=[ >])/g, '') },
  };
}

export default defineConfig({
  // Relative addresses: the page also works below a path of a proxy.
  base: './',
  publicDir: false,
  plugins: [sameOriginTags()],
  build: {
    outDir: 'obj/page',
    emptyOutDir: true,
    assetsDir: 'assets',
    // The content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    proxy: {
      '/api': 'http://localhost:3000',
      '/health': 'http://localhost:3000',
      '/status': 'http://localhost:3000',
      '/ws': { target: 'ws://localhost:3000', ws: true },
    },
  },
});
