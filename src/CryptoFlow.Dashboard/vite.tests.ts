import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vite';

const tests = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));

/** Bundles the unit tests for Node's test runner, which cannot read TypeScript before Node 22. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'obj/unit',
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: Object.fromEntries(tests.map((file) => [basename(file, '.ts'), `test/${file}`])),
      output: { entryFileNames: '[name].mjs' },
    },
  },
});
