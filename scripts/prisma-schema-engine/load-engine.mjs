// The WebAssembly build of Prisma's schema engine, instantiated by hand: Node 20 can't import .wasm.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

let made = 0;

/** Loads the engine's module. `SchemaEngine.new(options, log, adapter)` starts one. */
export async function loadEngine() {
  const glueFile = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  // Each engine has glue of its own: the glue keeps a view of the memory of the one that it was made
  // for, and reads the texts of a second one, panics too, from there.
  made += 1;
  const glue = await import(`${pathToFileURL(glueFile).href}?engine=${made}`);
  // The engine hands its panic message to this global before it traps.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: '',
    set_message(text) {
      this.message = text;
    },
  };
  const bytes = await readFile(path.join(path.dirname(glueFile), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine;
}
