import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  resolve: {
    alias: {
      // protoo-client takes its WebSocket from this package, which in a browser is the browser's own. The replacement is also the browser's
      // own, but lets the page see each message on the wire, and why the connection was closed, which protoo-client does not report.
      websocket: fileURLToPath(new URL('./src/connection/observedWebSocket.ts', import.meta.url)),
    },
  },
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ['index.html', 'admin.html'],
    },
  },
  server: {
    // For npm run dev: the page comes from here, the rest from a room server.
    proxy: {
      '/protoo': { target: 'ws://localhost:5000', ws: true },
      '/hub': { target: 'http://localhost:5000', ws: true },
      '/healthz': 'http://localhost:5000',
      '/instances': 'http://localhost:5000',
      '/rooms': 'http://localhost:5000',
    },
  },
});
