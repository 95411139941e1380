import type { McpClient } from './clients.ts';
import type { Place } from './place.ts';
import type { ServerEntry } from './server-entry.ts';

/** One format of configuration files. */
export interface DocumentFormat {
  /**
   * The text with the server put at its place; everything else stays as it was. Throws a `configuration` failure that
   * names `file` when the text cannot be understood or changed safely.
   */
  readonly withServer: (text: string, place: Place, entry: ServerEntry, file: string) => string;
  /** The text without the server; the same text when it is not there. Throws as `withServer` does. */
  readonly withoutServer: (text: string, place: Place, file: string) => string;
}

/** The format of a client's file, loaded when it is needed: most people need one. */
export async function formatOf({ format }: McpClient): Promise<DocumentFormat> {
  switch (format) {
    case 'json': {
      const { withJsonServer, withoutJsonServer } = await import('./json-document.ts');
      return { withServer: withJsonServer, withoutServer: withoutJsonServer };
    }
    case 'toml': {
      const { withTomlServer, withoutTomlServer } = await import('./toml-document.ts');
      return { withServer: withTomlServer, withoutServer: withoutTomlServer };
    }
    case 'yaml': {
      const { withYamlServer, withoutYamlServer } = await import('./yaml-document.ts');
      return { withServer: withYamlServer, withoutServer: withoutYamlServer };
    }
  }
}
