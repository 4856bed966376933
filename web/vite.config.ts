import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2023',
    // Everything is a file under /assets/: the page's Content-Security-Policy allows neither inline scripts nor data: fonts.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': process.env.CREWCAST_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.ts'], setupFiles: ['src/testing.ts'] },
});
